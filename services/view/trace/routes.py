"""GET /v1/documents/{id}: where did my story go?"""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path

from schemas.topics import ARTICLES_PARSED, ARTICLES_REJECTED, DAY_MS
from services.view.problem import problems
from services.view.trace.examples import TRACE
from services.view.trace.models import Trace
from services.view.trace.raw_log import LogAway
from services.view.trace.traces import Traces

UNKNOWN = (
    "Nothing is known under this id. Give a receipt's article_id, or its place as topic:partition:offset or"
    " partition-offset. A document that was sent just now may be known by its place only. What was made of documents is"
    f" remembered for {ARTICLES_PARSED.retention_ms // DAY_MS} days, why one was refused for"
    f" {ARTICLES_REJECTED.retention_ms // DAY_MS}."
)
SAYS = """A receipt's `article_id`, or where the receipt says that the document stands: `topic:partition:offset` or
`partition-offset`. Tells each hop with its time: received, parsed as or rejected because, and in whose views it is."""

DocumentId = Annotated[
    str,
    Path(description=SAYS, max_length=300, examples=["5f4dcc3b5aa765d61d8327deb882cf99", "articles.raw:2:17", "2-17"]),
]


def routes(traces: Traces | None) -> APIRouter:
    """GET /v1/documents/{id}; without `traces` it is unavailable."""
    router = APIRouter(prefix="/v1", tags=["trace"])

    @router.get("/documents/{document_id}", responses={**TRACE, **problems(404, 422, 503)})
    async def trace(document_id: DocumentId) -> Trace:
        """Where a document went, and how what came of it stands now."""
        if traces is None:
            raise HTTPException(503, "This view follows no documents: ask one that runs beside Kafka.")
        try:
            found = await traces.of(document_id)
        except LogAway as error:
            raise HTTPException(503, str(error)) from error
        if found is None:
            raise HTTPException(404, UNKNOWN)
        return found

    return router
