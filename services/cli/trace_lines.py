"""A trace in lines for people, in the order of the way."""

from collections.abc import Iterator
from datetime import datetime

from services.view.trace.models import ArticleStanding, At, Document, Trace


def lines(trace: Trace) -> Iterator[str]:
    """Every document with what came of it, then how its articles stand."""
    for document in trace.documents:
        yield from _document(document)
    for article in trace.articles:
        yield from _article(article)


def _document(document: Document) -> Iterator[str]:
    got = document.received
    if got is None:
        yield "received   no longer on the log"
    else:
        what = "a retraction" if got.bytes is None else f"{got.bytes} bytes"
        yield f"received   {_at(got)}, {what}{f', {got.content_type}' if got.content_type else ''}"
        yield from (f"           {name}: {said}" for name, said in (("url", got.url), ("from", got.source)) if said)
    for parsed in document.parsed:
        what = f'"{parsed.headline}"' if parsed.headline is not None else "a retraction"
        yield f"parsed     {_at(parsed)}, {what}, article {parsed.article_id}: {parsed.state}"
    for rejected in document.rejected:
        yield f"rejected   {_at(rejected)}, {rejected.stage}: {rejected.message}"
    if document.waiting:
        before = document.waiting.documents_before
        yield f"waiting    {document.waiting.why}" + (f" ({before} documents before it)" if before else "")


def _article(article: ArticleStanding) -> Iterator[str]:
    match article.state:
        case "unknown":
            yield f"article    {article.article_id} is not in the view"
        case "retracted":
            at = _time(article.retracted_at) if article.retracted_at else "some time"
            yield f"article    {article.article_id}, retracted since {at}"
        case "current":
            yield f'article    {article.article_id}, "{article.headline}", {article.related_count} related headlines'
            yield f"in views   {article.in_views_count}" + (":" if article.in_views else "")
            yield from (f'           {view.article_id} "{view.headline}"' for view in article.in_views)


def _at(at: At) -> str:
    return f"{_time(at.at)}  {at.topic}:{at.partition}:{at.offset}"


def _time(instant: datetime) -> str:
    return instant.isoformat(sep=" ", timespec="milliseconds")
