"""A raw document in; the article, the retraction or the reason for its refusal out."""

from dataclasses import dataclass
from datetime import datetime

from schemas.parsed_article import ParsedArticle
from schemas.rejected import Rejection
from services.parser.document import RawDocument

PARSER_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Retraction:
    """A null value: the article is gone since `observed_at`."""

    id: str
    observed_at: datetime


def parse(document: RawDocument) -> list[ParsedArticle | Retraction | Rejection]:
    """Everything one raw document holds, in its order; what is wrong with it is a `Rejection`, never an exception."""
    raise NotImplementedError
