"""A place in the newest-first order, as an opaque text that stays valid while articles come and go."""

import base64
import binascii
import re
from dataclasses import dataclass

from schemas.article_id import is_article_id

_PLACE = re.compile(r"(-?\d{1,18}):(.+)", re.ASCII)


class CursorError(ValueError):
    """The cursor was not made here: take `next_cursor` of a previous answer, or leave the parameter out."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An article's place: microseconds from 1970 UTC of its effective time, then its id."""

    effective_us: int
    id: str


def written(place: Place) -> str:
    """The cursor that continues after `place`: base64url (RFC 4648, section 5) without padding."""
    return base64.urlsafe_b64encode(f"{place.effective_us}:{place.id}".encode()).decode().rstrip("=")


def read(cursor: str) -> Place:
    """The place a cursor names; raises `CursorError` for a text that `written` did not make."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, binascii.Error) as error:
        raise CursorError(CursorError.__doc__) from error
    match = _PLACE.fullmatch(text)
    if match is None or not is_article_id(match[2]) or written(Place(int(match[1]), match[2])) != cursor:
        raise CursorError(CursorError.__doc__)
    return Place(int(match[1]), match[2])
