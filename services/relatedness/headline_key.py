"""When two headlines are the same: NFKC, case-folded, markup and punctuation gone."""

import re
import unicodedata
from functools import lru_cache

_TAG = re.compile(r"<[^<>]{0,200}>")
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=50_000)
def headline_key(headline: str) -> str:
    """The words of a headline, one blank between them; empty when it has none."""
    folded = unicodedata.normalize("NFKC", _TAG.sub(" ", headline)).casefold()
    return _NOT_WORD.sub(" ", folded).strip()
