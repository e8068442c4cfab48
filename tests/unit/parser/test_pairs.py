"""Every golden pair gives its record; see `golden.py` for what is compared."""

import pytest

from schemas.parsed_article import ParsedArticle
from services.parser.language import language_of_text
from services.parser.parse import parse
from tests.unit.parser.golden import DEMO, MEDIA_TYPES, PAIRS, Pair, difference, of_the_demo, pairs, results

ALL = pairs()
each_pair = pytest.mark.parametrize("pair", ALL, ids=lambda pair: pair.name)


@each_pair
def test_a_document_gives_its_expected_record(pair: Pair) -> None:
    assert pair.expected.exists(), f"{pair.name} has no {pair.expected.name}"
    if found := difference(pair):
        pytest.fail(f"{pair.name}\n{found}", pytrace=False)


@each_pair
def test_a_record_has_its_language_and_the_fingerprint_of_its_body(pair: Pair) -> None:
    for record in parse(pair.document):
        if isinstance(record, ParsedArticle):
            text = "\n".join([record.headline, record.dek or "", *record.body])
            assert record.language or language_of_text(text) is None
            assert record.fingerprint or not record.body


def test_every_document_and_every_expectation_has_its_pair() -> None:
    documents = {path.name for path in (DEMO / "documents").iterdir()}
    assert documents == {path.name.removesuffix(".json") for path in (DEMO / "expected").iterdir()}
    assert documents == {pair.name.removeprefix("demo/") for pair in of_the_demo()}
    expected = {pair.expected for pair in ALL}
    there = {path for path in PAIRS.glob("*/*") if path.suffix not in MEDIA_TYPES}
    assert there == expected & there


def test_every_demo_document_is_an_article_with_a_text() -> None:
    for pair in of_the_demo():
        (record,) = results(pair)
        assert record.get("headline"), pair.name
        assert len(record["body"]) >= 3, pair.name
        assert record["published"], pair.name
