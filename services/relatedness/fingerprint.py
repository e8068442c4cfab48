"""Near-duplicate sketch of a body: b-bit minwise hashing (Li and König, 2010) over word triples.

Two sketches agree in about the share of places that the bodies' sets of word triples have in common (Jaccard).
"""

import re
from collections.abc import Sequence
from operator import eq
from zlib import crc32

import numpy as np

PLACES = 32
SAME_PLACES = 17
"""Bodies whose sketches agree in this many places are copies: about half of their word triples are shared."""
_SHINGLE = 3
_BASE = np.uint64(0x9E37_79B9_7F4A_7C15)
_LEAST_SHINGLES = 12
_TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_PART = 4096
_RANDOM = np.random.Generator(np.random.PCG64(20_101_118))
_FACTORS = _RANDOM.integers(1, 1 << 63, (PLACES, 1), dtype=np.uint64) | np.uint64(1)
_TERMS = _RANDOM.integers(0, 1 << 63, (PLACES, 1), dtype=np.uint64)


def fingerprint(paragraphs: Sequence[str]) -> str | None:
    """64 hex digits, 8 bits a place; None when the body is too short to tell copies apart."""
    words = _TOKEN.findall(" ".join(paragraphs).casefold())
    if len(words) < _SHINGLE:
        return None
    known = {word: crc32(word.encode("utf-8", "replace")) for word in set(words)}
    hashes = np.fromiter(map(known.__getitem__, words), np.uint64, len(words))
    # A shingle's hash is a polynomial of its words': it wraps at 64 bits, and tells their order.
    hashes = np.unique((hashes[:-2] * _BASE + hashes[1:-1]) * _BASE + hashes[2:])
    if len(hashes) < _LEAST_SHINGLES:
        return None
    # Multiply-shift hashing: the product wraps at 64 bits, its upper half is the permuted value. Part by part: the
    # largest document has 1.4 million shingles, and all places at once would take 1 GiB.
    parts = (hashes[at : at + _PART] for at in range(0, len(hashes), _PART))
    least = np.min([((_FACTORS * part + _TERMS) >> np.uint64(32)).min(axis=1) for part in parts], axis=0)
    return bytes((least & np.uint64(0xFF)).tolist()).hex()


def same_body(a: str | None, b: str | None) -> bool:
    """Whether two sketches are those of copies."""
    if not a or not b or len(a) != len(b) or len(a) != 2 * PLACES:
        return False
    same: int = sum(map(eq, bytes.fromhex(a), bytes.fromhex(b)))
    return same >= SAME_PLACES


def near_duplicates(sketches: Sequence[str | None]) -> list[tuple[int, int]]:
    """The pairs of places (i < j) whose bodies are nearly the same; one too short to tell is like no other."""
    told = [place for place, sketch in enumerate(sketches) if sketch and len(sketch) == 2 * PLACES]
    if len(told) < 2:
        return []
    joined = bytes.fromhex("".join(sketches[place] or "" for place in told))
    bytes_of = np.frombuffer(joined, np.uint8).reshape(len(told), PLACES)
    same = (bytes_of[:, None, :] == bytes_of[None, :, :]).sum(axis=2) >= SAME_PLACES
    return [(told[i], told[j]) for i, j in np.argwhere(same).tolist() if i < j]
