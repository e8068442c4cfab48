"""Star clustering equals its definition, and does not depend on how the links come."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.view.themes.star_clusters import FLOOR, Links, star_clusters


@dataclass(frozen=True)
class Graph:
    articles: int
    pairs: dict[tuple[int, int], int]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Few articles, and scores near the floor, so that ties come up."""
    articles = draw(st.integers(1, 9))
    places = st.integers(0, articles - 1)
    pairs = st.tuples(places, places).filter(lambda pair: pair[0] < pair[1])
    scores = st.integers(FLOOR - 2, FLOOR + 3)
    return Graph(articles, draw(st.dictionaries(pairs, scores, max_size=30)) if articles > 1 else {})


def links(pairs: list[tuple[int, int, int]]) -> Links:
    flat = np.array(pairs, np.int32).reshape(-1, 3)
    return Links(flat[:, 0], flat[:, 1], flat[:, 2])


def clusters(graph: Graph) -> list[int]:
    found = star_clusters(graph.articles, links([(*pair, score) for pair, score in graph.pairs.items()]))
    return [int(place) for place in found]


def by_definition(graph: Graph) -> list[int]:
    strong = {pair: score for pair, score in graph.pairs.items() if score >= FLOOR}
    near: dict[int, dict[int, int]] = {place: {} for place in range(graph.articles)}
    for (one, other), score in strong.items():
        near[one][other] = near[other][one] = score
    weight = {one: sum(score - FLOOR + 1 for score in near[one].values()) for one in near}
    centres: set[int] = set()
    for one in sorted(near, key=lambda one: (-weight[one], one)):
        if not centres & set(near[one]):
            centres.add(one)
    return [
        one if one in centres else min(centres & set(near[one]), key=lambda other: (-near[one][other], other))
        for one in near
    ]


@given(graphs())
def test_it_is_what_the_definition_says(graph: Graph) -> None:
    assert clusters(graph) == by_definition(graph)


@given(graphs(), st.data())
def test_links_may_come_in_any_order_from_either_side_and_from_both(graph: Graph, data: st.DataObject) -> None:
    told = []
    for (one, other), score in graph.pairs.items():
        sides = [(one, other, score), (other, one, score)]
        # The other side's view may be older, with a lower score.
        older = [(a, b, data.draw(st.integers(1, score))) for a, b, _ in sides]
        told += data.draw(st.sampled_from([[sides[0]], [sides[1]], sides, [sides[0], older[1]], [older[0], sides[1]]]))
    shuffled = data.draw(st.permutations(told))
    assert star_clusters(graph.articles, links(shuffled)).tolist() == clusters(graph)


def test_a_chain_of_pairs_does_not_become_one_group() -> None:
    chain = Graph(9, {(place, place + 1): FLOOR for place in range(8)})
    assert max(np.bincount(clusters(chain))) == 3


def test_nothing_is_grouped_below_the_floor_nor_without_articles() -> None:
    assert clusters(Graph(2, {(0, 1): FLOOR - 1})) == [0, 1]
    assert clusters(Graph(0, {})) == []
