"""Text as readers see it: no invisible characters, no broken code points, one space between words."""

import re
import unicodedata

_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")

SENTENCE_ENDS = (*".!?…\"”“’'»«):", *"）。！？」』।؟")
"""What a sentence ends with, its closing quotes and brackets among them."""


def visible(text: str) -> str:
    """Without control characters, soft hyphens, zero-width spaces and lone surrogates (JSON can smuggle those in)."""
    return _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """Visible characters, white space folded to single spaces, NFC."""
    folded = " ".join(text.split())
    if not folded.isprintable():  # nothing invisible is printable, and most texts are
        folded = " ".join(visible(text).split())
    return unicodedata.normalize("NFC", folded)


def lower(text: str) -> str:
    """In lower case, letter by letter: the Turkish dotted capital I is an i, not an i and a dot."""
    return text.replace("İ", "i").lower()


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word's end where there is one, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = head.rfind(" ")
    return (head[:at] if at > limit // 2 else head).rstrip() + "…"


def weight(text: str) -> int:
    """A text's length in letters of an alphabet: a character of the East Asian scripts counts twice."""
    return len(text) + (sum(1 for c in text if c > "\u2e80") if not text.isascii() and max(text) > "\u2e80" else 0)
