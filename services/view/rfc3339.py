"""A time as a parameter of a request: RFC 3339 with its offset, and nothing else that reads as a time."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from schemas.record import Instant

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _as_written(given: object) -> object:
    """A number would be taken as seconds since 1970, and the "+" of an offset that was not encoded comes as a blank."""
    if isinstance(given, datetime) or (isinstance(given, str) and _RFC_3339.fullmatch(given)):
        return given
    raise ValueError(
        "not an RFC 3339 time with its offset: write it like 2031-02-03T04:05:06+02:00, in a URL with %2B for the +"
    )


Time = Annotated[Instant, BeforeValidator(_as_written)]
"""Anything else is refused with what to write instead."""
