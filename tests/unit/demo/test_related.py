"""What the demo is for: each theme finds itself and nothing else, copies fold, the odd one out stays alone."""

from schemas.related_headlines import RelatedHeadlines
from services.cli.demo_documents import by_article, read_documents
from services.relatedness.article import Article
from services.relatedness.recompute import recompute
from tests.unit.demo.expected_records import RECORDS

DOCUMENTS = by_article(read_documents())
VIEWS: dict[str, RelatedHeadlines] = {
    view.article.id: view for view in recompute(Article.of(RECORDS[d.file]) for d in DOCUMENTS.values())
}
THEME = {article: document.theme for article, document in DOCUMENTS.items()}


def test_every_article_finds_all_of_its_theme_and_nothing_else() -> None:
    for article, view in VIEWS.items():
        found = {article, *(copy.id for copy in view.article.copies)}
        for entry in view.related:
            found |= {entry.id} if entry.id else set()
            found |= {copy.id for copy in entry.copies}
        assert found == {other for other, theme in THEME.items() if theme == THEME[article]}, DOCUMENTS[article].file


def test_syndicated_copies_fold() -> None:
    groups = {
        frozenset(DOCUMENTS[member].file for member in [article, *(copy.id for copy in view.article.copies)])
        for article, view in VIEWS.items()
        if view.article.copies
    }
    assert groups == {
        frozenset({"dockers-strike-1.html", "dockers-strike-6.html"}),
        frozenset({"volcano-1.html", "volcano-2.html", "volcano-3.txt"}),
        frozenset({"savings-bank-1.html", "savings-bank-6.html"}),
        frozenset({"moon-probe-2.html", "moon-probe-6.html"}),
    }


def test_the_unrelated_article_has_an_empty_list() -> None:
    (alone,) = [view for article, view in VIEWS.items() if THEME[article] == "clockmaker"]
    assert alone.related == []
    assert sum(not view.related for view in VIEWS.values()) == 1


def test_listed_headlines_that_are_not_here_stay_as_headlines() -> None:
    waiting = [entry for view in VIEWS.values() for entry in view.related if entry.id is None]
    assert len(waiting) >= 20
    assert all(entry.reasons[0].kind == "listed" for entry in waiting)
