"""What the tools of `make bench-parser` answer, as records: stand-ins with the fields of each tool's own form."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench.parsers.measure import ROOT
from tests.bench.parsers.runner import answers
from tests.bench.parsers.tools import OF_DUMPS, Tool, newspaper_record, resiliparse_record, trafilatura_record


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2025-03-21T06:36:13+0200", {"at": "2025-03-21T06:36:13+0200", "precision": "instant"}),
        ("2025-03-21T00:00:00+0200", {"at": "2025-03-21T00:00:00+0200", "precision": "instant"}),
        ("2025-03-21T00:00:00", {"at": "2025-03-21", "precision": "day"}),
        (None, None),
    ],
)
def test_trafilatura(date: str | None, published: dict[str, str] | None) -> None:
    document = SimpleNamespace(
        title="Bridge opens", description="At last.", text="One.\nTwo.\n", author="Ada Lind; Bo Ek", date=date
    )
    assert trafilatura_record(document) == {
        "headline": "Bridge opens",
        "dek": "At last.",
        "body": ["One.", "Two."],
        "authors": ["Ada Lind", "Bo Ek"],
        "published": published,
    }


def test_trafilatura_finds_no_article() -> None:
    assert trafilatura_record(None) == {}


def test_newspaper() -> None:
    article = SimpleNamespace(
        title="Bridge opens",
        meta_description="At last.",
        text="One.\n\nTwo.",
        authors=["Ada Lind"],
        publish_date=datetime(2025, 3, 21, 6, 36, tzinfo=UTC),
    )
    record = newspaper_record(article)
    assert (record["body"], record["authors"]) == (["One.", "Two."], ["Ada Lind"])
    assert record["published"] == {"at": "2025-03-21T06:36:00+00:00", "precision": "instant"}


def test_resiliparse() -> None:
    assert resiliparse_record(("Bridge opens", "One.\n\nTwo.")) == {
        "headline": "Bridge opens",
        "body": ["One.", "Two."],
    }


def test_a_manifest_is_answered_line_by_line_and_an_exception_is_an_answer(tmp_path: Path) -> None:
    lines = [{"id": name, "file": str(tmp_path / f"{name}.gz"), "url": "https://a.example/"} for name in ("1", "2")]
    for line in lines:
        Path(line["file"]).write_bytes(gzip.compress(b"Bridge opens\n\nOne.\n"))

    def fails(_document: bytes, _url: str | None) -> None:
        raise RecursionError

    good, bad = OF_DUMPS["all lines"], Tool(lambda: fails, lambda _: {})
    found = list(answers(good, lines))
    assert [answer["id"] for answer in found] == ["1", "2"]
    assert found[0]["record"] == {"headline": "Bridge opens", "body": ["Bridge opens", "One."]}
    assert all(answer["cpu_ms"] >= 0 for answer in found)
    assert next(answers(bad, lines))["rejected"] == {"stage": "parse", "error_class": "RecursionError"}


def test_the_lock_names_every_tool_and_no_address() -> None:
    lock = (ROOT / "tests/bench/parsers/requirements.lock").read_text()
    assert set(re.findall(r"^(\w+)==", lock, re.M)) >= {"newspaper4k", "resiliparse", "trafilatura"}
    assert "://" not in lock
