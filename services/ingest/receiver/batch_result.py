"""One line of a batch's answer. Pure."""

from typing import Any

import orjson
from pydantic import BaseModel, Field

from services.ingest.receipt import Receipt
from services.ingest.receiver.problem_details import Problem, details, said_of


class BatchResult(BaseModel):
    """What became of a line: `receipt` with status 202, else `problem`."""

    line: int = Field(ge=1, description="the line's number in the request, from 1, blank lines counted")
    status: int = Field(examples=[202])
    receipt: Receipt | None = None
    problem: Problem | None = None


def taken(number: int, receipt: Receipt) -> bytes:
    """The result of a line that the broker has, with its line feed."""
    return _written({"line": number, "status": 202, "receipt": receipt.__dict__})


def refused(number: int, error: Exception) -> bytes:
    """The result of a line that was not taken; raises errors that are no answers."""
    status, kind, detail, _headers = said_of(error)
    return _written({"line": number, "status": status, "problem": details(status, kind, detail)})


def _written(result: dict[str, Any]) -> bytes:
    return orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)
