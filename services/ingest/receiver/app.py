"""The HTTP port for producers, put together: a router for each concern."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from services.ingest.receiver.batch_routes import batch_router
from services.ingest.receiver.counted_answers import CountedAnswers
from services.ingest.receiver.documents_routes import documents_router
from services.ingest.receiver.feeds_opml_routes import feeds_opml_router
from services.ingest.receiver.feeds_routes import feeds_router
from services.ingest.receiver.openapi import complete
from services.ingest.receiver.parts import Parts
from services.ingest.receiver.problems import answer_with_problems
from services.ingest.receiver.request_limits import RequestLimits
from services.ingest.receiver.websub_routes import websub_router


def ingest_app(parts: Parts) -> FastAPI:
    """The application."""
    app = FastAPI(
        title="Themewire ingest",
        version="1",
        summary="Takes any bytes that may be an article.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
    )
    answer_with_problems(app)
    app.add_middleware(RequestLimits)
    app.add_middleware(CountedAnswers)
    app.include_router(documents_router(parts))
    app.include_router(batch_router(parts))
    app.include_router(feeds_opml_router(parts))
    app.include_router(feeds_router(parts))
    app.include_router(websub_router(parts))

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            app.openapi_schema = complete(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app
