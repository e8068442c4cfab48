"""Digests of a view's record: what tells news from a repetition, and bytes of our own from any others.

The latter travels in a header of the record (as the checksum of RFC 9530 does in HTTP). It guards against mistakes, as
a checksum does, not against someone who makes it afresh.
"""

from hashlib import sha256
from typing import NamedTuple

from services.relatedness.pair_score import SCORER
from services.relatedness.ranking import ROOMS
from services.runtime.shard_records import Headers

DIGEST = "themewire-digest"
_FORM = f"1 {SCORER} {ROOMS} ".encode()
"""What the digest vouches for: the shape of the record, to be counted up with each change to it, its scorer, and that
there is room for all it shows."""
_UPDATED = b',"updated":'
_LENGTH = 8


class Digests(NamedTuple):
    """Eight bytes each."""

    told: bytes
    """Of what the record tells; when it was updated, its last field, is not news."""
    whole: bytes
    """Of every byte."""

    @property
    def headers(self) -> Headers:
        """Says that an indexer of this version wrote the bytes."""
        return ((DIGEST, self.whole.hex().encode()),)


def digests_of(value: bytes) -> Digests:
    """The digests of a view's record."""
    end = value.rfind(_UPDATED)
    digest = sha256(_FORM)
    digest.update(value[:end])
    told = digest.digest()
    digest.update(value[end:])
    return Digests(told[:_LENGTH], digest.digest()[:_LENGTH])


def vouched_for(headers: Headers, digests: Digests) -> bool:
    """Whether the headers say that an indexer of this version wrote the bytes with these digests."""
    return digests.headers[0] in headers
