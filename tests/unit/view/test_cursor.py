from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.view.cursor import (
    AnyPlace,
    CursorError,
    LogPlace,
    MatchPlace,
    Place,
    RelevancePlace,
    ThemePlace,
    UpdatedPlace,
    read,
    written,
)

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
# The years 1 to 9999, which is all that a record's time can hold.
times = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999)


numbers = st.integers(-(10**18) + 1, 10**18 - 1)
small = st.integers(0, 10**18 - 1)
logs = st.text("0123456789abcdef", min_size=16, max_size=16)
places = st.one_of(
    st.builds(Place, times, ids),
    st.builds(UpdatedPlace, times, ids),
    st.builds(MatchPlace, numbers),
    st.builds(RelevancePlace, numbers, numbers, st.integers(0, 2), numbers),
    st.builds(ThemePlace, st.integers(0, 10**9 - 1), times, ids),
    st.builds(
        LogPlace, logs, st.lists(small, min_size=1, max_size=40).map(lambda offsets: ",".join(map(str, offsets)))
    ),
)
ORDERS: tuple[type[AnyPlace], ...] = (Place, UpdatedPlace, MatchPlace, RelevancePlace, LogPlace, ThemePlace)


@given(places)
def test_a_cursor_names_the_place_it_was_written_for_and_in_its_order_only(place: AnyPlace) -> None:
    cursor = written(place)
    assert cursor.replace("-", "").replace("_", "").isalnum(), "it needs no escaping in a URL"
    for order in ORDERS:
        if isinstance(place, order):
            assert read(cursor, order) == place
        else:
            with pytest.raises(CursorError):
                read(cursor, order)


@given(st.text(max_size=120), st.sampled_from(ORDERS))
def test_any_other_text_is_refused_with_advice(text: str, order: type[AnyPlace]) -> None:
    try:
        place = read(text, order)
    except CursorError as error:
        assert "next_cursor" in str(error)
    else:
        assert written(place) == text


@pytest.mark.parametrize(
    "place",
    [
        "e:5:",
        "e::" + "a" * 32,
        "e:five:" + "a" * 32,
        "e:5:" + "a" * 31,
        "e:5:" + "A" * 32,
        "e:٥:" + "a" * 32,
        "x:5:" + "a" * 32,
        "5:" + "a" * 32,
        "e:5:" + "a" * 32 + "\n",
    ],
)
def test_a_forged_place_is_refused(place: str) -> None:
    with pytest.raises(CursorError):
        read(urlsafe_b64encode(place.encode()).decode().rstrip("="), Place)


@pytest.mark.parametrize("place", ["m:", "m:" + "9" * 19, "m:05", "m:-0", "m:5:5"])
def test_a_forged_match_is_refused(place: str) -> None:
    with pytest.raises(CursorError):
        read(urlsafe_b64encode(place.encode()).decode().rstrip("="), MatchPlace)


@pytest.mark.parametrize("place", ["l:" + "a" * 16 + ":", "l:" + "a" * 16 + ":5,", "l:short:5", f"l:{'a' * 16}:-1"])
def test_a_forged_place_in_the_log_is_refused(place: str) -> None:
    with pytest.raises(CursorError):
        read(urlsafe_b64encode(place.encode()).decode().rstrip("="), LogPlace)


def test_a_cursor_with_bits_that_mean_nothing_is_refused() -> None:
    cursor = written(Place(55, "a" * 32))
    assert len(cursor) % 4 != 0, "so the last character has bits to spare"
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    forged = cursor[:-1] + last[last.index(cursor[-1]) + 1]
    with pytest.raises(CursorError):
        read(forged, Place)
