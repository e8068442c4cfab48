"""The largest record that each topic may get fits it: from articles whose every field is at its limit."""

import pytest

from schemas.indexer_exchange import Match, Matches, Offer
from schemas.related_headlines import RelatedHeadlines
from schemas.topics import HEADLINES_RELATED, INDEXER_EXCHANGE, INDEXER_SIGNATURES
from services.indexer.newest import Held
from services.indexer.state_records import signature_of
from services.relatedness.article import Article
from services.relatedness.pair_score import SCORER
from services.relatedness.ranking import ROOMS
from tests.hostile.largest import AT, largest_view, parsed

VIEW_LIMIT = 160 * 1024
"""The worst that fields at all their caps give is 144,544 bytes."""
CHARACTERS = {"letter": "a", "quote": '"', "umlaut": "ä", "han": "船", "emoji": "\U0001f6a2", "control": "\x01"}


@pytest.mark.parametrize("name", CHARACTERS)
def test_a_view(name: str) -> None:
    view = largest_view(CHARACTERS[name])
    assert len(view.related) == sum(ROOMS) + 30
    assert len(view.to_bytes()) < VIEW_LIMIT < HEADLINES_RELATED.message_limit
    assert RelatedHeadlines.from_bytes(view.to_bytes()) == view


@pytest.mark.parametrize("name", CHARACTERS)
def test_what_shards_keep_and_tell(name: str) -> None:
    article = Article.of(parsed(0, CHARACTERS[name], listed=30))
    version = article.card.version
    offer = Offer(home=0, id=article.id, version=version, features=article.features, scorer=SCORER)
    state = signature_of(article.id, Held(version, AT, article))
    view = largest_view(CHARACTERS[name])
    cards = [Article.of(parsed(number, CHARACTERS[name])).card for number in range(1, sum(ROOMS) + 1)]
    entries = {entry.id: entry for entry in view.related if entry.id}
    told = [Match(card=card, score=1000, reasons=list(entries[card.id].reasons)) for card in cards]
    matches = Matches(shard=0, id=article.id, version=version, matches=told, scorer=SCORER)
    assert len(state.to_bytes()) < VIEW_LIMIT < INDEXER_SIGNATURES.message_limit
    assert max(len(offer.to_bytes()), len(matches.to_bytes())) < VIEW_LIMIT < INDEXER_EXCHANGE.message_limit
