"""Where a client that connects begins."""

from dataclasses import replace

import pytest

from services.view.live.beginning import Beginning, beginning
from services.view.live.position import Known, Reached, written

HERE = Known(b"12345678", 1_900_000_000, (Reached(30, 20), Reached(40, 25)))
EMPTY = replace(HERE, position=(Reached(0, 20), Reached(0, 25)))
KEPT = 1000.0


def begins(last_event_id: str | None, *, whole: bool = False, after: float = 0) -> Beginning:
    return beginning(last_event_id, HERE, whole=whole, now=1_900_000_000 + after, kept=KEPT)


def test_without_an_id_it_begins_now_or_with_everything() -> None:
    assert begins(None) == Beginning(HERE)
    assert begins(None, whole=True) == Beginning(EMPTY)


@pytest.mark.parametrize("position", [(Reached(3, 2), Reached(40, 25)), (Reached(99, 99), Reached(1, 1))])
def test_with_an_id_it_goes_on_where_it_was_also_ahead_of_here(position: tuple[Reached, ...]) -> None:
    had = replace(HERE, position=position, current_at=HERE.current_at - 5)
    assert begins(written(had), whole=True) == Beginning(had)


def test_who_was_away_too_long_begins_anew() -> None:
    had = replace(HERE, position=(Reached(3, 2), Reached(4, 3)))
    assert begins(written(had), after=KEPT).reset is None
    anew = begins(written(had), after=KEPT + 1)
    assert anew.known == EMPTY
    assert anew.reset == "away for longer than retractions are remembered"


@pytest.mark.parametrize(
    "had", [replace(HERE, log=b"another."), replace(HERE, position=HERE.position[:1])], ids=["log", "partitions"]
)
def test_an_id_of_another_log_begins_anew(had: Known) -> None:
    assert begins(written(had)) == Beginning(EMPTY, "the id is of another log")


@pytest.mark.parametrize("text", ["", "41", "Ab!", "A" * 100_000])
def test_what_is_no_id_begins_anew(text: str) -> None:
    assert begins(text) == Beginning(EMPTY, "the id was not made by a view")


@pytest.mark.parametrize(("behind", "anew"), [(600, False), (601, True)])
def test_who_knows_more_than_there_was_long_after_has_it_of_a_topic_that_was_made_anew(behind: int, anew: bool) -> None:
    had = replace(HERE, position=(Reached(99, 20), Reached(3, 3)), current_at=HERE.current_at - behind)
    assert (begins(written(had)).reset is not None) is anew
