"""Every record that has a contract, by the name of its folder."""

from pathlib import Path

from schemas.indexer_exchange import Matches, Offer
from schemas.indexer_signatures import ArticleSignature
from schemas.parsed_article import ParsedArticle
from schemas.raw_document import RawDocumentHeaders
from schemas.record import Record
from schemas.rejected import RejectedHeaders
from schemas.related_headlines import RelatedHeadlines

FOLDER = Path(__file__).parent

RECORDS: dict[str, type[Record]] = {
    "raw_document_headers": RawDocumentHeaders,
    "parsed_article": ParsedArticle,
    "related_headlines": RelatedHeadlines,
    "rejected_headers": RejectedHeaders,
    "article_signature": ArticleSignature,
    "exchange_offer": Offer,
    "exchange_matches": Matches,
}
"""Folder -> model. A folder holds schema.json, an example of each version (v1.json, ...), broken.json, future.json."""
