"""Text fields that may hold HTML: JSON-LD and meta tags carry entities (also doubled) and tags."""

import html
import re

from services.parser.plain_text import one_line, visible

_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|tr|section)\b[^<>]{0,500}>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")


def plain(text: str, keep_breaks: bool = False) -> str:
    """Without tags and entities; with `keep_breaks` block elements and line breaks end lines, else all is one line."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    return visible(text).strip() if keep_breaks else one_line(text)
