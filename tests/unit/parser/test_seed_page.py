"""The page that started it all, as DESIGN 8 says what it holds."""

from datetime import datetime
from pathlib import Path

import pytest

from schemas.parsed_article import ParsedArticle
from services.parser.footers import is_footer
from services.parser.list_headings import is_list_heading
from tests.unit.parser.documents import article

SEED = Path(__file__).parents[3].parent / "shared" / "data" / "seed"
FILES = sorted(SEED.glob("*.txt"))


@pytest.fixture(params=["text/plain", ""], ids=["declared", "sniffed"])
def seed(request: pytest.FixtureRequest) -> ParsedArticle:
    if not FILES:
        pytest.skip("the seed page is not on this machine (../shared/data/seed)")
    return article(FILES[0].read_bytes(), content_type=request.param)


def test_its_time_keeps_its_offset(seed: ParsedArticle) -> None:
    assert seed.published is not None
    assert seed.to_json()["published"]["at"] == "2025-03-21T06:36:13+02:00"
    assert seed.published.precision == "instant"


def test_headline_and_dek(seed: ParsedArticle) -> None:
    assert seed.headline.startswith("Putin Rejects")
    assert seed.headline.endswith("Trump Call")
    assert seed.dek is not None
    assert seed.dek.startswith("In a recent call")


def test_eight_paragraphs_without_list_or_footer(seed: ParsedArticle) -> None:
    assert len(seed.body) == 8
    listed = {item.headline for item in seed.listed}
    assert not [p for p in seed.body if is_footer(p) or is_list_heading(p) or p in listed or p == seed.headline]


def test_twenty_listed_headlines_with_their_times(seed: ParsedArticle) -> None:
    assert len(seed.listed) == 20
    times = [item.published for item in seed.listed]
    assert None not in times
    assert times == sorted((time for time in times if time), reverse=True)
    assert {time.utcoffset() for time in times if isinstance(time, datetime)} == {
        datetime.fromisoformat("2025-01-01T00:00+00:00").utcoffset()
    }
    written = [item["published"] for item in seed.to_json()["listed"]]
    assert written[0] == "2025-03-20T22:50:24+00:00"
    assert written[-1] == "2025-03-19T21:19:09+00:00"


def test_no_markup_is_left(seed: ParsedArticle) -> None:
    texts = [seed.headline, seed.dek or "", *seed.body, *(item.headline for item in seed.listed)]
    assert not [text for text in texts if "**" in text or "##" in text]
