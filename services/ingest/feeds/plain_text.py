"""Markup as feeds put it into titles and summaries -> plain text."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")
_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&#?\w{2,31};")
_TAG_START = re.compile(r"<+(?=[a-zA-Z/!?])")
_UNREAD = frozenset(["script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head"])
_INLINE = frozenset(["a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s"])
_INLINE |= frozenset(["small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"])
_TIMES_ESCAPED = 3


def plain_text(markup: str | None) -> str:
    """The text on one line, without scripts and tags, also of markup that is escaped more than once.

    What still looks like a tag after that loses its angle bracket: no reader of it may take it for one.
    """
    text = without_controls(markup)
    for _ in range(_TIMES_ESCAPED):
        if not _MARKUP.search(text):
            return text
        text = without_controls("".join(_texts(_parsed(text))))
    return _TAG_START.sub("", text)


def without_controls(text: str | None) -> str:
    """One line: white space and control characters become single spaces."""
    return " ".join(_CONTROLS.sub(" ", text or "").split())


def without_nul(text: str | None) -> str:
    """A text of several lines without the characters that neither HTML nor JSON's readers want."""
    return _NOT_HTML.sub("", text or "").strip()


def _parsed(markup: str) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(f"<div>{markup}</div>".encode(), parser)


def _texts(root: Any) -> Iterator[str]:
    """Texts in document order; a block's start and end are spaces. Without recursion: markup nests deep."""
    skipping: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if skipping is None and element.tag in _UNREAD:
                skipping = element
            if skipping is None:
                yield f"{'' if element.tag in _INLINE else ' '}{element.text or ''}"
            continue
        if skipping is None:
            yield "" if element.tag in _INLINE else " "
        if skipping is element:
            skipping = None
        if skipping is None:
            yield element.tail or ""
