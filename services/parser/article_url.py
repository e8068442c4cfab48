"""Whether a link leads to an article of the same house: by its address alone."""

import re
from urllib.parse import SplitResult, urlsplit

_SECOND_LEVELS = frozenset(["co", "com", "net", "org", "gov", "ac", "edu", "or", "ne", "go"])
"""Labels before a country's code below which names are registered."""
_LONG_NUMBER = re.compile(r"\d{4,}")
_FEWEST_DIGITS, _FEWEST_WORDS, _LONG_NAME = 4, 4, 30


def is_article_url(url: str, page: str | None) -> bool:
    """A page other than `page`, of the same house where that is known, with an address as long as articles have: a
    number, a date or a name of several words."""
    try:
        there, here = urlsplit(url), urlsplit(page or "")
    except ValueError:
        return False
    path = there.path.rstrip("/")
    if not path or path == here.path.rstrip("/") or (here.hostname and _house(there) != _house(here)):
        return False
    name = path.rpartition("/")[2]
    return (
        _LONG_NUMBER.search(f"{path}?{there.query}") is not None
        or sum(c.isdigit() for c in name) >= _FEWEST_DIGITS
        or max(name.count("-"), name.count("_")) >= _FEWEST_WORDS - 1
        or len(name) >= _LONG_NAME
    )


def houses_of(url: str) -> list[str]:
    """What a publisher's name may be by its address: the registered name, with its domain, and the whole host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    host = (parts.hostname or "").removeprefix("www.").replace(".", "").replace("-", "")
    return [house for house in (_house(parts).replace("-", ""), host) if house]


def _house(url: SplitResult) -> str:
    """The registered name without its domain: the same for example.com, www.example.de and m.example.co.uk."""
    labels = (url.hostname or "").split(".")
    if len(labels) >= 3 and labels[-2] in _SECOND_LEVELS and len(labels[-1]) == 2:
        labels.pop()
    return labels[-2] if len(labels) >= 2 else ""
