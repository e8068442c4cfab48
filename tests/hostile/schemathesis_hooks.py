"""What schemathesis does not know by itself: how lines of JSON are written, and what a batch answers."""

from typing import Any

import schemathesis

from services.ingest.receiver.batch_result import BatchResult


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: Any, value: Any) -> bytes:
    """Whatever it is, as one line."""
    return str(value).encode("utf-8", "surrogatepass")


@schemathesis.deserializer("application/x-ndjson")
def results(_context: Any, response: Any) -> list[Any]:
    """Every line of a batch's answer is a result; raises for one that is not."""
    found = [BatchResult.model_validate_json(line) for line in response.content.splitlines()]
    return [result.model_dump() for result in found]
