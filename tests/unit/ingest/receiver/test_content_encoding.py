"""Encoded bodies come out as they went in, in any chunks; broken ones are said, and nothing inflates past its bound."""

import gzip
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.receiver.content_encoding import ZSTD_SLICE, decoder_for
from services.ingest.request_checks import Refusal

ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
}
ENCODINGS = sorted(ENCODE)
MIB = 1024 * 1024


def decoded(encoding: str, *chunks: bytes) -> bytes:
    decoder = decoder_for(encoding)
    content = b"".join(piece for chunk in chunks for piece in decoder.pieces(chunk))
    decoder.end()
    return content


@given(st.sampled_from(ENCODINGS), st.binary(max_size=5000), st.integers(1, 700))
def test_what_went_in_comes_out_in_any_chunks(encoding: str, content: bytes, size: int) -> None:
    encoded = ENCODE[encoding](content)
    chunks = [encoded[start : start + size] for start in range(0, len(encoded), size)]
    assert decoded(encoding, *chunks) == content


@given(st.sampled_from(["gzip", "zstd"]), st.lists(st.binary(max_size=300), max_size=5))
def test_several_members_or_frames_are_one_content(encoding: str, contents: list[bytes]) -> None:
    assert decoded(encoding, b"".join(map(ENCODE[encoding], contents))) == b"".join(contents)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_cut_body_is_broken_wherever_it_is_cut(encoding: str) -> None:
    encoded = ENCODE[encoding](b"the ferry line reopens " * 20)
    for end in range(1, len(encoded)):
        with pytest.raises(Refusal, match=f"not whole {encoding}") as refused:
            decoded(encoding, encoded[:end])
        assert refused.value.status == 400


@given(st.sampled_from(["gzip", "zstd"]), st.binary(min_size=1, max_size=200))
def test_any_bytes_are_content_or_a_refusal(encoding: str, junk: bytes) -> None:
    try:
        decoded(encoding, junk)
    except Refusal as refused:
        assert refused.status == 400


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "compress", "gzip;q=1", "*"])
def test_other_encodings_are_refused_with_those_that_are_taken(encoding: str) -> None:
    with pytest.raises(Refusal, match="Content-Encoding") as refused:
        decoder_for(encoding)
    assert refused.value.status == 415
    assert refused.value.headers == {"accept-encoding": "gzip, zstd"}


@pytest.mark.parametrize("encoding", [None, "", "identity", " Identity "])
def test_no_encoding_changes_nothing(encoding: str | None) -> None:
    assert list(decoder_for(encoding).pieces(b"x")) == [b"x"]


def test_a_gzip_bomb_comes_in_small_pieces() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(bytes(200 * MIB)) + packer.flush()
    assert len(bomb) < MIB
    assert max(map(len, decoder_for("gzip").pieces(bomb))) <= 5 * MIB


def test_a_zstd_bomb_comes_in_small_pieces() -> None:
    """Blocks of one repeated byte, the worst there is: 4 bytes for 128 KiB."""
    frame = b"\x28\xb5\x2f\xfd" + b"\x00\x58"  # no sizes, a window of 2 MiB
    block = ((128 * 1024) << 3 | 1 << 1).to_bytes(3, "little") + b"x"
    pieces = decoder_for("zstd").pieces(frame + block * 1000)
    largest = max(map(len, pieces))
    assert 128 * 1024 <= largest <= (ZSTD_SLICE // 4 + 1) * 128 * 1024


def test_a_window_larger_than_http_allows_is_refused() -> None:
    settings = zstandard.ZstdCompressionParameters(window_log=25)
    content = bytes(1024) * 40_000
    encoder = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    with pytest.raises(Refusal, match="zstd"):
        decoded("zstd", encoder.compress(content) + encoder.flush())
