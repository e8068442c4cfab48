"""Lines are the same in any pieces, and one that is too long costs no other."""

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.receiver.ndjson import LineSplitter


def split(content: bytes, size: int, limit: int = 10) -> list[tuple[int, bytes | None]]:
    splitter = LineSplitter(limit)
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    found = [line for piece in pieces for line in splitter.feed(piece)]
    return [(line.number, line.text) for line in [*found, *splitter.end()]]


def test_numbers_count_blank_lines_which_are_left_out() -> None:
    assert split(b"a\n\n \r\nb\r\nc", 3) == [(1, b"a"), (4, b"b"), (5, b"c")]


def test_a_line_of_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    assert split(b"0123456789\n01234567890\nx\n", 4) == [(1, b"0123456789"), (2, None), (3, b"x")]


def test_a_line_without_end_is_not_held() -> None:
    splitter = LineSplitter(10)
    for _ in range(1000):
        assert list(splitter.feed(b"x" * 7)) == []
    assert sum(map(len, splitter._parts)) <= 10
    assert [line.text for line in splitter.end()] == [None]


@given(st.lists(st.binary(max_size=15)), st.integers(1, 20))
def test_in_any_pieces_they_are_the_lines_of_the_whole(parts: list[bytes], size: int) -> None:
    content = b"\n".join(parts)
    lines = enumerate(content.split(b"\n"), 1)
    expected = [(n, None if len(line) > 10 else line.strip()) for n, line in lines if len(line) > 10 or line.strip()]
    assert split(content, size) == expected
