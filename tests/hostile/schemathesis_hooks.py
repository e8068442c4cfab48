"""What schemathesis does not know by itself: how lines of JSON are written, and what batches and imports answer."""

from typing import Any

import schemathesis
from pydantic import TypeAdapter

from services.ingest.receiver.batch_result import BatchResult
from services.ingest.receiver.feeds_import import ImportResult

RESULT: TypeAdapter[BatchResult | ImportResult] = TypeAdapter(BatchResult | ImportResult)


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: Any, value: Any) -> bytes:
    """Whatever it is, as one line."""
    return str(value).encode("utf-8", "surrogatepass")


@schemathesis.deserializer("application/x-ndjson")
def results(_context: Any, response: Any) -> list[Any]:
    """Every line of a batch's or an import's answer is a result; raises for one that is not."""
    return [RESULT.validate_json(line).model_dump() for line in response.content.splitlines()]
