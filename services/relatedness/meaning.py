"""What a headline means, as a short vector: two headlines may be alike without sharing a word.

The mean of its tokens' static embeddings: WordLlama's (l2_supercat, 2024), which come with its package, cut to the
first dimensions (they are trained to stand alone: Kusupati et al., "Matryoshka Representation Learning", 2022). They
are English, so a headline in another language has none. Whole numbers throughout: the same vector on every machine.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from math import isqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from services.relatedness.language_names import primary_subtag
from services.relatedness.signature import HEADLINE_CHARACTERS

DIMENSIONS = 128
LENGTH = 127
"""L2 norm of every vector, so that a place fits a signed byte."""
_ENGLISH = "en"
_ONE = 1 << 11
"""Embeddings are whole multiples of 1/2048: their sums do not depend on the order."""
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"

Embeddings = NDArray[np.int16]


def meaning(headline: str, language: str | None) -> bytes | None:
    """128 signed bytes; None for a headline that is not English or has no words."""
    if primary_subtag(language) != _ENGLISH:
        return None
    summed = np.zeros(DIMENSIONS, np.int64)
    for word in headline[:HEADLINE_CHARACTERS].split():
        summed += _of_word(word)
    norm = isqrt(int(summed @ summed))
    return ((2 * LENGTH * summed + norm) // (2 * norm)).astype(np.int8).tobytes() if norm else None


def likeness(a: bytes, b: bytes) -> int:
    """Dot product of two vectors, at most 127 squared (a little more by rounding); opposite ones count as unlike."""
    return max(0, int(_places(a) @ _places(b)))


def _places(vector: bytes) -> NDArray[np.int32]:
    return np.frombuffer(vector, np.int8).astype(np.int32)


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> NDArray[np.int32]:
    """Sum of a word's embeddings. The tokenizer never joins words, so a headline is the sum of its words."""
    embeddings, tokenizer = _model()
    tokens: Sequence[int] = tokenizer.encode(word, add_special_tokens=False).ids
    summed: NDArray[np.int32] = embeddings[tokens].sum(axis=0, dtype=np.int32)
    return summed


@cache
def _model() -> tuple[Embeddings, Tokenizer]:
    """Token -> embedding, and what takes a word apart. Takes 8 MB and .2 s."""
    spec = find_spec("wordllama")  # importing it would load what fetches other models
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("wordllama is not installed: install themewire with its extra `indexer`")
    folder = Path(spec.origin).parent
    (weights,) = load_file(folder / _WEIGHTS).values()
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return np.rint(weights[:, :DIMENSIONS].astype(np.float32) * _ONE).astype(np.int16), tokenizer
