"""Places in the orders of lists, as opaque texts that stay valid while articles come and go.

A cursor names the last article of a page by what it is ordered by, never by counting, so that nothing that stays where
it is comes twice or is left out, whatever is written between two pages.
"""

import base64
import binascii
import re
from dataclasses import astuple, dataclass, fields
from typing import Any, TypeVar


class CursorError(ValueError):
    """The cursor was not made here for this order: take `next_cursor` of a previous answer, or leave it out."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """By effective time: microseconds from 1970 UTC, then the id."""

    effective_us: int
    id: str


@dataclass(frozen=True, slots=True)
class UpdatedPlace:
    """By the last change of the related headlines: microseconds from 1970 UTC, then the id."""

    updated_us: int
    id: str


@dataclass(frozen=True, slots=True)
class MatchPlace:
    """Among what a search found, by the text's number."""

    number: int


@dataclass(frozen=True, slots=True)
class RelevancePlace:
    """Among what a search found, by relevance: the numbers from `floor` to below `ceiling` come first; within them how
    well it matches (0 is best), then the text's number."""

    ceiling: int
    floor: int
    tier: int
    number: int


@dataclass(frozen=True, slots=True)
class LogPlace:
    """In the log: a name of it, and by partition the offset to go on from, with commas between."""

    log: str
    offsets: str


@dataclass(frozen=True, slots=True, order=True)
class ThemePlace:
    """Among themes: how many articles, microseconds from 1970 UTC of the newest one's effective time, then the id."""

    size: int
    last_us: int
    id: str


AnyPlace = Place | UpdatedPlace | MatchPlace | RelevancePlace | LogPlace | ThemePlace
_FORMS: dict[type, re.Pattern[str]] = {
    Place: re.compile(r"e:(-?\d{1,18}):([0-9a-f]{32})", re.ASCII),
    UpdatedPlace: re.compile(r"u:(-?\d{1,18}):([0-9a-f]{32})", re.ASCII),
    MatchPlace: re.compile(r"m:(-?\d{1,18})", re.ASCII),
    RelevancePlace: re.compile(r"r:(-?\d{1,18}):(-?\d{1,18}):([012]):(-?\d{1,18})", re.ASCII),
    ThemePlace: re.compile(r"t:(\d{1,9}):(-?\d{1,18}):([0-9a-f]{32})", re.ASCII),
    LogPlace: re.compile(r"l:([0-9a-f]{16}):(\d{1,18}(?:,\d{1,18}){0,999})", re.ASCII),
}
"""The longest numbers fit SQLite's 64 bits."""
P = TypeVar("P", bound=AnyPlace)


def written(place: AnyPlace) -> str:
    """The cursor that continues after `place`: base64url (RFC 4648, section 5) without padding."""
    kind = _FORMS[type(place)].pattern[0]
    text = ":".join([kind, *map(str, astuple(place))])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str, order: type[P]) -> P:
    """The place a cursor names in this order; raises `CursorError` for a text that `written` did not make."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, binascii.Error) as error:
        raise CursorError(CursorError.__doc__) from error
    match = _FORMS[order].fullmatch(text)
    if match is None:
        raise CursorError(CursorError.__doc__)
    values: list[Any] = [
        int(group) if field.type is int else group for field, group in zip(fields(order), match.groups(), strict=True)
    ]
    place = order(*values)
    if written(place) != cursor:
        raise CursorError(CursorError.__doc__)
    return place
