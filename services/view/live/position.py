"""How far a client has what the log says, as the id of an event: any replica goes on from it.

The id is base64url (RFC 4648, section 5, no padding) over: one byte that names this form; 8 bytes that name the log;
then unsigned LEB128 numbers: the time in seconds since 1970, and for each partition the next offset of
headlines.related and that of articles.current (which tells what filters match). Both have the same partitions, and an
article is in the same one of both.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_FORM = 1
_NAME_BYTES = 8
_LONGEST = 64 * 1024
"""Characters; an id of a thousand partitions is shorter."""


class NotAnIdError(ValueError):
    """The text is no id that a view made."""


class Reached(NamedTuple):
    """The next offset of one partition in either topic: everything before them is known."""

    related: int
    current: int


Position = tuple[Reached, ...]
"""By partition."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a store or a client knows of a log. `log`: see `log_name`.

    `current_at`: seconds since 1970, when the log held no more than `position`, as far as is known; it tells which
    retractions, being older, may be forgotten.
    """

    log: bytes
    current_at: int
    position: Position


def log_name(identity: str, topics: Sequence[str]) -> bytes:
    """A short name for a log: of `identity`, which no other cluster or topic made anew shares, and its topics."""
    return hashlib.sha256("\0".join([identity, *topics]).encode()).digest()[:_NAME_BYTES]


def written(known: Known) -> str:
    """The id as text, of letters, digits, `-` and `_`."""
    numbers = [known.current_at, *(offset for reached in known.position for offset in reached)]
    data = bytes([_FORM]) + known.log + b"".join(map(_leb128, numbers))
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(text: str) -> Known:
    """What `written` wrote; raises `NotAnIdError` for anything else."""
    try:
        if len(text) > _LONGEST:
            raise NotAnIdError("longer than any id")
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise NotAnIdError("no base64url") from error
    start = 1 + _NAME_BYTES
    if len(data) <= start or data[0] != _FORM:
        raise NotAnIdError("another form")
    current_at, *offsets = _numbers(data[start:])
    if not offsets or len(offsets) % 2:
        raise NotAnIdError("no pairs of offsets")
    position = tuple(map(Reached, offsets[::2], offsets[1::2]))
    return Known(data[1:start], current_at, position)


def continues(known: Known, before: Known) -> bool:
    """Whether `known` is of the same log and lacks nothing that was known before."""
    return is_same_log(known, before) and all(map(reaches, known.position, before.position))


def is_same_log(known: Known, other: Known) -> bool:
    """Whether their positions can be compared."""
    return known.log == other.log and len(known.position) == len(other.position)


def reaches(reached: Reached, other: Reached) -> bool:
    """Whether nothing of a partition that `other` has is missing from `reached`."""
    return reached.related >= other.related and reached.current >= other.current


def _leb128(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _numbers(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if shift > 63:
            raise NotAnIdError("a number over 63 bits")
        if byte < 0x80:
            yield number
            number = shift = 0
    if shift:
        raise NotAnIdError("cut off")
