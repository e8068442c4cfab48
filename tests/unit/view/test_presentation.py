from schemas.parsed_article import Publisher
from schemas.related_headlines import Reason
from services.view.presentation import article_page, line
from services.view.reasons import in_words
from tests.unit.view.example_records import NOON, article, copy, entry, listed, related


def test_a_known_article_leads_to_its_page_here_and_names_the_original() -> None:
    shown = line(article("harbour"))
    assert shown.link == f"/articles/{article('harbour').id}"
    assert not shown.leaves
    assert shown.original == "https://news.example/harbour"


def test_a_listed_headline_leads_to_the_original_or_nowhere() -> None:
    away = line(listed("Ferry strike ends", url="https://other.example/ferry"))
    assert (away.link, away.leaves) == ("https://other.example/ferry", True)
    for url in (None, "javascript:alert(1)"):
        plain = line(listed("Ferry strike ends", url=url))
        assert (plain.link, plain.leaves, plain.original) == (None, False, None)


def test_a_listed_headline_shows_its_own_time_or_none() -> None:
    dated = line(listed("Ferry strike ends", published=NOON)).moment
    assert dated is not None
    assert dated.text == "3 Mar 2026, 12:30 UTC"
    assert line(listed("Ferry strike ends")).moment is None


def test_copies_are_folded_under_their_entry_and_under_the_article() -> None:
    record = related("harbour", entry("ferry", copies=[copy("wire")]), copies=(copy("echo"), copy("mirror")))
    page = article_page(record)
    assert [c.headline for c in page.article.copies] == ["The echo reopens", "The mirror reopens"]
    assert [c.headline for c in page.related[0].copies] == ["The wire reopens"]


def test_the_order_of_the_record_is_kept() -> None:
    page = article_page(related("harbour", entry("b", score=1), listed("Listed"), entry("a", score=999)))
    assert [shown.headline for shown in page.related] == ["The b reopens", "Listed", "The a reopens"]


def test_an_article_itself_needs_no_reason() -> None:
    assert article_page(related("harbour")).article.why == ()


def test_an_empty_headline_is_said_to_be_empty() -> None:
    assert line(article(headline="  ")).headline == "(no headline)"


def test_a_publisher_without_a_name_is_named_by_its_domain() -> None:
    assert line(article(publisher=Publisher(domain="news.example"))).publisher == "news.example"


def test_each_kind_of_reason_reads_in_words() -> None:
    reasons = [
        Reason(kind="listed", position=0),
        Reason(kind="listed"),
        Reason(kind="listed_by"),
        Reason(kind="lexical", terms=["harbour", "ferri"]),
        Reason(kind="lexical"),
        Reason(kind="semantic"),
    ]
    assert in_words(reasons, 431) == [
        "Named by the page's own list, at place 1.",
        "Named by the page's own list.",
        "Its page names this article in its own list.",
        "Same words: harbour, ferri.",
        "Same words.",
        "Similar in meaning.",
        "Match 0.431 of 1.",
    ]
    assert in_words([], 0) == [], "a listed headline without an article has no score to show"
