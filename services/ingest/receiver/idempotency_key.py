"""The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-07): what it names, what it was used for.

Pure. That another document comes under the same key is 409 here, where the draft proposes 422.
"""

import hashlib
import re

from schemas.raw_document import CE_TIME
from services.ingest.raw_message import RawMessage
from services.ingest.request_checks import Refusal

HEADER = "idempotency-key"
PATTERN = '^(?:"[ !#-\\[\\]-~]{1,255}"|[!#-\\[\\]-~]{1,255})$'
"""The header as documented: a string without escapes, or a bare word."""
KEY_LIMIT = 255
"""Characters; the draft names none, a UUID has 36."""

_STRING = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
"""A string as RFC 8941, section 3.3.3, writes it."""
_BARE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
"""What many clients send instead."""


def checked_key(text: str | None) -> str | None:
    """The key, with or without its quotation marks (400 otherwise); None when there is none."""
    if text is None:
        return None
    string = _STRING.fullmatch(text.strip())
    key = re.sub(r"\\(.)", r"\1", string[1]) if string else text.strip()
    if not (string or _BARE.fullmatch(key)) or not 0 < len(key) <= KEY_LIMIT:
        raise Refusal(
            400,
            "bad-idempotency-key",
            f'Idempotency-Key is not a string of 1 to {KEY_LIMIT} printable ASCII characters: send a UUID in "" of its'
            " own with each document",
        )
    return key


def name_of(owner: str, key: str) -> bytes:
    """32 bytes that name the key of this sender: those of two senders do not meet. `owner` holds no line feed."""
    return hashlib.sha256(f"{owner}\n{key}".encode()).digest()


def fingerprint(message: RawMessage, *, told_time: bool) -> str:
    """What must be the same when a key comes again: content and all that was said of it, hex.

    `told_time`: whether the sender gave ce_time; the arrival differs each time.
    """
    digest = hashlib.sha256(message.value or b"")
    for name, value in (("key", message.key), *message.headers):
        if told_time or name != CE_TIME:
            digest.update(b"\n%d %s %s" % (len(value), name.encode("ascii"), value))
    return digest.hexdigest()
