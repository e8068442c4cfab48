"""Damage in a WARC file costs the record it is in and no other; nothing that was damaged is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ingest.archives.invented_warc import found_in, of_pages, page, problems, urls

COUNT = 6
ALL = [f"https://gazette.example/{number}" for number in range(COUNT)]
PACKED = of_pages(COUNT)
PLAIN = of_pages(COUNT, packed=False)


@given(st.data())
def test_a_changed_byte_costs_one_packed_record(data: st.DataObject) -> None:
    """The checksum of its gzip member tells, wherever the byte is."""
    hurt = data.draw(st.integers(0, COUNT - 1))
    start = PACKED.ends[hurt - 1] if hurt else 0
    at = data.draw(st.integers(start, PACKED.ends[hurt] - 1))
    change = data.draw(st.integers(1, 255))
    content = bytearray(PACKED.content)
    content[at] ^= change
    found = found_in(bytes(content))
    expected = ALL[:hurt] + ALL[hurt + 1 :]
    if at in range(start + 3, start + 10):  # gzip's own header has no checksum: a time or a name may be anything
        assert urls(found) in (ALL, expected)
    elif start == 0 and at < 2:  # nothing says any more that the file is packed
        assert problems(found)
    else:
        assert urls(found) == expected
        assert len(problems(found)) >= 1
    pages = [page(number) for number in range(COUNT)]
    assert all(one.message.value in pages for one in found if one.message)


@given(st.integers(1, len(PACKED.content) - 1))
def test_a_file_that_was_cut_gives_what_came_whole(cut: int) -> None:
    found = found_in(PACKED.content[:cut])
    whole = sum(end <= cut for end in PACKED.ends)
    assert urls(found) == ALL[:whole]
    assert bool(problems(found)) == (cut not in PACKED.ends)


@given(st.integers(1, len(PLAIN.content) - 1))
def test_an_unpacked_file_that_was_cut_gives_what_came_whole(cut: int) -> None:
    found = found_in(PLAIN.content[:cut])
    whole = sum(end - 4 <= cut for end in PLAIN.ends)  # the two line ends that close a record are nothing of it
    assert urls(found) == ALL[:whole]


@pytest.mark.parametrize("packed", [True, False])
@given(st.data())
def test_bytes_between_records_cost_none(packed: bool, data: st.DataObject) -> None:
    archive = PACKED if packed else PLAIN
    at = data.draw(st.sampled_from(archive.ends[:-1]))
    noise = data.draw(st.binary(min_size=1, max_size=200).filter(lambda noise: noise.strip(b"\0\r\n ")))
    found = found_in(archive.content[:at] + noise + b"\r\n" + archive.content[at:])
    assert urls(found) == ALL
    assert len(problems(found)) == 1


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        (b"999", "Content-Length is not true"),
        (b"9999", "the file ends before"),
        (b"99999999", "the file ends before"),
        (b"17", "Content-Length is not true"),
        (b"-5", "no number of bytes"),
        (b"9" * 19, "no number of bytes"),
        (b"", "no number of bytes"),
        ("٣".encode(), "no number of bytes"),
    ],
)
def test_a_lying_length_costs_one_record(lie: bytes, why: str) -> None:
    head, _, rest = PLAIN.content.partition(b"Content-Length: ")
    found = found_in(head + b"Content-Length: " + lie + b"\r\n" + rest.partition(b"\r\n")[2])
    assert why in found[0].problem
    assert urls(found) == ALL[1:]
