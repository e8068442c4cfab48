"""What relatedness knows of an article: its card, signature and listed headlines, in the form the pair score reads."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

import orjson

from schemas.indexer_signatures import ArticleFeatures
from schemas.parsed_article import ListedHeadline, ParsedArticle, Publisher
from schemas.record import epoch
from schemas.related_headlines import Card
from services.relatedness.headline_key import headline_key
from services.relatedness.meaning import meaning
from services.relatedness.packed_card import PackedCard
from services.relatedness.signature import Weights, signature

HEADLINE_BYTES = 300
URL_BYTES = 300
NAME_BYTES = 80
"""Caps, in bytes as JSON, that keep a view's record under 160 KiB."""
_LINE = "\n"


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of the page's own list; `time` in epoch seconds, None when the page shows none."""

    position: int
    key: str
    time: int | None
    listed: ListedHeadline


class Article:
    """One version of an article, packed: a shard holds all of its own. Two are equal when they are the same object."""

    __slots__ = ("has_text", "key", "meaning", "packed", "slots", "terms", "weights", "written_forms")

    def __init__(  # noqa: PLR0917 - as a dataclass has them
        self,
        card: Card | PackedCard,
        signature: Mapping[str, int],
        written: Mapping[str, str],
        meaning: bytes | None,
        has_text: bool,
        slots: tuple[Slot, ...],
    ) -> None:
        """`written` has the terms that the article writes otherwise, as it writes them. Raises ``OverflowError`` or
        ``ValueError`` for a signature that is none of ours."""
        self.packed = card if isinstance(card, PackedCard) else PackedCard.of(card)
        self.terms = tuple(signature)
        self.weights = array("h", signature.values())
        self.written_forms = _LINE.join(map(written.get, self.terms, repeat("")))
        """In the order of the terms, empty for one that is written as it is."""
        if self.terms and self.written_forms.count(_LINE) != len(self.terms) - 1:
            raise ValueError("a word has no line breaks")
        self.meaning = meaning
        self.has_text = has_text
        self.slots = slots
        self.key = headline_key(card.headline)
        """Normalised headline."""

    @property
    def card(self) -> Card:
        """Made anew."""
        return self.packed.card

    @property
    def signature(self) -> Weights:
        """Term -> weight, made anew."""
        return dict(zip(self.terms, self.weights, strict=True))

    @property
    def written(self) -> dict[str, str]:
        """Terms that the article writes otherwise, as it writes them; made anew."""
        return {term: form for term, form in zip(self.terms, self.written_forms.split(_LINE), strict=False) if form}

    @property
    def publisher(self) -> str | None:
        """What tells publishers apart: the domain, else the name."""
        return self.packed.publisher_domain or self.packed.publisher_name

    @property
    def id(self) -> str:
        return self.packed.id

    @property
    def effective(self) -> int:
        """Effective publish time, epoch seconds."""
        return self.packed.effective

    @property
    def published(self) -> int | None:
        """The time that the page gave, epoch seconds; None when it gave none."""
        return None if self.packed.published is None else epoch(datetime.fromisoformat(self.packed.published))

    def as_written(self, terms: Sequence[str]) -> list[str]:
        """The terms as the article writes them; one that it does not have as it is."""
        forms, held = self.written_forms.split(_LINE), self.terms
        return [(forms[held.index(term)] if term in held else "") or term for term in terms]

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
        slots = slots_of(features.listed, headline_key(features.card.headline))
        return cls(features.card, features.signature, features.written, features.meaning, features.has_text, slots)

    @property
    def features(self) -> ArticleFeatures:
        return ArticleFeatures(
            card=self.card,
            signature=self.signature,
            written=self.written,
            meaning=self.meaning,
            has_text=self.has_text,
            listed=[slot.listed for slot in self.slots],
        )


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


def slots_of(listed: Sequence[ListedHeadline], own_key: str) -> tuple[Slot, ...]:
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
