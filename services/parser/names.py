"""Author names as metadata gives them: one or several in a string, with titles, addresses and the house among them."""

import re

from services.parser.plain_text import one_line
from services.relatedness.headline_key import headline_key

_SPLIT = re.compile(r"\s*(?:;|\||\n|\s(?:and|und|et|y|&)\s)\s*", re.I)
_BY = re.compile(r"^(?:by|von|par|por|di|door)\s+", re.I)
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net)\b", re.I)
_LONGEST = 80


def author_names(values: list[str], publisher: str | None) -> list[str]:
    """The persons in their order, each once; the publisher is no author of its own articles."""
    house = headline_key(publisher or "")
    names: dict[str, None] = {}
    for value in values:
        for part in _parts(value):
            name = _BY.sub("", one_line(part)).strip(" ,.-–—")
            if name and len(name) <= _LONGEST and not _ADDRESS.search(name) and headline_key(name) not in ("", house):
                names.setdefault(name)
    return list(names)


def _parts(value: str) -> list[str]:
    """Commas part names only where each part has two words: ``Doe, Jane`` is one name."""
    parts: list[str] = []
    for piece in _SPLIT.split(value):
        by_comma = piece.split(",")
        parts += by_comma if all(len(part.split()) >= 2 for part in by_comma) else [piece]
    return parts
