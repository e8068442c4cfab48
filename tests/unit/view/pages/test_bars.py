from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.view.pages.bars import HEIGHT, WIDTH, picture

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_hours_are_named_and_an_empty_one_is_a_gap() -> None:
    shown = picture([2, 0, 1], "hour", NOON)
    assert [bar.label for bar in shown.bars] == ["2026-03-03 12:00 UTC: 2", "2026-03-03 14:00 UTC: 1"]
    assert [bar.height for bar in shown.bars] == [HEIGHT, HEIGHT / 2]
    first, last = shown.bars
    assert last.x - first.x > 2 * first.width
    assert shown.summary == "3 articles by hour, at most 2 in one hour."


def test_days_are_named_by_their_date() -> None:
    assert [bar.label for bar in picture([1, 1], "day", NOON).bars] == ["2026-03-03: 1", "2026-03-04: 1"]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=200).filter(any))
def test_every_bar_lies_in_the_picture_beside_the_others(counts: list[int]) -> None:
    right = 0.0
    shown = picture(counts, "hour", NOON)
    assert len(shown.bars) == sum(1 for count in counts if count)
    for bar in shown.bars:
        assert right <= bar.x + 0.01
        right = bar.x + bar.width
        assert bar.y >= 0
        assert abs(bar.y + bar.height - HEIGHT) < 0.02
    assert right <= WIDTH
