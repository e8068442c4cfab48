"""schema.org articles in a page's JSON-LD scripts: `@graph`, nested and referenced (`@id`) nodes, sloppy JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from services.parser.html_tree import Element

Node = dict[str, Any]

_ARTICLE_TYPES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "Report",
    "TechArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "WebPage",
)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|(?://\s*)?\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s{0,50}(?=[}\]])")
_MOST_NODES = 5000
_ASIDE = frozenset(
    ["itemListElement", "hasPart", "isPartOf", "mentions", "comment", "review", "citation", "liveBlogUpdate"]
)
"""Properties whose articles are other articles."""


def scripts(tree: Element) -> Iterator[str]:
    """The text of every ``application/ld+json`` script."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield script.text


def read_article_node(tree: Element) -> Node:
    """The node of the page's own article, its references resolved one level deep; empty when there is none."""
    nodes: list[Node] = []
    for text in scripts(tree):
        nodes += _nodes(_loads(text))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [(rank, node) for node in nodes if (rank := _rank(node)) is not None]
    if not articles:
        return {}
    best = min(articles, key=lambda ranked: ranked[0])[1]
    return {name: _resolved(value, by_id) for name, value in best.items()}


def texts(value: Any) -> list[str]:
    """The strings of a property: a string, a list of strings, or nodes with a `name`, the parts of one, or `@value`."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        inner = _said(item) if isinstance(item, dict) else item
        for text in inner if isinstance(inner, list) else [inner]:
            if isinstance(text, str) and text.strip():
                found.append(text)
    return found


def _said(node: Node) -> Any:
    parts = [node[name] for name in ("givenName", "familyName") if isinstance(node.get(name), str)]
    return node.get("name") or node.get("@value") or " ".join(parts)


def types_of(node: Node) -> list[str]:
    """The node's types without their prefix."""
    types = node.get("@type")
    return [re.split(r"[/:#]", t)[-1] for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]


def _loads(text: str) -> Any:
    """Parsed JSON, forgiving comments around it, raw line breaks in strings and trailing commas; else None."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass  # sloppy, or too deep for orjson
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any) -> list[Node]:
    """Every node within a document, in its order, without those that are other articles."""
    found: list[Node] = []
    waiting = [value]
    while waiting and len(found) < _MOST_NODES:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, dict):
            found.append(item)
            waiting += reversed([v for name, v in item.items() if name not in _ASIDE and isinstance(v, dict | list)])
    return found


def _rank(node: Node) -> tuple[int, int] | None:
    """Lower is better: nodes with a headline, then by type; None for what is no article."""
    ranks = [_ARTICLE_TYPES.index(t) for t in types_of(node) if t in _ARTICLE_TYPES]
    if not ranks:
        return None
    says = sum(bool(node.get(name)) for name in ("headline", "datePublished", "articleBody", "author"))
    return (0 if says else 1, min(ranks) * 2 - says)


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return by_id.get(value["@id"], value)
    return value
