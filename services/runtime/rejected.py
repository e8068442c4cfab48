"""Dead letters: the original key and bytes on `articles.rejected`, why and where from in headers."""

from dataclasses import replace

from schemas.rejected import Rejection, rejected_headers
from schemas.topics import ARTICLES_REJECTED, MIB
from services.runtime.awaited_send import Message
from services.runtime.metrics import REJECTED
from services.runtime.settings import Settings

DEAD_LETTER_LIMIT = ARTICLES_REJECTED.message_limit - MIB
"""Largest key and value together, in bytes; the rest of the topic's limit is for headers and framing."""


def dead_letter(
    settings: Settings,
    rejection: Rejection,
    *,
    key: bytes | None,
    value: bytes | None,
    topic: str,
    partition: int,
    offset: int,
) -> Message:
    """The message of one rejection, to be sent with `send_all` before its input is acked."""
    rejection, key, value = as_carried(rejection, key, value)
    REJECTED.labels(rejection.stage).inc()
    headers = rejected_headers(rejection, topic=topic, partition=partition, offset=offset)
    return Message(settings.topic(ARTICLES_REJECTED), key, value, tuple(headers))


def as_carried(
    rejection: Rejection, key: bytes | None, value: bytes | None
) -> tuple[Rejection, bytes | None, bytes | None]:
    """What a dead letter can carry: the rejection, key and value of its message.

    A compressed batch can bring a record larger than any topic takes uncompressed: its bytes stay where the headers
    point to, and the dead letter is empty (not null, which would be a retraction when it is sent again).
    """
    if len(key or b"") + len(value or b"") > DEAD_LETTER_LIMIT:
        key, value = None, b""
        rejection = replace(rejection, reason=f"{rejection.reason}; too large to be copied, read it at its offset")
    if key is None and value is None:
        key = b""  # aiokafka sends no message that is null in both
    return rejection, key, value
