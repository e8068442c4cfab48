"""Whatever becomes of a page on its way, the parser answers with an article or says why not, in its own words."""

import gzip
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.parsed_article import ParsedArticle
from schemas.raw_document import CE_SUBJECT, CONTENT_TYPE, HTML, TEXT
from schemas.rejected import Rejection
from schemas.topics import DOCUMENT_LIMIT
from services.parser.document import RawDocument
from services.parser.parse import parse
from tests.shared_data import shared
from tests.unit.parser.golden import pairs
from tests.unit.parser.mutations import mutated

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "100"))
"""Documents of each kind; more by TEST_EXAMPLES=5000."""
QUOTED = 24
"""Characters in a row that a reason may share with a document by chance."""
STAGES = {"sniff", "limit", "decode", "parse", "identify"}

OURS = [(pair.document.value or b"", pair.document.headers) for pair in pairs()]


def check(value: bytes, headers: tuple[tuple[str, bytes], ...]) -> None:
    results = parse(RawDocument(value, None, headers, "t", 0, 0, 1_742_600_000_000))
    assert results
    for result in results:
        if isinstance(result, ParsedArticle):
            assert result.headline
            assert ParsedArticle.from_bytes(result.to_bytes()) == result
        else:
            assert isinstance(result, Rejection)
            assert (result.error_class, result.stage in STAGES) == ("Rejected", True), result
            assert not _quotes(result.reason, value), result


def _quotes(reason: str, value: bytes) -> bool:
    text = value.decode("utf-8", "replace")
    return any(reason[at : at + QUOTED] in text for at in range(len(reason) - QUOTED + 1))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_pages_and_dumps_of_ours(data: st.DataObject) -> None:
    value, headers = data.draw(st.sampled_from(OURS))
    check(data.draw(mutated(value)), headers)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_two_documents_in_one(data: st.DataObject) -> None:
    (one, headers), (other, _) = (data.draw(st.sampled_from(OURS)) for _ in range(2))
    at, start = data.draw(st.integers(0, len(one))), data.draw(st.integers(0, len(other)))
    check(one[:at] + other[start:], headers)


def _real(folder: str) -> Sequence[Path]:
    return sorted(shared(folder).iterdir())


@pytest.mark.timeout(0 if EXAMPLES > 100 else 120)
@pytest.mark.parametrize(
    ("folder", "media_type"),
    [("pages/fundus", HTML), ("pages/scrapinghub", HTML), ("dumps/fundus", TEXT), ("dumps/scrapinghub", TEXT)],
)
def test_real_pages_and_dumps(folder: str, media_type: str) -> None:
    paths = _real(folder)

    @settings(max_examples=max(10, EXAMPLES // 4), deadline=None)
    @given(st.data())
    def mutate(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(paths))
        value = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        headers = ((CONTENT_TYPE, media_type.encode()), (CE_SUBJECT, b"https://news.example/a"))
        check(data.draw(mutated(value[:DOCUMENT_LIMIT])), headers)

    mutate()


def test_every_document_is_read_the_same_way_twice() -> None:
    for value, headers in OURS:
        document = RawDocument(value, headers=headers, timestamp_ms=1_742_600_000_000)
        assert parse(document) == parse(document)
