"""The view's HTTP application: JSON under /v1, pages elsewhere. Errors come in the form of what was asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.runtime.documented_methods import documented_methods
from services.runtime.metrics import HTTP_RESPONSES
from services.view.articles import routes as articles
from services.view.cursor import CursorError
from services.view.embed import routes as embed
from services.view.feeds import routes as feeds
from services.view.feeds import theme_routes as theme_feeds
from services.view.live import routes as live
from services.view.live.changes_hub import ChangesHub
from services.view.pages import routes as pages
from services.view.pages import system_routes as system_page
from services.view.pages import theme_routes as theme_pages
from services.view.pages.rendering import STATIC, Rendering
from services.view.pages.system_routes import Look
from services.view.problem import problem
from services.view.public_address import Outside
from services.view.read_keys import Keys, asking_for, say_keys
from services.view.related_to_text import routes as related_to_text
from services.view.related_to_text.signature_search import SignatureSearch
from services.view.security_headers import SecurityHeaders
from services.view.sqlite_file import StoreError
from services.view.store import Store
from services.view.themes import routes as themes
from services.view.themes.current_themes import CurrentThemes
from services.view.trace import routes as trace
from services.view.trace.traces import Traces

NOTHING_SAID = Outside()
FOR_PROGRAMS = ("/v1/", "/feeds/")
"""Where errors are problem details; elsewhere they are pages."""

GZIP_LEVEL = 4
"""Half the time of zlib's usual 6 for a twentieth more bytes."""

log = structlog.get_logger("themewire.view")


def create_app(
    store: Store,
    signatures: SignatureSearch | None = None,
    *,
    traces: Traces | None = None,
    keys: Keys | None = None,
    cors_origins: Sequence[str] = (),
    outside: Outside = NOTHING_SAID,
    look: Look | None = None,
) -> FastAPI:
    """The application over a store; needs no Kafka. Clients are told of changes while `app.state.changes`, its
    `ChangesHub`, is entered.

    `signatures`: what texts are compared with; without them those that ask about a text wait. `traces`: what is known
    of documents; without it nobody is told. `keys`: everyone is asked for one of them, but for style sheets and the
    OpenAPI document. `cors_origins`: the sites whose pages may read what is here, "*" for all. `outside`: what absolute
    links start with. `look` gives those figures of the system page that Kafka knows.
    """
    app = FastAPI(
        dependencies=[Depends(asking_for(keys))] if keys else [],
        title="Themewire view",
        version="1",
        description="Articles and the headlines related to them.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    rendering = Rendering()
    app.include_router(articles.routes(store))
    grouped = CurrentThemes(store)
    app.include_router(related_to_text.routes(store, signatures or SignatureSearch()))
    app.include_router(themes.routes(store, grouped))
    app.state.changes = ChangesHub(store)
    app.include_router(live.routes(app.state.changes))
    app.include_router(trace.routes(traces))
    app.include_router(pages.routes(store, rendering, outside))
    app.include_router(theme_pages.routes(store, rendering, grouped))
    app.include_router(system_page.routes(store, rendering, look))
    app.include_router(embed.routes(store, rendering))
    made_feeds = feeds.Feeds(outside)
    app.include_router(feeds.routes(store, made_feeds))
    app.include_router(theme_feeds.routes(store, made_feeds, grouped))
    app.mount("/static", _Static(directory=STATIC))
    _answer_errors(app, rendering)
    app.add_middleware(GZipMiddleware, compresslevel=GZIP_LEVEL)
    app.add_middleware(SecurityHeaders)
    if cors_origins:
        # Outside of what asks for keys: a browser asks what it may send before it sends any.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "x-api-key", "if-none-match", "last-event-id"],
            expose_headers=["etag"],
        )
    app.add_middleware(_Counted)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """Says in the OpenAPI document what holds for every route."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = say_keys(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


class _Counted:
    """Counts answers by status."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                HTTP_RESPONSES.labels("view", str(message["status"])).inc()
            await send(message)

        await self._app(scope, receive, counted)


class _Static(StaticFiles):
    """Files whose address holds their digest may be kept for a year."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def _answer_errors(app: FastAPI, rendering: Rendering) -> None:
    def answer(request: Request, status: int, title: str, detail: str) -> Response:
        if request.url.path.startswith(FOR_PROGRAMS):
            return problem(status, detail)
        return rendering.error(status, title, detail)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        detail = str(error.detail)
        if error.status_code == 404 and detail == "Not Found":
            detail = "Nothing is here. Start from / for pages, or from /v1/articles for JSON."
        response = answer(request, error.status_code, "That did not work", detail)
        response.headers.update(error.headers or {})
        if error.status_code == 405 and (methods := documented_methods(request)):
            response.headers["allow"] = methods
        return response

    @app.exception_handler(RequestValidationError)
    async def wrong_parameter(request: Request, error: RequestValidationError) -> Response:
        return answer(request, 422, "That did not work", "; ".join(map(_wrong, error.errors())))

    @app.exception_handler(CursorError)
    async def wrong_cursor(request: Request, error: CursorError) -> Response:
        return answer(request, 400, "That page is not there", str(error))

    @app.exception_handler(StoreError)
    async def no_store(request: Request, error: StoreError) -> Response:
        log.error("a reader could not be answered", why=str(error))
        return answer(
            request, 503, "The view cannot be read", "Try again shortly; if it stays, look at the view's log."
        )


def _wrong(error: Mapping[str, Any]) -> str:
    name = error["loc"][-1]
    if error["type"] == "extra_forbidden":
        return f"{name}: not known here; /v1/openapi.json names what is. In a value, & is written %26"
    return f"{name}: {error['msg']}"
