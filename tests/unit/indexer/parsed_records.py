"""Random articles.parsed records of a few articles: related, listed, copied, corrected, retracted, sent again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from schemas.parsed_article import ListedHeadline, ParsedArticle, Published, Version
from schemas.raw_document import CE_TIME
from schemas.topics import ARTICLES_PARSED
from services.indexer.newest import RETRACTED
from services.runtime.shard_records import OutputRecord
from tests.unit.relatedness.articles import START, article

THEMES = ("harbour ferry strike", "flood barrier budget", "harbour budget vote")
ARTICLES = 12
HOURS = (0, 0, 5, 40, 100, 400)
SKETCHES = (None, None, "ab" * 32, "ab" * 20 + "cd" * 12, "ef" * 32)
"""The second and third agree in 20 of 32 places: copies."""


def records(random: Random) -> list[OutputRecord]:
    """Up to 12 articles with up to 4 versions, some with equal times, with repeats, shuffled."""
    made = []
    for name in range(random.randrange(2, ARTICLES)):
        contents = [_content(name, random) for _ in range(random.choice((1, 1, 2)))]
        for _ in range(random.choice((1, 1, 2, 4))):
            at = START + timedelta(seconds=random.randrange(4))
            if random.random() < 0.2:
                key = article(str(name)).id.encode()
                made.append(OutputRecord(ARTICLES_PARSED, 0, key, None, ((CE_TIME, at.isoformat().encode()),)))
            else:
                made.append(_observed(random.choice(contents), at))
    made += random.choices(made, k=len(made) // 3)
    random.shuffle(made)
    return made


def version_of(record: OutputRecord) -> tuple[datetime, str]:
    """What orders the records of one article."""
    if record.value is None:
        return datetime.fromisoformat(dict(record.headers)[CE_TIME].decode()), RETRACTED
    version = ParsedArticle.from_bytes(record.value).version
    return version.observed_at, version.content_hash


def newest(given: Iterable[OutputRecord]) -> dict[bytes, OutputRecord]:
    """The record of each article that counts at last."""
    return {record.key: record for record in sorted(given, key=version_of) if record.key is not None}


def _content(name: int, random: Random) -> ParsedArticle:
    theme = random.choice(THEMES)
    effective = START + timedelta(hours=random.choice(HOURS))
    names = [ListedHeadline(headline=_headline(random.randrange(ARTICLES))) for _ in range(random.choice((0, 0, 1, 4)))]
    return ParsedArticle(
        id=article(str(name)).id,
        version=Version(observed_at=START, content_hash=f"{random.getrandbits(128):032x}"),
        headline=_headline(name) if random.random() < 0.8 else _headline(random.randrange(ARTICLES)),
        body=[f"{theme} {theme}"],
        published=Published(at=effective, as_written="test") if random.random() < 0.8 else None,
        effective_at=effective,
        canonical_url=random.choice((None, None, None, "https://copied.example/one")),
        fingerprint=random.choice(SKETCHES),
        language="en",
        listed=names,
        parser_version="test",
    )


def _headline(name: int) -> str:
    return f"{THEMES[name % len(THEMES)]}, report {name}"


def _observed(content: ParsedArticle, at: datetime) -> OutputRecord:
    one = content.model_copy(update={"version": content.version.model_copy(update={"observed_at": at})})
    return OutputRecord(ARTICLES_PARSED, 0, one.id.encode(), one.to_bytes())
