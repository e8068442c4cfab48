"""What relatedness knows of an article: its card, signature and listed headlines, in the form the pair score reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import orjson

from schemas.indexer_signatures import ArticleFeatures
from schemas.parsed_article import ListedHeadline, ParsedArticle, Publisher
from schemas.related_headlines import Card
from services.relatedness.headline_key import headline_key
from services.relatedness.meaning import meaning
from services.relatedness.signature import Weights, signature

HEADLINE_BYTES = 300
URL_BYTES = 300
NAME_BYTES = 80
"""Caps, in bytes as JSON, that keep a view's record under 160 KiB."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of the page's own list; `time` in epoch seconds, None when the page shows none."""

    position: int
    key: str
    time: int | None
    listed: ListedHeadline


@dataclass(frozen=True)
class Article:
    """One version of an article."""

    card: Card
    signature: Weights
    written: Mapping[str, str]
    """Terms that the article writes otherwise, as it writes them."""
    meaning: bytes | None
    has_text: bool
    slots: tuple[Slot, ...]

    @cached_property
    def publisher(self) -> str | None:
        """What tells publishers apart: the domain, else the name."""
        return self.card.publisher.domain or self.card.publisher.name

    @property
    def id(self) -> str:
        return self.card.id

    @cached_property
    def key(self) -> str:
        """Normalised headline."""
        return headline_key(self.card.headline)

    @cached_property
    def effective(self) -> int:
        """Effective publish time, epoch seconds."""
        return epoch(self.card.effective_at)

    @cached_property
    def published(self) -> int | None:
        """The time that the page gave, epoch seconds; None when it gave none."""
        return None if self.card.published is None else epoch(self.card.published)

    @classmethod
    def of(cls, parsed: ParsedArticle) -> "Article":
        """Reads a parsed article: its signature is made here."""
        text = [*filter(None, [parsed.dek]), *parsed.body]
        weights, written = signature(parsed.headline, text, parsed.language)
        features = ArticleFeatures(
            card=_card(parsed),
            signature=weights,
            written={term: as_written for term, as_written in written.items() if as_written != term},
            meaning=meaning(parsed.headline, parsed.language),
            has_text=bool(text),
            listed=[_clipped(listed) for listed in parsed.listed],
        )
        return cls.from_features(features)

    @classmethod
    def from_features(cls, features: ArticleFeatures) -> "Article":
        slots = _slots(features.listed, headline_key(features.card.headline))
        return cls(features.card, features.signature, features.written, features.meaning, features.has_text, slots)

    @cached_property
    def features(self) -> ArticleFeatures:
        return ArticleFeatures(
            card=self.card,
            signature=self.signature,
            written=dict(self.written),
            meaning=self.meaning,
            has_text=self.has_text,
            listed=[slot.listed for slot in self.slots],
        )


def epoch(instant: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return int(instant.timestamp() // 1)


def _card(parsed: ParsedArticle) -> Card:
    url, canonical = _short(parsed.url), _short(parsed.canonical_url)
    return Card(
        id=parsed.id,
        version=parsed.version,
        headline=_clip(parsed.headline, HEADLINE_BYTES),
        url=url or canonical,
        canonical_url=canonical,
        publisher=Publisher(
            name=parsed.publisher.name and _clip(parsed.publisher.name, NAME_BYTES),
            domain=parsed.publisher.domain and _clip(parsed.publisher.domain, NAME_BYTES),
        ),
        published=parsed.published and parsed.published.at,
        effective_at=parsed.effective_at,
        language=parsed.language,
        fingerprint=parsed.fingerprint,
    )


def _slots(listed: Sequence[ListedHeadline], own_key: str) -> tuple[Slot, ...]:
    """The lines that name something, each once; a page that lists itself names nothing."""
    slots: dict[tuple[str, int | None], Slot] = {}
    for line in listed:
        key, time = headline_key(line.headline), None if line.published is None else epoch(line.published)
        if key and key != own_key:
            slots.setdefault((key, time), Slot(len(slots), key, time, line))
    return tuple(slots.values())


def _clipped(line: ListedHeadline) -> ListedHeadline:
    return line.model_copy(update={"headline": _clip(line.headline, HEADLINE_BYTES), "url": _short(line.url)})


def _short(url: str | None) -> str | None:
    """A URL can't be cut: one that is too long to show is left out."""
    return url if url and _json_bytes(url) <= URL_BYTES else None


def _clip(text: str, limit: int) -> str:
    text = text.encode("utf-8", "replace").decode()
    if _json_bytes(text) <= limit:
        return text
    room = limit - len("…".encode())
    for at, character in enumerate(text):
        room -= _json_bytes(character)
        if room < 0:
            return text[:at] + "…"
    return text


def _json_bytes(text: str) -> int:
    """Quotes, backslashes and control characters take two to six bytes."""
    return len(orjson.dumps(text.encode("utf-8", "replace").decode())) - 2
