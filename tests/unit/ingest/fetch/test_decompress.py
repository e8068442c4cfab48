"""Bodies come out as they went in, or not at all."""

import gzip
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.fetch.decompress import ACCEPT_ENCODING, BodyTooLarge, BodyUnreadable, decompressed


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def zstd_unsized(content: bytes) -> bytes:
    """As a server writes it that does not know the size beforehand."""
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(content) + packer.flush()


PACK: dict[str, list[Callable[[bytes], bytes]]] = {
    "gzip": [gzip.compress, lambda content: gzip.compress(content[:3]) + gzip.compress(content[3:])],
    "deflate": [zlib.compress, raw_deflate],
    "zstd": [
        zstandard.ZstdCompressor().compress,
        zstd_unsized,
        lambda content: zstd_unsized(content[:3]) + zstd_unsized(content[3:]),
    ],
}
WAYS = [(coding, pack) for coding, ways in PACK.items() for pack in ways]


def test_what_is_asked_for_is_read() -> None:
    assert ACCEPT_ENCODING.split(", ") == list(PACK)


@pytest.mark.parametrize(("coding", "pack"), WAYS)
@given(content=st.binary(max_size=300) | st.binary(max_size=3).map(lambda few: few * 100_000))
def test_it_comes_out_as_it_went_in(coding: str, pack: Callable[[bytes], bytes], content: bytes) -> None:
    assert decompressed(pack(content), coding, len(content)) == content


@pytest.mark.parametrize(("coding", "pack"), WAYS)
@pytest.mark.parametrize("size", [1, 1000, 200_000])
def test_one_byte_over_the_limit_is_too_large(coding: str, pack: Callable[[bytes], bytes], size: int) -> None:
    packed = pack(b"a" * size)
    with pytest.raises(BodyTooLarge, match=f"more than {size - 1} bytes"):
        decompressed(packed, coding, size - 1)


@pytest.mark.parametrize(("coding", "pack"), WAYS)
@given(data=st.data())
def test_what_breaks_off_is_not_taken_for_the_whole(
    coding: str, pack: Callable[[bytes], bytes], data: st.DataObject
) -> None:
    packed = pack(b"some content that is read to its end")
    cut = data.draw(st.integers(len(packed) // 2 + 12, len(packed) - 1))
    with pytest.raises(BodyUnreadable):
        decompressed(packed[:cut], coding, 1000)


@pytest.mark.parametrize("coding", ["", "identity", " Identity "])
def test_what_is_not_packed_stays(coding: str) -> None:
    assert decompressed(b"abc", coding, 3) == b"abc"
    with pytest.raises(BodyTooLarge):
        decompressed(b"abcd", coding, 3)


@pytest.mark.parametrize("coding", ["br", "compress", "gzip, gzip", "aes128gcm", "x" * 5000])
def test_what_was_not_asked_for_is_named(coding: str) -> None:
    with pytest.raises(BodyUnreadable, match="not asked for") as unreadable:
        decompressed(b"abc", coding, 3)
    assert len(str(unreadable.value)) < 100


def test_what_follows_a_gzip_body_is_left_alone() -> None:
    assert decompressed(gzip.compress(b"abc") + b"\0\0\0", "x-gzip", 3) == b"abc"


@pytest.mark.parametrize(("coding", "part"), [("gzip", gzip.compress(b"", mtime=0)), ("zstd", zstd_unsized(b""))])
def test_a_body_of_countless_empty_parts_is_refused(coding: str, part: bytes) -> None:
    with pytest.raises(BodyUnreadable, match="more than 1000"):
        decompressed(part * 200_000, coding, 3)


def test_zstd_that_asks_for_much_memory_is_refused() -> None:
    long_window = zstandard.ZstdCompressionParameters(window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=long_window).compressobj()
    with pytest.raises(BodyUnreadable, match="memory"):
        decompressed(packer.compress(b"abc") + packer.flush(), "zstd", 1000)


@given(st.sampled_from([coding for coding, _ in WAYS]), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(coding: str, raw: bytes) -> None:
    with suppress(BodyTooLarge, BodyUnreadable):
        assert len(decompressed(raw, coding, 100)) <= 100
