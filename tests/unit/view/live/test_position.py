"""The ids of events."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.view.live.position import Known, NotAnIdError, Reached, continues, log_name, read, written

OFFSETS = st.integers(0, 2**62)
KNOWN = st.builds(
    Known,
    st.binary(min_size=8, max_size=8),
    st.integers(0, 2**40),
    st.lists(st.builds(Reached, OFFSETS, OFFSETS), min_size=1, max_size=8).map(tuple),
)


@given(KNOWN)
def test_what_is_written_is_read(known: Known) -> None:
    text = written(known)
    assert read(text) == known
    assert text.isascii() and text.replace("-", "").replace("_", "").isalnum(), "fits a header and a URL"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        known = read(text)
    except NotAnIdError:
        return
    assert read(written(known)) == known


@pytest.mark.parametrize("cut", range(1, 24))
def test_a_part_of_an_id_is_refused_or_names_fewer_partitions(cut: int) -> None:
    known = Known(b"12345678", 1_900_000_000, (Reached(1_000_000, 70_000), Reached(5, 6)))
    with suppress(NotAnIdError):
        assert len(read(written(known)[:-cut]).position) < 2


def test_logs_have_names_of_their_own() -> None:
    names = [log_name("c", ["a.related"]), log_name("d", ["a.related"]), log_name("c", ["b.related"])]
    assert len(set(names)) == 3
    assert log_name("c", ["a.related"]) == names[0]


@pytest.mark.parametrize(
    ("log", "position", "does"),
    [
        (b"12345678", (Reached(3, 3), Reached(4, 4)), True),
        (b"12345678", (Reached(3, 3), Reached(5, 4)), True),
        (b"12345678", (Reached(3, 2), Reached(9, 9)), False),
        (b"12345678", (Reached(9, 9),), False),
        (b"another.", (Reached(3, 3), Reached(4, 4)), False),
    ],
)
def test_what_continues_a_position(log: bytes, position: tuple[Reached, ...], does: bool) -> None:
    before = Known(b"12345678", 0, (Reached(3, 3), Reached(4, 4)))
    assert continues(Known(log, 0, position), before) is does
