"""What schemathesis does not know by itself: how lines of JSON are written."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: Any, value: Any) -> bytes:
    """Whatever it is, as one line."""
    return str(value).encode("utf-8", "surrogatepass")
