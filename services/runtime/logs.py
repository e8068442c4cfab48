"""Structured logs on standard error: one line per event, from our own code and from every library alike."""

import logging
import sys
from typing import Any

import structlog
from structlog.types import EventDict, Processor

from services.runtime.repeated_lines import RepeatedLines
from services.runtime.settings import Settings

NOISY = ("aiokafka", "kafka", "faust", "mode", "uvicorn", "httpx", "httpcore", "asyncio")
"""Libraries that are heard from warning on, whatever our own level is."""


class _FreshTransactions(logging.Filter):
    """Drops aiokafka's word on a retry that is part of every busy day: a broker refuses the first records of a
    transaction with NotEnoughReplicas while its coordinator still finishes the former one (KIP-890). A batch that
    stays refused fails its transaction, and that is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.WARNING or "NotEnoughReplicasError" not in record.getMessage()


def configure_logging(settings: Settings, service: str) -> None:
    """Sends every log event to standard error, as JSON or for a console, with the service's name.

    Calling it again replaces the earlier configuration.
    """
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_service(service),
        _on_one_line,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=_named_logger,
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(settings.log_format)],
        )
    )
    handler.addFilter(RepeatedLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    sender = logging.getLogger("aiokafka.producer.sender")
    sender.filters[:] = [_FreshTransactions()]
    logging.captureWarnings(True)


def _named_logger(*args: Any) -> logging.Logger:
    return logging.getLogger(*args or ("themewire",))


def _renderers(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # A traceback follows its line on a console, where a person reads it; in JSON it stays inside the line.
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        )
    ]


def _with_service(service: str) -> Processor:
    def add(_logger: object, _method: str, event: EventDict) -> EventDict:
        event.setdefault("service", service)
        return event

    return add


def _on_one_line(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Keeps a library's many-line message, or a forged line break in one, on a single line."""
    event["event"] = " ".join(str(event.get("event", "")).splitlines())
    return event
