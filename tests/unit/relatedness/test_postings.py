"""The index finds exactly the pairs that brute force finds."""

from dataclasses import astuple
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Publisher, Version
from services.relatedness import segments
from services.relatedness.article import Article
from services.relatedness.meaning import DIMENSIONS
from services.relatedness.pair_score import FLOOR, HOUR, decayed
from services.relatedness.postings import Postings
from services.relatedness.ranking import entry_of
from services.relatedness.relation import Relation, relate
from services.relatedness.segments import LEAST_DOT
from services.relatedness.view import View
from tests.shared_data import stream
from tests.unit.relatedness.articles import article

TERMS = [f"t{n}" for n in range(30)]


def random_article(name: str, random: Random) -> Article:
    return article(
        name,
        hours=random.choice((0, 3, 60, 330, 337, 500)),
        dated=random.random() < 0.9,
        terms=random.sample(TERMS, random.randrange(0, 12)),
        listed=[(f"Headline of {random.randrange(40)}", random.choice((None, 0)))] * random.choice((0, 0, 1)),
        publisher=random.choice((None, "one.example", "two.example")),
        meaning=random.choice((None, random.randbytes(DIMENSIONS))),
        has_text=random.random() < 0.5,
    )


def found(postings: Postings, one: Article) -> dict[str, Relation]:
    related = postings.related(one)
    assert len({other.id for other, _ in related}) == len(related)
    return {other.id: relation for other, relation in related}


def by_brute_force(articles: dict[str, Article], one: Article) -> dict[str, Relation]:
    pairs = ((other.id, relate(one, other)) for other in articles.values())
    return {article_id: relation for article_id, relation in pairs if relation}


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_additions_replacements_and_removals_keep_it_exact(seed: int) -> None:
    random = Random(seed)
    postings = Postings()
    articles: dict[str, Article] = {}
    for step in range(80):
        names = random.sample(range(40), random.choice((1, 1, 1, 2, 6)))
        one, *others = [random_article(str(name), random) for name in names]
        if random.random() < 0.2:
            postings.remove(one.id)
            articles.pop(one.id, None)
        else:
            postings.add(one, *others)
            articles |= {added.id: added for added in (one, *others)}
        probe = random_article(f"probe {step}", random)
        assert found(postings, probe) == by_brute_force(articles, probe)
        assert found(postings, one) == by_brute_force(articles, one)
    assert len(postings) == len(articles)


def test_many_at_once_outgrow_its_arrays_as_one_after_the_other_do() -> None:
    random = Random(11)
    articles = [
        article(str(n), hours=random.randrange(300), terms=[f"own {n} {k}" for k in range(6)] + random.sample(TERMS, 3))
        for n in range(3000)
    ]
    at_once, one_by_one = Postings(), Postings()
    at_once.add(*articles)
    for one in articles:
        one_by_one.add(one)
    for one in random.sample(articles, 100):
        (_, slots, scores), (_, *others) = (astuple(postings.hits(one)) for postings in (at_once, one_by_one))
        assert dict(zip(slots, scores, strict=True)) == dict(zip(*others, strict=True)) != {}


def test_equal_terms_of_what_it_holds_are_one_object() -> None:
    postings = Postings()
    postings.add(*(article(str(n), terms=["".join(["te", "rm"])]) for n in range(3)))
    assert len({id(term) for slot in range(3) for term in postings.article(slot).terms}) == 1


def test_many_replacements_do_not_fill_it_with_dead_slots() -> None:
    random = Random(7)
    postings = Postings()
    articles: dict[str, Article] = {}
    for _ in range(3000):
        one = random_article(str(random.randrange(10)), random)
        postings.add(one)
        articles[one.id] = one
    assert len(postings) == len(articles) == 10
    for one in articles.values():
        assert found(postings, one) == by_brute_force(articles, one)


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_the_closest_make_the_same_view_as_all_related(seed: int) -> None:
    random = Random(seed)
    postings = Postings()
    for number in range(60):
        postings.add(random_article(str(number), random))
    one = random_article("probe", random)
    from_all, from_closest = View(30, 3), View(30, 3)
    for other, relation in postings.related(one):
        from_all.put(entry_of(other.card, relation.score, relation.reasons))
    for other, relation in postings.closest(one, postings.hits(one), 3):
        from_closest.put(entry_of(other.card, relation.score, relation.reasons))
    assert from_closest.entries == from_all.entries
    assert from_closest.scored.cut == from_all.scored.cut


def test_a_day_with_more_articles_than_a_segment_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST_ARTICLES", 8)
    test_additions_replacements_and_removals_keep_it_exact.hypothesis.inner_test(seed=3)  # type: ignore[attr-defined]


def test_the_least_dot_product_reaches_the_floor_and_one_less_does_not() -> None:
    for hours, least in enumerate(LEAST_DOT):
        reached, missed = (decayed(dot, hours * HOUR, same_publisher=False) for dot in (least, least - 1))
        assert reached >= FLOOR > missed


def test_weights_that_are_no_signatures_are_refused_not_miscounted() -> None:
    one = article("heavy")
    with pytest.raises(OverflowError):
        Article(one.card, {"harbour": 40_000}, {}, None, has_text=True, slots=())


@pytest.mark.timeout(300)
def test_real_articles_in_any_order_with_replacements_and_removals() -> None:
    random = Random(11)
    articles = [real_article(row) for row in stream("allsides_dev", 30_000)[::16]]
    postings = Postings()
    kept: dict[str, Article] = {}
    for one in random.sample(articles, len(articles)):
        postings.add(one)
        kept[one.id] = one
    for one in random.sample(articles, 300):
        postings.remove(one.id)
        del kept[one.id]
    for one in random.sample(articles, 300):
        another = Article(one.card, random.choice(articles).signature, {}, one.meaning, one.has_text, ())
        postings.add(another)
        kept[another.id] = another
    for one in random.sample(articles, 150):
        assert found(postings, one) == by_brute_force(kept, one)
        hits = postings.hits(one)
        scores = dict(zip([postings.article(slot).id for slot in hits.slots], hits.scores.tolist(), strict=True))
        assert scores == {other: relation.score for other, relation in by_brute_force(kept, one).items()}


def real_article(row: dict[str, str]) -> Article:
    at = datetime.fromisoformat(row["published_at"])
    return Article.of(
        ParsedArticle(
            id=article_id_of(row["id"]),
            version=Version(observed_at=at, content_hash="0" * 32),
            headline=row["headline"],
            body=[row["text"]],
            effective_at=at,
            publisher=Publisher(name=row["source"]),
            language="en",
            parser_version="test",
        )
    )
