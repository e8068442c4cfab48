"""The index finds exactly the pairs that brute force finds."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.relatedness.article import Article
from services.relatedness.postings import Postings
from services.relatedness.relation import relate
from tests.unit.relatedness.articles import article

TERMS = [f"t{n}" for n in range(30)]


def random_article(name: str, random: Random) -> Article:
    return article(
        name,
        hours=random.choice((0, 3, 60, 330, 337, 500)),
        dated=random.random() < 0.9,
        terms=random.sample(TERMS, random.randrange(0, 12)),
        listed=[(f"Headline of {random.randrange(40)}", random.choice((None, 0)))] * random.choice((0, 0, 1)),
    )


def found(postings: Postings, one: Article) -> dict[str, object]:
    related = postings.related(one)
    assert len({other.id for other, _ in related}) == len(related)
    return {other.id: relation for other, relation in related}


def by_brute_force(articles: dict[str, Article], one: Article) -> dict[str, object]:
    pairs = ((other.id, relate(one, other)) for other in articles.values())
    return {article_id: relation for article_id, relation in pairs if relation}


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_additions_replacements_and_removals_keep_it_exact(seed: int) -> None:
    random = Random(seed)
    postings = Postings()
    articles: dict[str, Article] = {}
    for step in range(80):
        name = str(random.randrange(40))
        one = random_article(name, random)
        if random.random() < 0.2:
            postings.remove(one.id)
            articles.pop(one.id, None)
        else:
            postings.add(one)
            articles[one.id] = one
        probe = random_article(f"probe {step}", random)
        assert found(postings, probe) == by_brute_force(articles, probe)
        assert found(postings, one) == by_brute_force(articles, one)
    assert len(postings) == len(articles)


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
