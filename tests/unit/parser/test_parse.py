import gzip
from datetime import UTC, datetime

import pytest

from schemas.article_id import article_id_from_content, article_id_of
from schemas.parsed_article import LISTED_LIMIT, ParsedArticle
from schemas.topics import ARTICLES_PARSED, DOCUMENT_LIMIT
from services.parser.document import RawDocument
from services.parser.parse import Retraction
from tests.unit.parser.documents import SEEN, answer, article, raw, rejection

DUMP = """**Bridge Opens at Last**

Fri Mar 21 2025 06:36:13 GMT+0200 (Eastern European Standard Time)
**Bridge Opens at Last**

The mayor cut a ribbon on Friday morning and opened the bridge that the town had waited for since the flood.
"""
OBSERVED = datetime.fromtimestamp(SEEN / 1000, UTC)


def test_a_document_without_any_header_is_still_an_article() -> None:
    found = article(DUMP)
    assert found.headline == "Bridge Opens at Last"
    assert found.version.observed_at == OBSERVED
    assert found.id == article_id_from_content("bridge opens at last", "2025-03-21T04:36:13+00:00")
    assert found.provenance["id"] == "headline and published time"
    assert found.provenance["media_type"] == "text/plain (sniffed)"


def test_the_same_article_in_another_zone_has_the_same_id() -> None:
    other = DUMP.replace("06:36:13 GMT+0200", "05:36:13 GMT+0100")
    assert article(other).id == article(DUMP).id


def test_the_record_says_where_it_came_from() -> None:
    document = RawDocument(DUMP.encode(), headers=(("ce_id", b"7"),), topic="articles.raw", partition=2, offset=9)
    found = answer(document)
    assert isinstance(found, ParsedArticle)
    assert found.source is not None
    assert found.source.to_json() == {"topic": "articles.raw", "partition": 2, "offset": 9, "ce_id": "7"}


def test_the_content_hash_is_over_what_the_article_says_only() -> None:
    first = article(DUMP, ce_time="2025-03-21T10:00:00Z", ce_id="1")
    again = article(DUMP, ce_time="2025-03-22T10:00:00Z", ce_id="2")
    assert first.version.content_hash == again.version.content_hash
    assert first.version != again.version
    assert len(first.version.content_hash) == 32


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        (DUMP.replace("ribbon", "cake"), {}),
        (DUMP.replace("06:36:13", "06:36:14"), {}),
        (DUMP + "\nMORE ON THEME\n\nFerry Makes Its Last Crossing\n", {}),
        (DUMP, {"ce_subject": "https://example.test/a"}),
        (DUMP, {"themewire_publisher": "Harbour Herald"}),
    ],
)
def test_the_content_hash_changes_with_the_content(value: str, headers: dict[str, str]) -> None:
    assert article(value, **headers).version.content_hash != article(DUMP).version.content_hash


def test_effective_is_the_earlier_of_published_and_observed() -> None:
    assert article(DUMP).effective_at == datetime(2025, 3, 21, 4, 36, 13, tzinfo=UTC)
    early = article(DUMP, ce_time="2025-03-20T00:00:00Z")
    assert early.effective_at == early.version.observed_at
    assert article("A headline alone").effective_at == OBSERVED


def test_a_bad_ce_time_falls_back_and_says_so() -> None:
    found = article(DUMP, ce_time="soon")
    assert found.version.observed_at == OBSERVED
    assert found.provenance["observed_at"] == "kafka_timestamp"


def test_hints_fill_what_the_page_does_not_say() -> None:
    found = article("A headline alone", themewire_published="2025-03-20T10:00:00+01:00", themewire_publisher="Herald")
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-03-20T10:00:00+01:00"
    assert found.publisher.name == "Herald"
    assert found.provenance["published"] == "themewire-published"
    assert found.provenance["publisher"] == "themewire-publisher"


def test_the_page_counts_before_the_hint_unless_it_gives_only_the_same_day() -> None:
    hint = "2025-03-21T01:00:00+00:00"
    by_page, by_hint = article(DUMP, themewire_published=hint), None
    assert by_page.published is not None
    assert by_page.published.at.isoformat() == "2025-03-21T06:36:13+02:00"
    by_hint = article("Bridge Opens\n\n21 March 2025\n\nText follows here.", themewire_published=hint)
    assert by_hint.published is not None
    assert by_hint.published.at.isoformat() == hint
    other_day = article("Bridge Opens\n\n11 March 2025\n\nText follows here.", themewire_published=hint)
    assert other_day.published is not None
    assert other_day.published.precision == "day"


def test_url_and_domain() -> None:
    found = article(DUMP, ce_subject="https://www.Example.test/a?utm_source=b")
    assert found.id == article_id_of("https://www.example.test/a")
    assert found.url == "https://www.Example.test/a?utm_source=b"
    assert found.publisher.domain == "example.test"
    assert found.canonical_url is None


def test_a_canonical_url_does_not_change_the_id() -> None:
    page = '<html><head><title>Bridge opens</title><link rel="canonical" href="https://origin.test/a"></head></html>'
    found = article(page, ce_subject="https://copy.test/b")
    assert found.id == article_id_of("https://copy.test/b")
    assert (found.url, found.canonical_url) == ("https://copy.test/b", "https://origin.test/a")


def test_a_null_value_retracts_what_its_id_rule_names() -> None:
    document = raw(None, ce_subject="https://example.test/a", ce_time="2025-03-22T10:00:00Z")
    assert answer(document) == Retraction(
        article_id_of("https://example.test/a"), datetime(2025, 3, 22, 10, tzinfo=UTC)
    )


def test_a_null_value_that_names_nothing_is_rejected() -> None:
    assert rejection(raw(None)).stage == "identify"


@pytest.mark.parametrize(
    ("value", "content_type", "stage", "word"),
    [
        (b"", "", "sniff", "empty"),
        (b" \n ", "text/plain", "sniff", "empty"),
        (b"%PDF-1.7 ...", "", "sniff", "application/pdf"),
        (gzip.compress(b"x", mtime=0), "", "sniff", "application/gzip"),
        (b"{}", "application/json", "sniff", "application/json"),
        (b"<rss></rss>", "", "parse", "no items"),
        (b"x" * (DOCUMENT_LIMIT + 1), "text/plain", "limit", str(DOCUMENT_LIMIT)),
        (bytes(range(1, 8)) * 99, "text/plain", "decode", "charset"),
        (b"*** --- !!!", "text/plain", "parse", "headline"),
        (b"<html><body></body></html>", "text/html", "parse", "headline"),
    ],
)
def test_what_is_refused_and_why(value: bytes, content_type: str, stage: str, word: str) -> None:
    found = rejection(raw(value, content_type=content_type))
    assert found.stage == stage
    assert word in found.reason


def test_a_reason_never_holds_content() -> None:
    found = rejection(raw(b"secret", content_type="image/png; name=secret-name"))
    assert "secret" not in found.reason


def test_a_text_too_large_for_its_topic_is_refused() -> None:
    paragraphs = "\n\n".join(["Ж" * 900_000] * 4)
    value = ("Заголовок статьи о мосте\n\n" + paragraphs).encode("cp1251")
    assert len(value) < DOCUMENT_LIMIT
    assert rejection(raw(value, content_type="text/plain; charset=windows-1251")).stage == "limit"


def test_what_is_accepted_fits_its_topic() -> None:
    value = '"\\' * (DOCUMENT_LIMIT // 4) + "\n\nText"
    result = answer(raw(value[: DOCUMENT_LIMIT - 10], content_type="text/plain"))
    assert not isinstance(result, ParsedArticle) or len(result.to_bytes()) <= ARTICLES_PARSED.message_limit


def test_long_fields_are_cut() -> None:
    meta = "".join(f'<meta property="article:tag" content="{"t" * 900}{i}">' for i in range(99))
    links = "".join(f'<li><a href="/{i}">Headline of a story, number {i}</a></li>' for i in range(LISTED_LIMIT + 5))
    page = (
        f"<html><head><title>{'Word ' * 2000}</title>{meta}</head><body><p>{'The bridge is open. ' * 9}</p>"
        f"<aside><h2>Related</h2><ul>{links}</ul></aside>"
    )
    found = article(page, ce_subject="https://example.test/" + "a" * 5000)
    assert len(found.headline) <= 400
    assert found.headline.endswith("…")
    assert len(found.topics) <= 50
    assert max(map(len, found.topics)) <= 200
    assert len(found.listed) == LISTED_LIMIT
    assert found.url is None


@pytest.mark.parametrize(
    "content_type",
    ["TEXT/HTML; charset=utf-8", "application/xhtml+xml", "text/html;;;", "", "application/octet-stream"],
)
def test_html_under_any_name(content_type: str) -> None:
    page = "<!DOCTYPE html><html lang='de'><head><title>Brücke eröffnet</title></head><body></body></html>"
    found = article(page, content_type=content_type)
    assert (found.headline, found.language) == ("Brücke eröffnet", "de")


def test_the_same_document_gives_the_same_bytes() -> None:
    assert article(DUMP).to_bytes() == article(DUMP).to_bytes()
