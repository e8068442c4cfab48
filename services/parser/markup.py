"""Markup that text dumps carry along: Markdown emphasis, headings, bullets and links, and HTML's entities."""

import html
import re

from services.parser.plain_text import one_line

_LINK = re.compile(r"!?\[([^\[\]]{0,400})\]\((https?://[^\s()]{1,2000})\)")
_HEADING = re.compile(r"#{1,6}\s+")
_TRAILING_HEADING = re.compile(r"\s#{1,6}$")
_BULLET = re.compile(r"(?:[•‣▪●◦■►▶➤]|[-*+](?=\s)|\d{1,3}[.)](?=\s))\s*")
_EMPHASIS = re.compile(r"\*{2,3}|(?<!\w)_{2,3}|_{2,3}(?!\w)")
_SINGLE = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~-])")
_RULE = re.compile(r"[\s*_=~#–—-]*")
MARKED = re.compile(r"[*_#&\\\[]|^\s*(?:[>=~•‣▪●◦■►▶➤+–—-]|\d{1,3}[.)]\s)")
"""Finds something in every line that `clean` changes; most lines have no markup, and cost nothing then."""


def bullet(line: str) -> bool:
    """Whether the line is an item of a bulleted or numbered list."""
    return _BULLET.match(line.lstrip()) is not None


def heading(line: str) -> bool:
    """Whether the line is a Markdown heading."""
    return _HEADING.match(line.lstrip()) is not None


def link(line: str) -> str | None:
    """The address of the line's first Markdown link."""
    found = _LINK.search(line)
    return found[2] if found else None


def clean(line: str) -> str:
    """One line of visible text without markup; empty when it was nothing but markup."""
    text = one_line(html.unescape(line)) if "&" in line else " ".join(line.split())
    if _RULE.fullmatch(text):
        return ""
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "#" in text:
        text = _TRAILING_HEADING.sub("", _HEADING.sub("", text, count=1) if _HEADING.match(text) else text)
    text = _BULLET.sub("", text, count=1) if _bulleted(text) else text
    if "*" in text or "__" in text:
        text = _SINGLE.sub(r"\1", _EMPHASIS.sub("", text))
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text.strip().removeprefix("> ").strip()


def _bulleted(text: str) -> bool:
    return not text[:1].isdigit() and _BULLET.match(text) is not None
