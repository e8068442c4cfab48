"""Articles of any number whose signatures are like those of allsides_dev, over the 14 days that a query looks at.

No labelled stream is large enough, and repeating one would give copies. So a generated article crosses a real one with
one of its relatives (a pair over the floor): it keeps two thirds of the real one's terms and fills up from the
relative, with their weights, normalised anew. Number of terms, ranks of their frequencies and what occurs together
within a theme thus stay those of real articles.

A stream that grows has more articles on each theme and more themes. Half of the growth (its square root) is more on the
same themes; for the other half the terms get names of their own, a world each, but for common words: news of another
country or another trade has the same common words and its own names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from zlib import crc32

from wordfreq import zipf_frequency

from schemas.article_id import article_id_of
from schemas.parsed_article import Publisher, Version
from schemas.related_headlines import Card
from services.relatedness.article import Article
from services.relatedness.meaning import meaning
from services.relatedness.postings import Postings
from services.relatedness.signature import NORM, Weights

DAYS = 14
KEPT = 2 / 3
COMMON = 4.5
"""Zipf frequency, by `wordfreq`, from which a word is common to all worlds: once in 30,000 words."""
RELATIVES = 20
PUBLISHERS = 500
START = datetime(2031, 5, 1, tzinfo=UTC)
_VERSION = Version(observed_at=START, content_hash="0" * 32)


@dataclass(frozen=True)
class Real:
    """A real article, and what it may be crossed with."""

    seconds: int
    """Since the start of the stream."""
    signature: Weights
    relatives: Sequence[Weights]


def reals(articles: Sequence[Article]) -> list[Real]:
    """Articles in the order of their times."""
    postings = Postings()
    for article in articles:
        postings.add(article)
    first = articles[0].effective
    return [
        Real(
            article.effective - first,
            article.signature,
            [postings.article(slot).signature for slot in postings.hits(article).slots[:RELATIVES].tolist()],
        )
        for article in articles
    ]


def generated(real: Sequence[Real], headlines: Sequence[str], size: int, *, days: int = DAYS) -> Iterator[Article]:
    """So many articles in the order of their times."""
    random = Random(size)
    worlds = _worlds(real, size / days)
    weights = list(range(2 * NORM))  # One object a number.
    span = max(one.seconds for one in real) + 1
    by_time = sorted(real, key=lambda one: one.seconds)
    for number in range(size):
        seconds = number * days * 86400 // size
        world = random.randrange(len(worlds))
        # A day of each world is a day of the real stream, each world from another day on.
        moment = (seconds + world * span // len(worlds)) % span
        near = min(len(by_time) - 1, max(0, round(moment / span * len(by_time)) + random.randrange(-30, 31)))
        crossed = _crossed(by_time[near], random, weights)
        names = worlds[world]
        yield article_of(
            f"{headlines[number % len(headlines)]} {number}",
            str(number),
            START + timedelta(seconds=seconds),
            {names.get(term, term): weight for term, weight in crossed.items()},
        )


def _worlds(real: Sequence[Real], articles_a_day: float) -> list[dict[str, str]]:
    """The names of its own that each world has for a term."""
    growth = articles_a_day / (len(real) / (real[-1].seconds / 86400))
    own = [term for term in {term: 0 for one in real for term in one.signature} if zipf_frequency(term, "en") < COMMON]
    return [{term: f"{term}/{world}" for term in own} for world in range(max(1, round(growth**0.5)))]


def _crossed(real: Real, random: Random, weights: Sequence[int]) -> Weights:
    crossed = {term: weight for term, weight in real.signature.items() if random.random() < KEPT}
    other = random.choice(real.relatives) if real.relatives else real.signature
    for term in random.sample(list(other), len(other)):
        if len(crossed) >= len(real.signature):
            break
        crossed.setdefault(term, other[term])
    norm = sum(weight * weight for weight in crossed.values()) ** 0.5
    return {term: weights[round(weight * NORM / norm)] for term, weight in crossed.items()}


def article_of(headline: str, name: str, at: datetime, signature: Weights, *, has_text: bool = True) -> Article:
    """An article of which the index reads all there is."""
    card = Card.model_construct(
        id=article_id_of(name),
        version=_VERSION,
        headline=headline,
        publisher=Publisher(domain=f"{crc32(name.encode()) % PUBLISHERS}.example"),
        published=at,
        effective_at=at,
    )
    return Article(card, signature, {}, _meaning(headline.rpartition(" ")[0]), has_text, ())


@lru_cache(maxsize=100_000)
def _meaning(headline: str) -> bytes | None:
    return meaning(headline, "en")
