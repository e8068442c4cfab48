"""Text that was encoded as UTF-8 and read as Windows-1252, once or more often: ``cafÃ©`` for ``café``.

Ftfy (Speer, "ftfy", 2019) decides line by line; here is only whether to ask it, which costs time.
"""

from collections.abc import Iterator
from itertools import islice

from ftfy import fix_encoding

_LEADS = "ÃÂâÐÑ×ØÙãåæçèé"
"""What the first bytes of UTF-8's common characters look like."""
_FOLLOWERS = frozenset([chr(code) for code in range(0x80, 0xC0)] + list("‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€"))
"""What the others look like."""
_FEWEST = 3
"""Fewer signs may be a writer's own letters."""


def repaired(text: str) -> str:
    """The text as it was meant; the same object where nothing tells that it is not."""
    if text.isascii() or len(list(islice(_signs(text), _FEWEST))) < _FEWEST:
        return text
    return "\n".join(fix_encoding(line) if next(_signs(line), None) else line for line in text.split("\n"))


def _signs(text: str) -> Iterator[str]:
    """Pairs of characters that were one."""
    for lead in _LEADS:
        at = text.find(lead)
        while at >= 0:
            if text[at + 1 : at + 2] in _FOLLOWERS:
                yield text[at : at + 2]
            at = text.find(lead, at + 1)
