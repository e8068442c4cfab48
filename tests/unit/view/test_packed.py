import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from services.view.packed import packed, unpacked


@given(st.lists(st.binary(min_size=1)))
def test_what_is_packed_comes_back(values: list[bytes]) -> None:
    assert [unpacked(frame) for frame in packed(values)] == values


@given(st.binary(min_size=40, max_size=2000), st.data())
def test_a_changed_bit_is_never_taken_for_the_record(value: bytes, data: st.DataObject) -> None:
    frame = bytearray(packed([value])[0])
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        told = unpacked(bytes(frame))
    except zstandard.ZstdError:
        return
    assert told == value


def test_half_a_frame_is_no_record() -> None:
    (frame,) = packed([b"a record " * 100])
    with pytest.raises(zstandard.ZstdError):
        unpacked(frame[:-1])
