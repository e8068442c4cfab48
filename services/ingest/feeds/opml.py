"""Subscription lists: OPML 2.0 (http://opml.org/spec2.opml), nested outlines being folders."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from services.ingest.feeds.addresses import http_url
from services.ingest.feeds.charset import decoded, without_declaration
from services.ingest.feeds.plain_text import without_controls

_MOST = 100_000
_DEEPEST = 50
_MOST_ATTRIBUTES = 50
"""Of an outline; one with more is none that a feed reader wrote, and is not read."""


class OpmlError(Exception):
    """A file that is no subscription list; the message names the line and what to do."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed: its address, its name if it has one, and the folders that it is in, outermost first."""

    url: str
    title: str | None = None
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The feeds of a file in its order; `refused` are the lines of those that have no http or https address, and
    why."""

    feeds: tuple[Outline, ...]
    refused: tuple[tuple[int, str], ...] = ()


def read_opml(data: bytes, guard: Callable[[bytes], bytes]) -> Subscriptions:
    """The feeds of a file. Raises `OpmlError`; `guard`, see `read_feed`, refuses DTDs with an error of its own."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    text = without_declaration(decoded(data, None)).encode()
    guarded = guard(text)
    added = guarded.count(b"\n") - text.count(b"\n")
    try:
        root: Any = etree.fromstring(guarded, parser)
    except etree.XMLSyntaxError as error:
        why = error.msg.rpartition(", line ")[0] or error.msg  # its own line is that of the guarded text
        raise OpmlError(
            f"line {(error.lineno or 1) - added}: the file is not well-formed XML ({why}); export it again from"
            " your feed reader"
        ) from error
    if str(root.tag).lower() != "opml":
        raise OpmlError(
            f"line {root.sourceline - added}: the file begins with {str(root.tag)[:40]!r} and not with <opml>: export"
            " the subscriptions of your feed reader as OPML"
        )
    body = next((child for child in root if str(child.tag).lower() == "body"), None)
    if body is None:
        raise OpmlError("the file has no <body>: export it again from your feed reader")
    feeds: list[Outline] = []
    refused: list[tuple[int, str]] = []
    for number, (element, folders) in enumerate(_outlines(body)):
        if number == _MOST:
            line = element.sourceline - added
            raise OpmlError(f"line {line}: the file has more than {_MOST} outlines: split it here")
        address = _attribute(element, "xmlUrl")
        if url := http_url(address, None):
            feeds.append(Outline(url, _name(element), folders))
        elif address is not None:
            refused.append((element.sourceline - added, f"{address[:200]!r} is no http or https address"))
    return Subscriptions(tuple(feeds), tuple(refused))


def write_opml(feeds: Sequence[Outline], title: str) -> bytes:
    """The list as OPML 2.0, UTF-8; folders in the order of their first feeds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = without_controls(title)
    body = etree.SubElement(root, "body")
    made: dict[tuple[str, ...], Any] = {(): body}
    for feed in feeds:
        name = without_controls(feed.title) or feed.url
        titled = {"title": name} if feed.title else {}
        holder = _folder(made, tuple(_folders(feed.folders)))
        etree.SubElement(holder, "outline", {"type": "rss", "text": name, **titled, "xmlUrl": feed.url})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _folder(made: dict[tuple[str, ...], Any], path: tuple[str, ...]) -> Any:
    for depth in range(1, len(path) + 1):
        if path[:depth] not in made:
            made[path[:depth]] = etree.SubElement(made[path[: depth - 1]], "outline", {"text": path[depth - 1]})
    return made[path]


def _outlines(holder: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every outline with the folders above it, in the file's order. Without recursion: files nest as they like."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(child, ()) for child in reversed(holder)]
    while waiting:
        element, folders = waiting.pop()
        if str(element.tag).lower() != "outline":
            continue
        yield element, folders
        inner = (*folders, *_folders([_name(element) or ""]))[:_DEEPEST]
        waiting += [(child, inner) for child in reversed(element)]


def _folders(names: Iterable[str]) -> list[str]:
    return [folder for name in names if (folder := without_controls(name))]


def _name(element: Any) -> str | None:
    return without_controls(_attribute(element, "title") or _attribute(element, "text")) or None


def _attribute(element: Any, name: str) -> str | None:
    """Attribute names are written in many cases. Looking at each takes lxml the square of their number."""
    if len(element.attrib) > _MOST_ATTRIBUTES:
        return None
    return next((value for key, value in element.attrib.items() if key.lower() == name.lower()), None)
