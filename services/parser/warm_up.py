"""Imported by the process that parser processes are forked from: parses one document of each kind, so that what the
parser loads on first use (language profiles, extraction rules) is there once and shared, and no reader waits for it."""

from schemas.raw_document import CONTENT_TYPE, HTML, RSS, TEXT
from services.parser.document import RawDocument
from services.parser.parse import parse

_HEADLINE = "Harbour reopens after the storm"
_SENTENCES = "The harbour reopened on Friday morning. Ships had waited outside for two days, the port authority said."
_DOCUMENTS = {
    TEXT: f"{_HEADLINE}\n\nMarch 21, 2025 06:36 GMT\n\n{_SENTENCES}\n\n{_SENTENCES}\n",
    # No JSON-LD and no meta tags, so that every way of reading a page is tried.
    HTML: f"<html><head><title>{_HEADLINE}</title></head><body><article><h1>{_HEADLINE}</h1>"
    f"<p>{_SENTENCES}</p><p>{_SENTENCES}</p></article></body></html>",
    RSS: f"<rss><channel><item><title>{_HEADLINE}</title><description>{_SENTENCES}</description></item></channel>"
    "</rss>",
}

for media_type, text in _DOCUMENTS.items():
    parse(RawDocument(value=text.encode(), headers=((CONTENT_TYPE, media_type.encode()),)))
