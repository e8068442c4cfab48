"""Runs shards over one random schedule: observations in any order with repeats, exchange streams merged at random."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from schemas.indexer_exchange import ExchangeRecord, Matches, Offer, read_exchange
from schemas.parsed_article import Version
from schemas.related_headlines import RelatedHeadlines
from services.indexer.newest import RETRACTED
from services.indexer.shard import Shard
from services.indexer.views import Views
from services.relatedness.article import Article
from services.relatedness.ranking import entry_of
from services.relatedness.related_record import related_record
from services.relatedness.relation import relate
from services.relatedness.view import View
from tests.unit.relatedness.articles import START

ROOMS = (2, 3)
"""Small, so that views are cut all the time."""
MOST_STEPS = 50_000


@dataclass(frozen=True)
class Observation:
    """A version of an article, or its retraction."""

    id: str
    version: Version
    article: Article | None

    @classmethod
    def of(cls, article: Article) -> "Observation":
        return cls(article.id, article.card.version, article)

    @classmethod
    def retracting(cls, article: Article) -> "Observation":
        return cls(article.id, article.card.version.model_copy(update={"content_hash": RETRACTED}), None)


def home(article_id: str, partitions: int) -> int:
    return int(article_id, 16) % partitions


class Simulation:
    """Shards with their input queues. An exchange partition is any merge of its senders' FIFO streams."""

    def __init__(self, partitions: int, random: Random) -> None:
        self.partitions = partitions
        self.random = random
        self.shards = [self.new_shard(p) for p in range(partitions)]
        self.observed: list[deque[Observation]] = [deque() for _ in range(partitions)]
        self.links: dict[tuple[int, int], deque[bytes]] = {}
        self.exchange: list[deque[bytes]] = [deque() for _ in range(partitions)]

    def new_shard(self, partition: int) -> Shard:
        return Shard(partition, self.partitions, lambda i: home(i, self.partitions), Views(*ROOMS))

    def run(self, observations: Sequence[Observation]) -> None:
        """Takes the observations in the given order, everything else in random order, until all queues are empty."""
        for observation in observations:
            self.observed[home(observation.id, self.partitions)].append(observation)
        for _ in range(MOST_STEPS):
            if not self.step():
                return
        raise AssertionError("the exchange does not come to rest")

    def step(self) -> bool:
        queues: list[deque[Observation] | deque[bytes]] = [*self.observed, *self.exchange, *self.links.values()]
        ready = [i for i, queue in enumerate(queues) if queue]
        if not ready:
            return False
        chosen = self.random.choice(ready)
        if chosen < self.partitions:
            self.take_observation(chosen)
        elif chosen < 2 * self.partitions:
            self.take_exchange(chosen - self.partitions)
        else:
            link = list(self.links)[chosen - 2 * self.partitions]
            self.exchange[link[1]].append(self.links[link].popleft())
        return True

    def take_observation(self, partition: int) -> None:
        observation = self.observed[partition].popleft()
        article = observation.article
        self.shards[partition].observe(observation.id, observation.version, (lambda: article) if article else None)
        self.forward(partition)

    def take_exchange(self, partition: int) -> None:
        record = read_exchange(self.exchange[partition].popleft())
        shard = self.shards[partition]
        if isinstance(record, Offer):
            shard.offered(record)
        else:
            shard.matched(record)
        self.forward(partition)

    def forward(self, partition: int) -> None:
        sent: list[tuple[int, ExchangeRecord]] = self.shards[partition].sent
        for to, record in sent:
            assert isinstance(record, Offer | Matches)
            self.links.setdefault((partition, to), deque()).append(record.to_bytes())
        sent.clear()

    def records(self) -> dict[str, RelatedHeadlines]:
        """The record of every view there is."""
        return {
            article_id: related_record(held.article, shard.views[article_id], shard.views.cards, START)
            for shard in self.shards
            for article_id, held in shard.held.items()
            if held.article is not None
        }


def brute_force(observations: Sequence[Observation]) -> dict[str, RelatedHeadlines]:
    """What every view must be: each pair of the newest versions is scored by itself."""
    newest: dict[str, Observation] = {}
    for observation in observations:
        held = newest.get(observation.id)
        if held is None or _order(observation) > _order(held):
            newest[observation.id] = observation
    articles = [observation.article for observation in newest.values() if observation.article]
    expected = {}
    for article in articles:
        view = View(*ROOMS)
        for other in articles:
            if relation := relate(article, other):
                view.put(entry_of(other.card, relation.score, relation.reasons))
        expected[article.id] = related_record(article, view, {a.id: a.card for a in articles}, START)
    return expected


def _order(observation: Observation) -> tuple[object, str]:
    return observation.version.observed_at, observation.version.content_hash
