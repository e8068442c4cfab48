"""A card in a third of a model's memory: a shard holds one of every article that stands in any of its views."""

from collections.abc import Mapping
from datetime import MAXYEAR, datetime
from operator import itemgetter
from sys import intern
from types import NoneType
from typing import Any, NamedTuple, Protocol

from schemas.record import epoch
from schemas.related_headlines import Card

_TOLD = itemgetter("headline", "url", "canonical_url", "published", "effective_at", "language", "fingerprint")


class Shown(Protocol):
    """What grouping copies and writing a view read of a card, packed or not."""

    @property
    def id(self) -> str: ...
    @property
    def headline(self) -> str: ...
    @property
    def canonical_url(self) -> str | None: ...
    @property
    def fingerprint(self) -> str | None: ...
    @property
    def effective(self) -> int: ...
    @property
    def json_types(self) -> dict[str, Any]: ...


class PackedCard(NamedTuple):
    """The fields of a `Card` as its JSON has them; what is equal in many cards is one object."""

    headline: str
    url: str | None
    canonical_url: str | None
    published: str | None
    effective_at: str
    language: str | None
    fingerprint: str | None
    id: str
    observed_at: str
    content_hash: str
    publisher_name: str | None
    publisher_domain: str | None
    effective: int
    """Effective publish time, epoch seconds."""

    @classmethod
    def of(cls, card: Card) -> "PackedCard":
        return _packed(
            card.headline,
            card.url,
            card.canonical_url,
            None if card.published is None else card.published.isoformat(),
            card.effective_at.isoformat(),
            card.language,
            card.fingerprint,
            card.id,
            card.version.observed_at.isoformat(),
            card.version.content_hash,
            card.publisher.name,
            card.publisher.domain,
            card.effective,
        )

    @property
    def card(self) -> Card:
        """The card as a record."""
        return Card.model_validate(self.json_types)

    @property
    def json_types(self) -> dict[str, Any]:
        """The card's JSON, made anew."""
        return {
            "id": self.id,
            "version": {"observed_at": self.observed_at, "content_hash": self.content_hash},
            "headline": self.headline,
            "url": self.url,
            "canonical_url": self.canonical_url,
            "publisher": {"name": self.publisher_name, "domain": self.publisher_domain},
            "published": self.published,
            "effective_at": self.effective_at,
            "language": self.language,
            "fingerprint": self.fingerprint,
        }

    def is_told_by(self, fields: Mapping[str, Any]) -> bool:
        """Whether these JSON fields are the card's, but for others beside them; raises ``LookupError`` or
        ``TypeError`` where one is missing."""
        version, publisher = fields["version"], fields["publisher"]
        same: bool = (
            _TOLD(fields) == self[:7]
            and version["observed_at"] == self.observed_at
            and version["content_hash"] == self.content_hash
            and publisher["name"] == self.publisher_name
            and publisher["domain"] == self.publisher_domain
        )
        return same


def read_card(fields: Mapping[str, Any]) -> PackedCard:
    """Checks a card's JSON, which may have other fields beside; raises ``pydantic.ValidationError``, ``LookupError`` or
    ``TypeError`` when it is none."""
    version, publisher = fields["version"], fields["publisher"]
    headline, url, canonical_url, published, effective_at, language, fingerprint = _TOLD(fields)
    told = (headline, effective_at, fields["id"], version["observed_at"], version["content_hash"])
    optional = (url, canonical_url, published, language, fingerprint, publisher["name"], publisher["domain"])
    if not (
        {*map(type, told)} == {str}
        and {*map(type, optional)} <= {str, NoneType}
        and all(map(_as_written, {effective_at, version["observed_at"], published or effective_at}))
    ):
        return PackedCard.of(Card.model_validate(fields))
    return _packed(
        headline,
        url,
        canonical_url,
        published,
        effective_at,
        language,
        fingerprint,
        fields["id"],
        version["observed_at"],
        version["content_hash"],
        publisher["name"],
        publisher["domain"],
        epoch(datetime.fromisoformat(effective_at)),
    )


def _packed(*fields: Any) -> PackedCard:
    """A card of these fields, in their order; what is equal within it or in many is one object."""
    card = PackedCard(*fields)
    return card._replace(
        canonical_url=card.url if card.canonical_url == card.url else card.canonical_url,
        published=card.effective_at if card.published == card.effective_at else card.published,
        observed_at=card.effective_at if card.observed_at == card.effective_at else card.observed_at,
        language=_shared(card.language),
        publisher_name=_shared(card.publisher_name),
        publisher_domain=_shared(card.publisher_domain),
    )


def _as_written(instant: str) -> bool:
    """Whether a time is just as a record tells it, and far from the calendar's ends."""
    try:
        read = datetime.fromisoformat(instant)
    except ValueError:
        return False
    return read.tzinfo is not None and 1 < read.year < MAXYEAR and read.isoformat() == instant


def _shared(text: str | None) -> str | None:
    return text if text is None else intern(text)
