"""The figures of a backtest, against hand-computed ones."""

from math import log2

from schemas.related_headlines import Card
from services.cli.backtest_figures import near_duplicate_pairs, quality, spread
from services.relatedness.fingerprint import fingerprint
from tests.unit.relatedness.articles import article

WIRE = fingerprint([" ".join(f"word{n}" for n in range(60))])
OTHER_WIRE = fingerprint([" ".join(f"other{n}" for n in range(60))])


def card(name: str, mark: str | None, hours: float = 0) -> Card:
    return article(name, fingerprint=mark, hours=hours).card


def test_quality_is_the_mean_over_queries_and_one_without_an_answer_counts_zero() -> None:
    wanted = {"q": {"x", "y"}, "unanswered": {"x"}}
    ndcg = (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))
    assert quality(wanted, {"q": ["z", "x", "w", "y"]}) == {
        "P@1": 0,
        "MRR@10": 0.25,
        "nDCG@10": round(ndcg / 2, 4),
        "R@20": 0.5,
    }
    assert round(ndcg / 2, 4) == 0.3255


def test_below_the_tenth_place_only_recall_counts() -> None:
    top = [*map(str, range(10)), "x"]
    assert quality({"q": {"x"}}, {"q": top}) == {"P@1": 0, "MRR@10": 0, "nDCG@10": 0, "R@20": 1}
    assert quality({"q": {"x"}}, {"q": [*map(str, range(20)), "x"]})["R@20"] == 0


def test_grouping_leaves_no_near_duplicates_in_the_top_ten() -> None:
    subject = card("subject", OTHER_WIRE)
    copies = [card(f"copy {n}", WIRE, hours=n) for n in range(3)]
    assert near_duplicate_pairs(subject, [*copies, card("alone", None)]) == (3, 0)
    # Two copies of the subject itself are a pair as found; a view shows them with the article, not in the list.
    assert near_duplicate_pairs(subject, [card("own", OTHER_WIRE), card("own too", OTHER_WIRE)]) == (1, 0)
    # The second copy is the eleventh.
    others = [card(str(n), None) for n in range(9)]
    assert near_duplicate_pairs(subject, [copies[0], *others, copies[1]]) == (0, 0)


def test_spread_is_by_nearest_rank_in_milliseconds() -> None:
    assert spread([n / 1000 for n in range(1, 101)]) == {"mean": 50.5, "p50": 50, "p99": 99}
    assert spread([0.002]) == {"mean": 2, "p50": 2, "p99": 2}
