"""Errors of the JSON answers as problem details (RFC 9457): what is wrong and what to do."""

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem details object; its type is always the default `about:blank`, so the title is the status phrase."""

    title: str
    status: int
    detail: str


def problem(status: int, detail: str) -> JSONResponse:
    """The answer for one problem."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, media_type=MEDIA_TYPE)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same in the OpenAPI document: what an operation may answer besides."""
    schema = Problem.model_json_schema()
    return {status: {"content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses}
