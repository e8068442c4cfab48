"""The relation of a pair: symmetric, pure, and it says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.related_headlines import Reason
from services.relatedness.article import Article
from services.relatedness.meaning import likeness
from services.relatedness.pair_score import DECAY, FLOOR, WINDOW_SECONDS, decayed
from services.relatedness.relation import relate
from services.relatedness.signature import NORM
from tests.unit.relatedness.articles import article, of_text

TERMS = ["ferry", "harbour", "strike", "vote"]


def kinds(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.kind for reason in reasons]


articles = st.builds(
    article,
    st.sampled_from("abcd"),
    hours=st.sampled_from([0, 1, 30, 200, 400]),
    dated=st.booleans(),
    terms=st.lists(st.sampled_from(TERMS), unique=True),
    listed=st.lists(st.tuples(st.sampled_from(["Headline of a", "Headline of b"]), st.sampled_from([None, 0, 200]))),
)


@given(articles, articles)
def test_a_relation_is_the_same_from_both_sides(a: Article, b: Article) -> None:
    there, back = relate(a, b), relate(b, a)
    if there is None:
        assert back is None
    else:
        assert back is not None
        assert (there.score, there.reasons, there.reversed_reasons) == (back.score, back.reversed_reasons, back.reasons)


def test_an_article_is_not_related_to_itself() -> None:
    assert relate(article("a", terms=TERMS), article("a", version=2, terms=TERMS)) is None


def test_shared_terms_relate_and_are_named_heaviest_first() -> None:
    relation = relate(article("a", terms=["ferry", "strike"]), article("b", terms=["strike", "ferry"]))
    assert relation is not None
    assert relation.score == pytest.approx(1000, abs=2)
    assert relation.reasons == (Reason(kind="lexical", terms=["ferry", "strike"]),)


def test_below_the_floor_nothing_is_related() -> None:
    many = [f"t{n}" for n in range(20)]
    assert relate(article("a", terms=["x", *many]), article("b", terms=["x"])) is not None
    assert relate(article("a", terms=["x", *(f"t{n}" for n in range(99))]), article("b", terms=["x", "y"])) is None


@pytest.mark.parametrize(("hours", "expected"), [(0, 1000), (60, 575), (120, 362), (14 * 24, 167), (14 * 24 + 1, 0)])
def test_a_score_decays_with_the_gap_and_ends_after_two_weeks(hours: int, expected: int) -> None:
    assert decayed(NORM * NORM, hours * 3600, same_publisher=False) == pytest.approx(expected, abs=1)
    assert decayed(NORM * NORM, -hours * 3600, same_publisher=False) == decayed(
        NORM * NORM, hours * 3600, same_publisher=False
    )


def test_a_pair_of_one_publisher_counts_less() -> None:
    theirs = relate(article("a", terms=TERMS, publisher="one.example"), article("b", terms=TERMS))
    ours = relate(*(article(name, terms=TERMS, publisher="one.example") for name in "ab"))
    assert theirs is not None
    assert ours is not None
    assert ours.score == pytest.approx(0.7 * theirs.score, abs=1)


def headline(text: str, body: str = "") -> Article:
    return of_text(text, text, body)


def test_headlines_alike_in_meaning_score_more_and_say_so() -> None:
    ferry = headline("Zorbix ferry sinks in storm")
    alike, other = headline("Zorbix boat goes down in gale"), headline("Zorbix choir wins a prize in May")
    close, far = relate(ferry, alike), relate(ferry, other)
    assert close is not None
    assert far is not None
    assert close.score > far.score
    assert kinds(close.reasons) == ["semantic", "lexical"]
    assert kinds(far.reasons) == ["lexical"]


def test_meaning_counts_less_where_both_have_text() -> None:
    one, other = "Zorbix ferry sinks in storm", "Zorbix boat goes down in gale"
    alone = relate(headline(one), headline(other))
    with_text = relate(headline(one, "Zorbix"), headline(other, "Zorbix"))
    assert alone is not None
    assert with_text is not None
    theirs = headline(other).signature
    product = sum(weight * theirs.get(term, 0) for term, weight in headline(one).signature.items())
    assert alone.score > with_text.score > decayed(product, 0, same_publisher=False)


def test_meaning_alone_relates_nothing() -> None:
    one, other = headline("Ferry sinks"), headline("Boat goes down")
    assert one.meaning is not None
    assert other.meaning is not None
    assert likeness(one.meaning, other.meaning) > 0
    assert relate(one, other) is None


def test_shared_terms_are_told_as_the_shown_article_writes_them() -> None:
    one, other = headline("Ferries collide off Zorbix"), headline("ZORBIX: a ferry's end")
    relation = relate(one, other)
    assert relation is not None
    assert [set(reason.terms) for reason in relation.reasons if reason.terms] == [{"ZORBIX", "ferry"}]
    assert [set(reason.terms) for reason in relation.reversed_reasons if reason.terms] == [{"Zorbix", "Ferries"}]


def test_copies_say_that_they_carry_the_same_text() -> None:
    relation = relate(*(article(name, terms=TERMS, fingerprint="ab" * 32) for name in "ab"))
    assert relation is not None
    assert kinds(relation.reasons) == kinds(relation.reversed_reasons) == ["same_text", "lexical"]


def test_decay_never_rises() -> None:
    assert sorted(DECAY, reverse=True) == DECAY
    assert len(DECAY) * 3600 > WINDOW_SECONDS
    assert 0 < FLOOR < 1000


def test_a_listed_headline_counts_in_both_directions_without_any_shared_term() -> None:
    relation = relate(article("a", listed=[("HEADLINE of **b**!", 30)]), article("b", terms=["x"]))
    assert relation is not None
    assert (kinds(relation.reasons), kinds(relation.reversed_reasons)) == (["listed"], ["listed_by"])
    assert relation.reasons[0].position == 0


@pytest.mark.parametrize(
    ("listed_hours", "dated", "related"), [(36, True, True), (37, True, False), (37, False, True), (None, True, True)]
)
def test_a_listed_time_must_fit_where_both_are_known(listed_hours: float | None, dated: bool, related: bool) -> None:
    relation = relate(article("a", listed=[("Headline of b", listed_hours)]), article("b", dated=dated))
    assert (relation is not None) is related


def test_a_listed_pair_is_exempt_from_the_two_weeks() -> None:
    relation = relate(article("a", hours=5000, listed=[("Headline of b", 0)]), article("b"))
    assert relation is not None
    assert relation.score == 0


def test_a_page_that_lists_itself_or_one_line_twice_counts_each_other_line_once() -> None:
    one = article("a", listed=[("Headline of a", None), ("Headline of b", 0), ("headline of B.", 0), ("Third", None)])
    assert [(slot.position, slot.key) for slot in one.slots] == [(0, "headline of b"), (1, "third")]
