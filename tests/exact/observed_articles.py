"""Articles as a crawler sees them over time: corrected, taken back, seen again, sent twice, all in any order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from schemas.parsed_article import ParsedArticle
from schemas.raw_document import CE_SUBJECT, CE_TIME
from services.parser.document import RawDocument
from services.parser.parse import Retraction, parse
from tests.acceptance.test_exact import raw

FIRST_SEEN = datetime(2031, 1, 1, tzinfo=UTC)
CORRECTED, RETRACTED, COME_BACK, SEEN_AGAIN, SENT_TWICE = 0.15, 0.05, 0.02, 0.05, 0.1
"""Shares of the articles; the three last ones of what is left then, and of the observations."""


@dataclass(frozen=True)
class Observed:
    """What stood at an address at a time; `document` None: nothing any more."""

    url: str
    at: datetime
    document: bytes | None

    @property
    def raw_record(self) -> dict[str, Any]:
        headers = [(CE_SUBJECT, self.url.encode()), (CE_TIME, self.at.isoformat().encode())]
        if self.document is None:
            return {"key": self.url.encode(), "value": None, "headers": headers}  # Kafka wants a key or a value
        return {"value": self.document, "headers": [*headers, ("content-type", b"text/plain; charset=utf-8")]}

    def read(self) -> ParsedArticle | Retraction:
        """The record that the parser makes of it."""
        record = self.raw_record
        (result,) = parse(RawDocument(value=record["value"], headers=tuple(record["headers"])))
        assert isinstance(result, ParsedArticle | Retraction)
        return result


def observations(articles: Sequence[dict[str, Any]], random: Random) -> list[Observed]:
    """Every observation of every article, shuffled, so that old versions arrive late."""
    made: list[Observed] = []
    for article in articles:
        url = f"https://stream.example/{article['id']}"
        history: list[bytes | None] = [_dump(article)]
        if random.random() < CORRECTED:
            # Another article's text: the correction loses relations and wins others.
            history += [
                _dump({**article, "text": random.choice(articles)["text"]}) for _ in range(random.choice((1, 2)))
            ]
        if random.random() < SEEN_AGAIN:
            history.append(history[0])
        if random.random() < RETRACTED:
            history.append(None)
        if random.random() < COME_BACK:
            history += [None, _dump({**article, "headline": f"{article['headline']}, an update"})]
        made += [Observed(url, FIRST_SEEN + timedelta(hours=hour), text) for hour, text in enumerate(history)]
    made += random.sample(made, round(SENT_TWICE * len(made)))
    random.shuffle(made)
    return made


def newest(observed: Iterable[Observed]) -> dict[str, Observed]:
    """What counts at last, by address; retracted ones too."""
    return {one.url: one for one in sorted(observed, key=lambda one: one.at)}


def come_late(observed: Iterable[Observed]) -> int:
    """How many observations come after a newer one of the same address."""
    newest_at: dict[str, datetime] = {}
    late = 0
    for one in observed:
        late += one.at < newest_at.get(one.url, one.at)
        newest_at[one.url] = max(one.at, newest_at.get(one.url, one.at))
    return late


def _dump(article: dict[str, Any]) -> bytes:
    document: bytes = raw(article)["value"]
    return document
