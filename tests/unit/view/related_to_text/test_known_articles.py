"""What is related to a text, among the articles whose signatures were read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.parsed_article import ListedHeadline
from schemas.related_headlines import RelatedHeadlines
from services.relatedness.article import Article
from services.relatedness.recompute import recompute
from services.view.related_to_text.known_articles import KnownArticles, NotASignature
from tests.unit.relatedness.invented_articles import Invented
from tests.unit.view.related_to_text.signatures import ARTICLES, article, asked, signature

ENGLISH = [one for one in ARTICLES if one.language == "en"]


def known(*articles: Article) -> KnownArticles:
    found = KnownArticles()
    for one in articles:
        found.take(one.id.encode(), signature(one))
    return found


def shown(record: RelatedHeadlines) -> tuple[object, object]:
    return record.to_json()["related"], record.to_json()["article"]["copies"]


@pytest.mark.parametrize("language", sorted({one.language for one in ARTICLES}))
def test_an_article_that_is_asked_by_its_text_has_the_related_headlines_of_its_own_view(language: str) -> None:
    ours = [one for one in ARTICLES if one.language == language]
    views = {view.article.id: view for view in recompute(one.article for one in ours)}
    held = known(*(one.article for one in ours))
    assert any(view.related for view in views.values())
    for one in ours:
        found = held.related(article(asked(one)))
        assert found.to_json()["related"] == views[one.parsed.id].to_json()["related"]
        assert [copy.id for copy in found.article.copies] == [one.parsed.id], "the article itself, as a copy"


@given(st.lists(st.tuples(st.sampled_from(ENGLISH), st.sampled_from(["article", "retracted", "tombstone"]))))
def test_the_newest_record_of_each_article_counts(records: list[tuple[Invented, str]]) -> None:
    found = KnownArticles()
    newest = {}
    for one, kind in records:
        value = None if kind == "tombstone" else signature(one.article, retracted=kind == "retracted")
        found.take(one.parsed.id.encode(), value)
        newest[one.parsed.id] = one.article if kind == "article" else None
    left = known(*(one for one in newest.values() if one))
    assert len(found) == len(left)
    for one in ENGLISH:
        assert shown(found.related(article(asked(one)))) == shown(left.related(article(asked(one))))


def test_a_text_of_another_time_has_nothing_related() -> None:
    text = asked(ENGLISH[0]).model_copy(update={"published": None})
    found = known(*(one.article for one in ENGLISH)).related(article(text))
    assert shown(found) == ([], [])


def test_a_page_that_lists_the_headline_is_related_whatever_its_time() -> None:
    lister = ENGLISH[4].parsed
    listing = Article.of(lister.model_copy(update={"listed": [ListedHeadline(headline="Zebra crossing repainted")]}))
    text = asked(ENGLISH[0]).model_copy(update={"headline": "Zebra crossing repainted!", "text": "", "published": None})
    (entry,) = known(listing).related(article(text)).related
    assert (entry.id, [reason.kind for reason in entry.reasons]) == (lister.id, ["listed_by"])


def test_signatures_of_another_scorer_are_told_until_they_are_gone() -> None:
    one, other = ENGLISH[0].article, ENGLISH[1].article
    found = known(one)
    told = []
    for of, value in [
        (other, b'{"scorer": "3", "features": "in a form of its own"}'),
        (other, signature(other)),
        (one, signature(one, scorer="3")),
        (one, None),
    ]:
        found.take(of.id.encode(), value)
        told.append((found.other_scorer, len(found)))
    assert told == [("3", 1), (None, 2), ("3", 1), (None, 1)], "and what is no longer current is not searched"


@pytest.mark.parametrize("value", [b"", b"{}", b"[1]", b'{"scorer": "2"}', b'{"scorer": 2}'])
def test_what_is_no_signature_is_refused_and_what_was_there_stays(value: bytes) -> None:
    one = ENGLISH[0].article
    found = known(one)
    with pytest.raises(NotASignature):
        found.take(one.id.encode(), value)
    with pytest.raises(NotASignature):
        found.take(ENGLISH[1].parsed.id.encode(), signature(one))
    with pytest.raises(NotASignature):
        found.take(None, signature(one))
    assert len(found) == 1
