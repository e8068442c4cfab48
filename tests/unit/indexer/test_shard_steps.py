"""What one shard does with one record. The order in which all come to rest is held by the schedules; these are the
steps that they would also come to rest without, but show readers something wrong on the way."""

from schemas.indexer_exchange import Match, Matches, Offer
from services.indexer.shard import Shard
from services.indexer.views import Views
from services.relatedness.article import Article
from services.relatedness.pair_score import SCORER
from services.relatedness.ranking import ROOMS, Rooms
from tests.unit.indexer.simulation import Observation
from tests.unit.relatedness.articles import article

HERE, THERE = 0, 1
OWN = article("own", version=2, terms=["harbour", "strike"])
OTHER = article("other", terms=["harbour", "strike"])


def shard_with_own(version: Article = OWN, rooms: Rooms = ROOMS) -> Shard:
    shard = Shard(HERE, 2, lambda article_id: HERE if article_id == OWN.id else THERE, Views(*rooms))
    seen = Observation.of(version)
    shard.observe(seen.id, seen.version, lambda: version)
    shard.sent.clear()
    return shard


def answer(asked: Article, *found: Article) -> Matches:
    matches = [Match(card=one.card, score=700, reasons=[]) for one in found]
    return Matches(shard=THERE, id=asked.id, version=asked.card.version, matches=matches, scorer=SCORER)


def test_an_answer_is_taken() -> None:
    shard = shard_with_own()
    shard.matched(answer(OWN, OTHER))
    assert OTHER.id in shard.views[OWN.id]


def test_an_answer_for_an_older_version_is_not_taken() -> None:
    shard = shard_with_own()
    shard.matched(answer(article("own", version=1, terms=["harbour"]), OTHER))
    assert not shard.views[OWN.id].entries


def test_an_answer_replaces_what_its_shard_gave_before() -> None:
    shard = shard_with_own()
    shard.matched(answer(OWN, OTHER))
    shard.matched(answer(OWN))
    assert not shard.views[OWN.id].entries


def test_a_view_that_an_answer_leaves_short_is_asked_again() -> None:
    shard = shard_with_own(rooms=(1, 1))
    shard.matched(answer(OWN, OTHER, article("left out", hours=-1)))
    assert not shard.sent
    shard.matched(answer(OWN))
    ((to, told),) = shard.sent
    assert to == THERE
    assert isinstance(told, Offer)
    assert (told.id, told.version) == (OWN.id, OWN.card.version)


def test_an_offer_is_answered_also_when_nothing_is_related() -> None:
    shard = shard_with_own(article("own", terms=["budget"]))
    shard.offered(Offer(home=THERE, id=OTHER.id, version=OTHER.card.version, features=OTHER.features, scorer=SCORER))
    (told,) = shard.sent
    assert told == (THERE, Matches(shard=HERE, id=OTHER.id, version=OTHER.card.version, scorer=SCORER))


def test_a_retraction_is_offered_and_not_answered() -> None:
    shard = shard_with_own()
    shard.matched(answer(OWN, OTHER))
    shard.offered(Offer(home=THERE, id=OTHER.id, version=OTHER.card.version, scorer=SCORER))
    assert not shard.sent
    assert not shard.views[OWN.id].entries
    gone = Observation.retracting(article("own", version=3))
    shard.observe(gone.id, gone.version, None)
    ((to, told),) = shard.sent
    assert (to, told) == (THERE, Offer(home=HERE, id=OWN.id, version=gone.version, scorer=SCORER))
