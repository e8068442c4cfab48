"""Reads an article's features back, checked as the contract says, without a model of them."""

from collections.abc import Mapping
from typing import Any

import orjson

from schemas.indexer_signatures import ArticleSignature, Meaning
from schemas.parsed_article import ListedHeadline
from schemas.record import Record
from services.relatedness.article import Article, slots_of
from services.relatedness.headline_key import headline_key
from services.relatedness.packed_card import read_card
from services.relatedness.signature import NORM, TERMS


class _Beside(Record):
    """The fields of `ArticleFeatures` that are short."""

    meaning: Meaning | None
    has_text: bool
    listed: list[ListedHeadline]


def read_signature(value: bytes) -> tuple[ArticleSignature, Article | None]:
    """Reads the record of an article, with its features apart.

    Raises ``ValueError`` (``pydantic.ValidationError`` is one), ``LookupError``, ``TypeError`` or ``AttributeError``
    for bytes that are none.
    """
    record = orjson.loads(value)
    features = record["features"]
    # Most of a record are its terms: as a model they would take three times as long.
    frame = ArticleSignature.model_validate({**record, "features": None})
    return frame, None if features is None else read_article(features)


def read_article(features: Mapping[str, Any]) -> Article:
    """Reads `ArticleFeatures` in JSON types.

    Raises ``ValueError`` (``pydantic.ValidationError`` is one), ``LookupError``, ``TypeError`` or ``AttributeError``
    when it is none.
    """
    signature, written = features["signature"], features["written"]
    weights = signature.values()
    if not (
        len(signature) <= TERMS
        and {*map(type, weights)} <= {int}
        and min(weights, default=1) >= 1
        and max(weights, default=1) <= NORM
    ):
        raise ValueError(f"not a signature: it has at most {TERMS} terms, with weights from 1 to {NORM}")
    packed = read_card(features["card"])
    beside = _Beside.model_validate(features)
    slots = slots_of(beside.listed, headline_key(packed.headline))
    return Article(packed, signature, written, beside.meaning, beside.has_text, slots)
