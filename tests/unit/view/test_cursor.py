import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.view.cursor import CursorError, Place, read, written

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
# The years 1 to 9999, which is all that a record's time can hold.
times = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999)


@given(times, ids)
def test_a_cursor_names_the_place_it_was_written_for(effective_us: int, article_id: str) -> None:
    place = Place(effective_us, article_id)
    cursor = written(place)
    assert read(cursor) == place
    assert cursor.replace("-", "").replace("_", "").isalnum(), "it needs no escaping in a URL"


@given(st.text(max_size=120))
def test_any_other_text_is_refused_with_advice(text: str) -> None:
    try:
        place = read(text)
    except CursorError as error:
        assert "next_cursor" in str(error)
    else:
        assert written(place) == text


@pytest.mark.parametrize(
    "place", ["5:", ":" + "a" * 32, "five:" + "a" * 32, "5:" + "a" * 31, "5:" + "A" * 32, "٥:" + "a" * 32]
)
def test_a_forged_place_is_refused(place: str) -> None:
    from base64 import urlsafe_b64encode

    with pytest.raises(CursorError):
        read(urlsafe_b64encode(place.encode()).decode().rstrip("="))


def test_a_cursor_with_bits_that_mean_nothing_is_refused() -> None:
    cursor = written(Place(5, "a" * 32))
    assert len(cursor) % 4 != 0, "so the last character has bits to spare"
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    forged = cursor[:-1] + last[last.index(cursor[-1]) + 1]
    with pytest.raises(CursorError):
        read(forged)
