"""The rows of the demo's table."""

from schemas.related_headlines import Copy, Reason, RelatedHeadline, RelatedHeadlines
from services.cli.demo_documents import DemoDocument
from services.cli.demo_table import RelatedLine, summary, table_rows
from tests.unit.cli.test_demo_documents import NOON
from tests.unit.view.example_records import copy, entry, listed, related


def row_of(view: RelatedHeadlines) -> tuple[RelatedLine, ...]:
    (row,) = table_rows({view.article.id: document("t")}, {view.article.id: view})
    return row.related


def document(theme: str) -> DemoDocument:
    return DemoDocument("file", theme, "text/html", None, NOON, b"x")


def test_an_article_that_shows_known_headlines_goes_before_one_with_more_of_them_further_down() -> None:
    below = related("below", listed("Not here"), *(entry(name) for name in "abcde"))
    shown = related("shown", *(entry(name) for name in "abc"))
    views = {view.article.id: view for view in (below, shown)}
    (row,) = table_rows({article: document("bees") for article in views}, views)
    assert row.headline == "The shown reopens"


def test_one_row_a_theme_the_article_with_most_known_related() -> None:
    few = related("few", entry("a"), listed("Not here"), listed("Nor here"))
    many = related("many", entry("a"), entry("b"))
    later = related("later", entry("a"), entry("b"))
    other = related("other")
    views = {view.article.id: view for view in (few, many, later, other)}
    themes = zip(views, ["bees", "bees", "bees", "cup"], strict=True)
    rows = table_rows({article: document(theme) for article, theme in themes}, views)
    assert [(row.theme, row.headline, len(row.related)) for row in rows] == [
        ("bees", "The many reopens", 2),
        ("cup", "The other reopens", 0),
    ]


def test_three_headlines_with_score_and_reason() -> None:
    first, *rest = row_of(related("a", *(entry(name) for name in "bcde")))
    assert len(rest) == 2
    assert first == RelatedLine("The b reopens", "0.431", "words: harbour, ferri")


def test_reasons_in_few_words() -> None:
    both = entry("b", reasons=[Reason(kind="listed", position=0), Reason(kind="lexical", terms=list("vwxyz"))])
    named = entry("c", reasons=[Reason(kind="listed_by")])
    alike = entry("d", reasons=[Reason(kind="semantic")])
    assert [line.why for line in row_of(related("a", both, named, alike))] == [
        "on its list; words: v, w, x",
        "lists it",
        "alike in meaning",
    ]


def test_a_headline_that_is_not_here_yet_says_so_and_has_no_score() -> None:
    assert row_of(related("a", listed("Not here"))) == (RelatedLine("Not here", "", "on its list, not here yet"),)


def test_folded_copies_are_counted() -> None:
    copies: list[Copy] = [copy("x"), copy("y")]
    folded: RelatedHeadline = entry("b", copies=copies)
    assert row_of(related("a", folded))[0].why.endswith("; 2 more with the same text")


def test_the_summary_counts() -> None:
    views = {
        "1": related("a", entry("b"), listed("Not here")),
        "2": related("b", entry("a"), copies=(copy("c"),)),
    }
    assert summary(views) == (
        "2 articles, 3 related headlines (1 of them known from a page's list only); 1 articles have syndicated copies"
    )
