"""The base of every record on a topic: immutable, tolerant to unknown fields, one way to and from bytes."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, Self

import orjson
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)


def _rfc3339(instant: datetime) -> str:
    """Keeps the offset as it was given: GMT is written ``+00:00``, never ``Z`` (RFC 3339, section 4.3)."""
    return instant.isoformat()


def _has_utc(instant: datetime) -> datetime:
    """The first and the last hours of the calendar have no UTC time in some zones: every reader would stumble."""
    if not 1 < instant.year < 9999:
        try:
            instant.astimezone(UTC)
        except OverflowError as error:
            raise ValueError("the time lies outside the calendar in UTC") from error
    return instant


Instant = Annotated[
    AwareDatetime, AfterValidator(_has_utc), PlainSerializer(_rfc3339, return_type=str, when_used="json")
]
"""A point in time with the offset its source gave."""


def epoch(instant: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return int(instant.timestamp() // 1)


def _from_base64(text: object) -> object:
    return b64decode(text, validate=True) if isinstance(text, str) else text


Base64 = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(lambda value: b64encode(value).decode(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes that travel as base64 (RFC 4648, section 4)."""


class Record(BaseModel):
    """A value on a topic. Readers ignore fields they do not know, so newer writers do not break older readers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_bytes(self) -> bytes:
        """UTF-8 JSON, keys in declared order, every time with the offset it was given with."""
        return orjson.dumps(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """The record as JSON types (times as RFC 3339 strings)."""
        return self.model_dump(mode="json")

    @cached_property
    def json_types(self) -> dict[str, Any]:
        """`to_json`, made once and kept: for what is written many times. Not to be changed."""
        return self.to_json()

    @classmethod
    def from_bytes(cls, value: bytes) -> Self:
        """Reads a record; raises ``pydantic.ValidationError`` when the bytes are not one."""
        return cls.model_validate_json(value)
