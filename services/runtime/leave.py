"""The way out of a process whose state can no longer be trusted."""

import logging
import os
from typing import NoReturn

import structlog

from services.runtime.broker_errors import broker_failure, fencing, lost_connection

EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h: the supervisor restarts a process that ends with it."""


def leave(reason: str, error: BaseException | None = None) -> NoReturn:
    """Ends the process at once, without the clean stop that would flush or commit anything. Never returns.

    What was committed stays; what was open is aborted by the next owner. The reason is logged as one critical line,
    with the error's traceback unless it only says that a broker went away or failed, or that another owner took over.
    """
    plain = lost_connection(error) or fencing(error) or broker_failure(error)
    what = {"cause": repr(plain)} if plain else {"exc_info": error}
    try:
        structlog.get_logger("themewire.leave").critical("leaving", reason=reason, **what)
        logging.shutdown()
    finally:
        os._exit(EXIT_CODE)
