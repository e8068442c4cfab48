"""Errors as problem details (RFC 9457): what was wrong and what to do."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse

from services.ingest.receiver.body import Busy
from services.ingest.receiver.publisher import NotConfirmed
from services.ingest.request_checks import Refusal

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2
"""Seconds after which a sender that got 503 should try again."""


class Problem(BaseModel):
    """The body of every answer that is not a 2xx."""

    type: str = Field(examples=["urn:themewire:problem:document-too-large"])
    title: str
    status: int
    detail: str


def problem(status: int, kind: str, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """An answer with problem details; `kind` is the last part of the problem's type."""
    body = Problem(type=f"urn:themewire:problem:{kind}", title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, headers=headers, media_type=MEDIA_TYPE)


def answer_with_problems(app: FastAPI) -> None:
    """Makes every error of the application a problem."""

    @app.exception_handler(Refusal)
    async def refused(_request: Request, refusal: Refusal) -> JSONResponse:
        return problem(refusal.status, refusal.kind, refusal.detail)

    @app.exception_handler(NotConfirmed)
    async def not_confirmed(_request: Request, error: NotConfirmed) -> JSONResponse:
        detail = f"{error}: the document may not be stored, send it again; doing so twice changes nothing"
        return problem(503, "not-confirmed", detail, {"retry-after": str(RETRY_AFTER)})

    @app.exception_handler(Busy)
    async def busy(_request: Request, error: Busy) -> JSONResponse:
        detail = f"{error}: the document is not stored, send it again after the time in Retry-After"
        return problem(503, "busy", detail, {"retry-after": str(RETRY_AFTER)})

    @app.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _error: ClientDisconnect) -> JSONResponse:
        return problem(400, "cut-off", "the body ended early: send the document again")

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return problem(422, "bad-request", wrong)

    @app.exception_handler(HTTPException)
    async def http_error(_request: Request, error: HTTPException) -> JSONResponse:
        details = {404: "nothing is here: POST documents to /v1/documents", 405: "this path does not take this method"}
        headers = dict(error.headers) if error.headers else None
        return problem(error.status_code, "http", details.get(error.status_code, str(error.detail)), headers)

    @app.exception_handler(Exception)
    async def failed(_request: Request, _error: Exception) -> JSONResponse:
        return problem(500, "internal", "the service failed; the document is not confirmed, send it again")
