"""One shard of the index: a pure state machine over observations of its own articles and what other shards tell it.

Every pair is scored where either side lives, so an article's features travel as offers. The steps, and why no pair
is lost and no ghost stays, are told in services/indexer/README.md; they equal brute force on random schedules
(tests/unit/indexer).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schemas.indexer_exchange import Match, Matches, Offer
from schemas.parsed_article import Version
from services.indexer.newest import Held, Verdict, judge
from services.indexer.views import Views
from services.relatedness.article import Article
from services.relatedness.packed_card import PackedCard
from services.relatedness.pair_score import SCORER
from services.relatedness.postings import Hits, Postings
from services.relatedness.ranking import Rank, entry_of
from services.relatedness.related_record import cut_of
from services.relatedness.view import View

HomeOf = Callable[[str], int]


@dataclass
class Shard:
    """Owns the articles whose home is `partition`. `sent` collects (shard, record) for the exchange."""

    partition: int
    partitions: int
    home_of: HomeOf
    views: Views = field(default_factory=Views)
    held: dict[str, Held] = field(default_factory=dict)
    postings: Postings = field(default_factory=Postings)
    sent: list[tuple[int, Offer | Matches]] = field(default_factory=list)

    def hold(self, states: Mapping[str, Held]) -> None:
        """Takes articles' states in by id, as observed or as read back."""
        self.held.update(states)
        for article_id, held in states.items():
            if held.article is None:
                self.postings.remove(article_id)
        self.postings.add(*(held.article for held in states.values() if held.article))

    def observe(self, article_id: str, version: Version, article: Callable[[], Article] | None) -> Verdict:
        """A version of one of its own articles arrives; `article` makes its features, None retracts it."""
        before = self.held.get(article_id)
        verdict = judge(before, version)
        if verdict is Verdict.SEEN_AGAIN and before:
            self.held[article_id] = Held(before.version, version.observed_at, before.article)
        elif verdict is Verdict.NEW:
            now = Held(version, version.observed_at, article() if article else None)
            self.hold({article_id: now})
            if now.article or (before and before.article):
                self._replace(article_id, now)
        return verdict

    def _replace(self, article_id: str, now: Held) -> None:
        holders = self.views.drop(article_id)
        if now.article is None:
            self.views.close(article_id)
        else:
            self.views.open(article_id)
            hits = self.postings.hits(now.article)
            self._enter(now.article, hits)
            self._fill(now.article, hits)
        self._offer(article_id)
        self._ask_where_short(holders)

    def offered(self, offer: Offer) -> None:
        """Another shard's article is new, changed, gone or asks again; the answer is this shard's best for it."""
        holders = self.views.drop(offer.id)
        if offer.features is not None:
            article = Article.from_features(offer.features)
            best = View(*self.views.rooms)
            told = {}
            hits = self.postings.hits(article)
            self._enter(article, hits)
            for other, relation in self.postings.closest(article, hits, best.scored.room):
                told[other.id] = other.card, relation.reasons
                best.put(entry_of(other.packed, relation.score, relation.reasons))
            matches = [
                Match(card=told[entry_id][0], score=entry.score, reasons=list(told[entry_id][1]))
                for entry_id, entry in best.entries.items()
            ]
            answer = Matches(
                shard=self.partition,
                id=offer.id,
                version=offer.version,
                matches=matches,
                cut=cut_of(best),
                scorer=SCORER,
            )
            self.sent.append((offer.home, answer))
        self._ask_where_short(holders)

    def matched(self, matches: Matches) -> None:
        """A shard's answer to an offer: it replaces all that this shard gave before for that version."""
        held = self.held.get(matches.id)
        if held is None or held.article is None or held.version != matches.version:
            return
        self.views.drop_entries(matches.id, lambda entry_id: self.home_of(entry_id) == matches.shard)
        self.views.leave_out(matches.id, matches.cut)
        for match in matches.matches:
            self.views.put(matches.id, PackedCard.of(match.card), match.score, tuple(match.reasons))
        self._ask_where_short([matches.id])

    def _enter(self, article: Article, hits: Hits) -> None:
        """Puts an article, which no view holds, into the own views that it changes: most are full of better ones."""
        rank = Rank(0, article.effective, article.id)
        scored = zip(hits.slots.tolist(), hits.scores.tolist(), strict=True)
        entered = [
            slot
            for slot, score in scored
            if self.views.takes(self.postings.article(slot).id, rank._replace(rank=score))
        ]
        for other, relation in self.postings.relations(article, [*hits.listed.tolist(), *entered]):
            self.views.put(other.id, article.packed, relation.score, relation.reversed_reasons)

    def _fill(self, article: Article, hits: Hits) -> None:
        """Puts what is closest to an own article into its view."""
        for other, relation in self.postings.closest(article, hits, self.views.rooms[1]):
            self.views.put(article.id, other.packed, relation.score, relation.reasons)

    def _offer(self, article_id: str) -> None:
        held = self.held[article_id]
        features = held.article.features if held.article else None
        offer = Offer(home=self.partition, id=article_id, version=held.version, features=features, scorer=SCORER)
        self.sent += [(shard, offer) for shard in range(self.partitions) if shard != self.partition]

    def _ask_where_short(self, holders: list[str]) -> None:
        """Fills views up that lost an entry or saw one fall below what was left out: every shard is asked again."""
        for holder in self.views.short(holders):
            article = self.held[holder].article
            if article is None:
                continue
            self.views[holder].forget_cut()
            self.views.drop_entries(holder, lambda entry_id: self.home_of(entry_id) == self.partition)
            self._fill(article, self.postings.hits(article))
            self._offer(holder)
