"""The language of an article: what the document says, else what its text shows."""

import re

from py3langid.langid import classify

_PRIMARY = re.compile(r"([a-zA-Z]{2})(?:[-_][A-Za-z0-9_-]{1,30})?")
_LONGER = {"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt"}
_OLD = {"iw": "he", "in": "id", "ji": "yi"}
_SHORTEST = 40
_SAMPLE = 400
"""Characters that are looked at: more cost time and change nothing."""


def language_tag(tag: str | None) -> str | None:
    """ISO 639-1 code of a language tag (RFC 5646: `en-GB`, `pt_BR`); None when it is none."""
    tag = (tag or "").strip()
    if match := _PRIMARY.fullmatch(tag):
        code = match[1].lower()
        return _OLD.get(code, code)
    return _LONGER.get(tag.lower())


def language_of_text(text: str) -> str | None:
    """ISO 639-1 code by character n-grams; None for a text too short to tell (below 40 letters)."""
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) < _SHORTEST:
        return None
    code: str = classify(sample)[0]
    return code if len(code) == 2 else None
