"""API keys: what one may do, how one is made, and how one that is presented is recognised. Pure.

A key is `tw_ID_SECRET`: the id finds its record, the secret is 256 random bits. Only the SHA-256 of the whole is kept.
A slow hash (scrypt, argon2) would slow down guessing, but nobody guesses 256 random bits, and each request would pay.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

DOCUMENTS_PER_MINUTE = 6_000
BYTES_PER_MINUTE = 256 * 1024 * 1024
ID_BYTES = 6
SECRET_BYTES = 32

_KEY = re.compile(r"tw_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)


class Scope(StrEnum):
    """What a key allows."""

    write = "write"
    retract = "retract"
    feeds = "feeds"
    read = "read"


class ApiKey(BaseModel):
    """One key as it is kept: never the key itself. The quotas hold for each process that asks for keys."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(pattern=r"^[0-9a-f]{12}$")
    name: str = Field(min_length=1, max_length=100)
    scopes: frozenset[Scope]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    created: datetime
    documents_per_minute: int = Field(default=DOCUMENTS_PER_MINUTE, ge=1)
    bytes_per_minute: int = Field(default=BYTES_PER_MINUTE, ge=1)


def key_text(random: bytes) -> str:
    """The text of a key from `ID_BYTES` + `SECRET_BYTES` random bytes; raises ValueError for any other number."""
    if len(random) != ID_BYTES + SECRET_BYTES:
        raise ValueError(f"a key takes {ID_BYTES + SECRET_BYTES} random bytes, not {len(random)}")
    secret = urlsafe_b64encode(random[ID_BYTES:]).rstrip(b"=").decode("ascii")
    return f"tw_{random[:ID_BYTES].hex()}_{secret}"


def id_of(text: str) -> str | None:
    """The id in a key's text; None for a text that is no key."""
    match = _KEY.fullmatch(text)
    return match[1] if match else None


def hash_of(text: str) -> str:
    """What is kept of a key's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def recognised(keys: Mapping[str, ApiKey], text: str) -> ApiKey | None:
    """The key that was presented, of `keys` by id; None for an unknown one. The time tells nothing of the secret."""
    key = keys.get(id_of(text) or "")
    kept = key.sha256 if key else "0" * 64
    return key if hmac.compare_digest(kept, hash_of(text)) else None
