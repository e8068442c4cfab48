"""Errors as problem details (RFC 9457): what was wrong and what to do."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse

from services.ingest.receiver.problem_details import ANSWERED, MEDIA_TYPE, details, said_of
from services.runtime.documented_methods import documented_methods


def problem(status: int, kind: str, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """An answer with problem details; `kind` is the last part of the problem's type."""
    return JSONResponse(details(status, kind, detail), status_code=status, headers=headers, media_type=MEDIA_TYPE)


def answer_with_problems(app: FastAPI) -> None:
    """Makes every error of the application a problem."""

    async def answered(_request: Request, error: Exception) -> JSONResponse:
        return problem(*said_of(error))

    for kind in ANSWERED:
        app.add_exception_handler(kind, answered)

    @app.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _error: ClientDisconnect) -> JSONResponse:
        return problem(400, "cut-off", "the body ended early: send the document again")

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return problem(422, "bad-request", wrong)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        says = {
            404: "nothing is here: POST documents to /v1/documents; /v1/openapi.json names everything there is",
            405: "this path does not take this method: the header Allow names those that it takes",
        }
        headers = dict(error.headers or {})
        if error.status_code == 405 and (methods := documented_methods(request)):
            headers = {"allow": methods}
        return problem(error.status_code, "http", says.get(error.status_code, str(error.detail)), headers)

    @app.exception_handler(Exception)
    async def failed(_request: Request, _error: Exception) -> JSONResponse:
        return problem(500, "internal", "the service failed; the document is not confirmed, send it again")
