"""A log of invented articles, replicas that have read some of it, and what a client must hold in the end."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

import orjson

from schemas.article_id import article_id_of
from schemas.parsed_article import Publisher
from services.view.live.asked_changes import ChangesAsked
from services.view.live.change_filter import ChangeFilter
from services.view.live.look import known_here, one_state
from services.view.live.position import Known
from services.view.resume import Mark
from services.view.rows import Gone, Row, publisher_key
from services.view.store import Change, Store
from services.view.texts import TextGone, text_change
from tests.unit.view.example_records import Produced, text

RELATED, CURRENT = "headlines.related", "articles.current"
PARTITIONS = 2
NOW = 5_000_000_000
"""Seconds since 1970."""
Place = tuple[str, int]


def partition_of(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0] % PARTITIONS


@dataclass
class Log:
    """Both topics. An article's related count tells its states apart: it grows with every record."""

    records: dict[Place, list[Change]] = field(default_factory=lambda: defaultdict(list))
    articles: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By name: publisher and word of the headline, of those that are not retracted."""
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    padding: str | None = None
    """Put into every article, for size."""

    def write(self, name: str, publisher: str, word: str) -> None:
        """A new article or another version of it."""
        if self.articles.get(name) != (publisher, word):
            self.articles[name] = (publisher, word)
            at = (CURRENT, partition_of(name))
            article = text(name, headline=f"The {word} reopens", publisher=Publisher(name=publisher))
            offset = len(self.records[at])
            produced = Produced(article.id.encode(), article.to_bytes(), partition=at[1], offset=offset)
            self.records[at].append(text_change(produced))
        self.relist(name)

    def relist(self, name: str) -> None:
        """Another record of an article that is there, of the same version."""
        if name not in self.articles:
            return
        self.counts[name] += 1
        publisher, _ = self.articles[name]
        partition = partition_of(name)
        at = (RELATED, partition)
        self.records[at].append(
            Row(
                id=id_of(name),
                partition=partition,
                offset=len(self.records[at]),
                effective_us=0,
                updated_us=0,
                publisher=publisher_key(Publisher(name=publisher)),
                language="en",
                related_count=self.counts[name],
                article=orjson.dumps({"id": id_of(name)} | ({"headline": self.padding} if self.padding else {})),
                links=b"[]",
                value=b"{}",
            )
        )

    def retract(self, name: str) -> None:
        """Null values on both topics."""
        if self.articles.pop(name, None) is None:
            return
        partition = partition_of(name)
        self.records[CURRENT, partition].append(TextGone(id_of(name)))
        records = self.records[RELATED, partition]
        records.append(Gone(id_of(name), partition, len(records), NOW * 1000))

    def matching(self, chosen: "Chosen") -> dict[str, int]:
        """The related count of every article that a client holds in the end, by id."""
        return {
            id_of(name): self.counts[name]
            for name, (publisher, word) in self.articles.items()
            if chosen.name in (None, name) and chosen.publisher in (None, publisher) and chosen.word in (None, word)
        }


def id_of(name: str) -> str:
    return article_id_of(name)


@dataclass(frozen=True)
class Chosen:
    """What a client wants, and how it asks."""

    name: str | None = None
    publisher: str | None = None
    word: str | None = None

    @property
    def filter(self) -> ChangeFilter:
        asked = ChangesAsked(article=self.name and id_of(self.name), publisher=self.publisher, q=self.word)
        return asked.chosen


@dataclass
class Replica:
    """A store that has read some of the log; its clients are told of as much of it as was there at the last look."""

    store: Store
    log: Log
    known: Known = field(default=Known(b"", 0, ()))
    read: dict[Place, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, topic: str, partition: int, records: int) -> None:
        """Saves the next records of one partition as one batch, of each article the last only."""
        start = self.read[topic, partition]
        taken = self.log.records[topic, partition][start : start + records]
        self.read[topic, partition] = start + len(taken)
        marks = {(t, p): Mark(self.read[t, p]) for t in (RELATED, CURRENT) for p in range(PARTITIONS)}
        self.store.save({change.id: change for change in taken}.values(), marks, current_at=NOW)

    def take_all(self) -> None:
        for topic in (RELATED, CURRENT):
            for partition in range(PARTITIONS):
                self.take(topic, partition, 1_000_000)

    def look(self) -> None:
        """As the hub does."""
        with one_state(self.store.file) as db:
            known = known_here(db)
        assert known is not None
        self.known = known
