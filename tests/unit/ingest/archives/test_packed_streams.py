"""Packed data is unpacked in bounded memory, whatever it holds, and what is broken is never taken for whole."""

import gzip
import io

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.archives.byte_reader import ByteReader, LineTooLong
from services.ingest.archives.damaged import Damaged
from services.ingest.archives.gzip_members import FAILED_AT_MOST, GzipMembers
from services.ingest.archives.unpacking import CountedFile, unpacked
from services.ingest.archives.zstd_frames import ZstdFrames


def whole(stream: GzipMembers | ZstdFrames, size: int = 1000) -> tuple[bytes, int]:
    """Everything, and how often it was damaged."""
    parts: list[bytes] = []
    damages = 0
    while True:
        try:
            if not (part := stream.read(size)):
                return b"".join(parts), damages
            assert len(part) <= size
            parts.append(part)
        except Damaged:
            damages += 1


@given(st.lists(st.binary(max_size=3000), max_size=5), st.integers(1, 5000), st.integers(0, 9))
def test_members_and_frames_follow_one_another(parts: list[bytes], size: int, padding: int) -> None:
    members = b"".join(gzip.compress(part) + b"\0" * padding for part in parts)
    assert whole(GzipMembers(io.BytesIO(members)), size) == (b"".join(parts), 0)
    frames = b"".join(map(zstandard.compress, parts))
    assert whole(ZstdFrames(io.BytesIO(frames)), size) == (b"".join(parts), 0)


@given(st.binary(min_size=1, max_size=3000), st.data())
def test_what_was_cut_is_never_taken_for_whole(content: bytes, data: st.DataObject) -> None:
    for pack, stream in ((gzip.compress, GzipMembers), (zstandard.compress, ZstdFrames)):
        packed = pack(content)
        cut = data.draw(st.integers(1, len(packed) - 1))
        read, damages = whole(stream(io.BytesIO(packed[:cut])))
        assert damages == 1
        assert content.startswith(read)


@given(st.binary(max_size=5000))
def test_any_bytes_come_to_an_end(noise: bytes) -> None:
    whole(GzipMembers(io.BytesIO(noise)))
    whole(ZstdFrames(io.BytesIO(noise)))


def test_a_member_is_found_behind_what_swallowed_its_beginning() -> None:
    stored = gzip.compress(b"x" * 1000, compresslevel=0)
    broken = bytearray(stored)
    broken[11:15] = (60000).to_bytes(2, "little") + (60000 ^ 0xFFFF).to_bytes(2, "little")  # it claims the rest
    good = gzip.compress(b"Ferry")
    read, damages = whole(GzipMembers(io.BytesIO(bytes(broken) + good + good)))
    assert read.endswith(b"FerryFerry")
    assert damages == 1


def test_false_members_without_end_are_given_up() -> None:
    noise = io.BytesIO(b"\x1f\x8b\x08\x00" * 500_000)
    _, damages = whole(GzipMembers(noise))
    assert damages <= FAILED_AT_MOST
    assert noise.tell() < 1_000_000


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_read_a_piece_at_a_time(pack: object) -> None:
    packed = pack(bytes(50_000_000))  # type: ignore[operator]
    file = CountedFile(io.BytesIO(packed))
    read = unpacked(file)
    assert len(read(100)) <= 100
    reader = ByteReader(read)
    with pytest.raises(LineTooLong):
        reader.line(1000)
    assert reader.line(1000) == b""
    assert file.read_bytes == len(packed)


@given(st.binary(max_size=200), st.integers(1, 20), st.integers(1, 30))
def test_lines_are_those_of_python_up_to_the_limit(content: bytes, chunk: int, limit: int) -> None:
    source = io.BytesIO(content)
    reader = ByteReader(lambda _: source.read(chunk))
    for line in io.BytesIO(content):
        if len(line) > limit:
            with pytest.raises(LineTooLong):
                reader.line(limit)
        else:
            assert reader.line(limit) == line
    assert reader.line(limit) == b""
    assert reader.offset == len(content)


@given(st.binary(max_size=100), st.lists(st.tuples(st.sampled_from("bsg"), st.integers(0, 40)), max_size=10))
def test_blocks_skips_and_what_is_given_back(content: bytes, steps: list[tuple[str, int]]) -> None:
    source = io.BytesIO(content)
    reader, at = ByteReader(lambda _: source.read(7)), 0
    for kind, length in steps:
        taken = content[at : at + length]
        if kind == "s":
            assert reader.skip(length) == length - len(taken)
        else:
            assert reader.block(length) == taken
        if kind == "g":
            reader.give_back(taken)
        else:
            at += len(taken)
        assert reader.offset == at
