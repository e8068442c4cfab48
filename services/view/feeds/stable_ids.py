"""Ids that stay the same on every replica, under every host name and after every correction (RFC 4287, 4.2.6)."""

from uuid import UUID, uuid5

_OURS = UUID("3c1b6b0e-6f0a-4d0e-9a57-5d6f1f0c7e11")
"""The name space of the ids below (RFC 9562, section 5.5); any fixed one will do."""


def article(article_id: str) -> str:
    """The id of an article in every feed that holds it."""
    return _urn("article", article_id)


def listed(subject_id: str, headline: str) -> str:
    """The id of a headline that an article's page lists and that is no known article yet."""
    return _urn("listed", subject_id, headline)


def feed(path: str) -> str:
    """The id of the feed at a path with its query, without the format."""
    return _urn("feed", path)


def _urn(*parts: str) -> str:
    return uuid5(_OURS, "\n".join(parts)).urn
