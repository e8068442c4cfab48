"""Keeps a library's chatter readable: what it says again and again passes once, then once a minute with a count."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from services.runtime.broker_errors import lost_connection

EVERY = 60.0
"""Seconds between two lines of one kind."""
CHATTY = ("aiokafka", "faust", "mode")
"""Loggers, with all below them, that say the same for every attempt: several hundred lines a second in an outage."""
LOST_CONNECTION = (
    "Unable connect to",
    "Unable to update metadata",
    "Unable to request metadata",
    "KafkaConnectionError",
    "NodeNotReadyError",
    "RequestTimedOutError",
)
"""Parts of lines that all say the same: no connection to a broker."""
_KINDS = 200


@dataclass
class _Kind:
    passed_at: float
    held_back: int = 0


class RepeatedLines(logging.Filter):
    """For a handler. A line that passes after others were held back has their number in the attribute `held_back`;
    one about a lost connection has the error in `cause`, without its traceback."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[str, int, str], _Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not _is_chatty(record):
            return True
        if record.exc_info and (lost := lost_connection(record.exc_info[1])):
            record.exc_info, record.cause = None, repr(lost)
        now = self._clock()
        key = _kind(record)
        kind = self._kinds.get(key)
        if kind is None or now - kind.passed_at >= EVERY:
            if len(self._kinds) >= _KINDS:  # a library that formats before it logs makes every line a kind
                self._kinds.clear()
            self._kinds[key] = _Kind(now)
            if kind is not None and kind.held_back:
                record.held_back = kind.held_back
            return True
        kind.held_back += 1
        return False


def _is_chatty(record: logging.LogRecord) -> bool:
    # asyncio reports what aiokafka's callbacks raise: one KeyError for each batch that failed between two attempts.
    return record.name.partition(".")[0] in CHATTY or (
        record.name == "asyncio" and "MessageAccumulator" in record.getMessage()
    )


def _kind(record: logging.LogRecord) -> tuple[str, int, str]:
    message = record.getMessage()
    if any(part in message for part in LOST_CONNECTION):
        return ("", 0, "lost connection")
    return (record.name, record.levelno, "" if record.name == "asyncio" else str(record.msg))
