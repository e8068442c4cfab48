"""The dek that readers see: right below the headline, told by the words of its class or by being its subtitle."""

import re
from collections.abc import Sequence
from itertools import islice

from services.parser.html_tree import Element, names_of, text_of
from services.parser.page_top import following
from services.relatedness.headline_key import headline_key

BELOW_HEADLINE = "below the headline"
"""Provenance of a dek that stands apart from the text."""

_NAMED = re.compile(
    r"sub-?(?:title|head|headline|header|tit)\b|lead-?in\b|strapline|teaser[-_]text|(?:^|[\s_-])(?:deck|dek|standfirst|excerpt|epigraph"
    r"|einleitung|vorspann|chapo|chapeau|ingress|bajada|entradilla|copete|sapo|spot|lead|lede|abstract|summary|intro)"
    r"(?:$|[\s_-])",
    re.I,
)
_OF_ANOTHER = re.compile(
    r"caption|author|image|photo|related|meta|share|newsletter|promo|menu|nav|site|list|card|video|podcast|logo", re.I
)
_TAGS = frozenset(["p", "div", "h2", "h3", "h4", "section", "ul", "span", "strong"])
_WITHIN = 60
"""Elements behind the headline in which the dek begins."""
_SUBTITLE_WITHIN = 2
_TOPS = 20
_LONGEST_NAMES = 500
_SHORTEST, _LONGEST = 30, 700
_SAME = 0.7
"""Share of words in common from which a text says the headline again."""
_PARAGRAPHS = 60
_DATELINE = 40
_CUT = "…. \u00a0"
"""What a description ends with that was cut; its last full stop may be left out too."""
_WORD = re.compile(r"\w{4,}")


def visible_dek(tree: Element, headlines: Sequence[str]) -> str | None:
    """The text below the top heading that is most like one of `headlines`; None where nothing says that it is the dek
    or it says a headline again."""
    tops = list(islice(tree.iter("h1"), _TOPS))
    if not tops or not headlines:
        return None
    top = max(tops, key=lambda heading: _common(text_of(heading), headlines[0]))
    for place, element in enumerate(islice(following(top), _WITHIN)):
        if element.tag in _TAGS and _is_dek(element, place):
            text = text_of(element)
            if _SHORTEST <= len(text) <= _LONGEST and all(_common(text, said) < _SAME for said in headlines):
                return text
    return None


def shown(descriptions: Sequence[tuple[str, str]], tree: Element) -> tuple[str, str] | None:
    """(source, text) of the first description that the page shows: as a paragraph, as the start of one that it was cut
    from, or behind a dateline; else the first one. None when there is none."""
    paragraphs = [text_of(p) for p in islice(tree.iter("p", "h2"), _PARAGRAPHS)]
    for source, description in descriptions:
        start = description.rstrip(_CUT)
        for text in paragraphs:
            if len(text) <= _LONGEST and (
                text.startswith(start) or (text.endswith(description) and len(text) - len(description) <= _DATELINE)
            ):
                return source, text
    return next(iter(descriptions), None)


def _is_dek(element: Element, place: int) -> bool:
    if element.find(".//a") is not None:
        return False
    if _named(element) or (element.tag in ("h2", "h4") and place < _SUBTITLE_WITHIN):
        return True
    around = element.getparent()
    return element.tag == "p" and around is not None and len(around) <= 3 and _named(around)


def _named(element: Element) -> bool:
    names = names_of(element, _LONGEST_NAMES)
    return _NAMED.search(names) is not None and _OF_ANOTHER.search(names) is None


def _common(text: str, headline: str) -> float:
    """Share of the words of the shorter of two texts that the other has too."""
    if headline_key(text) == headline_key(headline):
        return 1.0
    one, other = set(_WORD.findall(text.casefold())), set(_WORD.findall(headline.casefold()))
    return len(one & other) / max(1, min(len(one), len(other)))
