"""The articles of invented_articles.txt: per language four themes of three articles each, six hours apart.

The file: `# language`, `## theme`, then a line `headline | body` an article. People, places and events are invented.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Version
from services.relatedness.article import Article
from tests.unit.relatedness.articles import START

_FILE = Path(__file__).with_name("invented_articles.txt")


@dataclass(frozen=True)
class Invented:
    language: str
    theme: str
    parsed: ParsedArticle
    article: Article


def invented_articles() -> list[Invented]:
    found: list[Invented] = []
    language = theme = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            theme = line[3:]
        elif line.startswith("# "):
            language = line[2:]
        else:
            hours = 6 * sum(other.language == language for other in found)
            parsed = _parsed(line, language, hours)
            found.append(Invented(language, theme, parsed, Article.of(parsed)))
    return found


def _parsed(line: str, language: str, hours: int) -> ParsedArticle:
    headline, body = line.split(" | ")
    at = START + timedelta(hours=hours)
    return ParsedArticle(
        id=article_id_of(line),
        version=Version(observed_at=at, content_hash="0" * 32),
        headline=headline,
        body=[body],
        effective_at=at,
        language=language,
        parser_version="test",
    )
