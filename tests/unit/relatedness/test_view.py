"""Which entries a view keeps when there is no room for all, and when it knows that it may lack one."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.related_headlines import Reason
from services.relatedness.ranking import Entry, Ranking, entry_of
from services.relatedness.view import View
from tests.unit.relatedness.articles import article

LEXICAL = Reason(kind="lexical")
NAMES = Reason(kind="listed", position=0)
NAMED_BY = Reason(kind="listed_by")


def entry(name: str, score: int, *reasons: Reason, hours: float = 0) -> Entry:
    return entry_of(article(name, hours=hours).card, score, reasons or (LEXICAL,))


def kept(view: View, *entries: Entry) -> list[str]:
    for one in entries:
        view.put(one)
    return [one.rank.id for one in entries if one.rank.id in view]


def test_what_the_page_names_stays_before_what_names_it_and_listed_ones_take_no_room_of_others() -> None:
    names, named_by, other = entry("a", 10, NAMES), entry("b", 900, NAMED_BY), entry("c", 200)
    assert kept(View(1, 1), names, named_by, other) == [names.rank.id, other.rank.id]


def test_the_best_stay_by_score_then_time_then_id_in_any_order() -> None:
    low, early, late = entry("a", 200, hours=9), entry("b", 300), entry("c", 300, hours=1)
    assert kept(View(0, 1), late, early, low) == kept(View(0, 1), low, early, late) == [late.rank.id]
    first, second = sorted((entry("d", 300), entry("e", 300)), key=lambda one: one.rank.id)
    assert kept(View(0, 1), second, first) == kept(View(0, 1), first, second) == [second.rank.id]


def test_the_cut_is_the_best_that_was_left_out_and_a_view_is_short_once_it_has_room_above_it() -> None:
    view, best, next_best, low = View(0, 1), entry("a", 500), entry("b", 400), entry("c", 200)
    kept(view, low, best, next_best)
    assert view.scored.cut == next_best.rank
    assert not view.short
    view.remove(best.rank.id)
    assert view.short
    view.put(low)
    assert view.short
    view.put(next_best)
    assert not view.short


def test_an_entry_that_becomes_listed_leaves_its_old_place() -> None:
    view = View(1, 1)
    view.put(entry("a", 500))
    view.put(entry("a", 500, NAMED_BY))
    assert (len(view.listed.entries), len(view.scored.entries)) == (1, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12), st.integers(0, 9))
def test_a_ranking_takes_whatever_would_change_it(steps: list[tuple[int, bool]], score: int) -> None:
    ranking = Ranking(3)
    for number, (old, stays) in enumerate(steps):
        one = entry(f"old {number}", old)
        ranking.put(one)
        if not stays:
            ranking.entries.pop(one.rank.id, None)
    new = entry("new", score)
    taken = ranking.takes(new.rank)
    before = dict(ranking.entries), ranking.cut
    ranking.put(new)
    assert taken == ((ranking.entries, ranking.cut) != before)
