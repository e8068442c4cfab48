"""A system of a fault test: whatever becomes of the test, none of its processes is left, not even a stopped one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.runtime.settings import Settings
from tests.acceptance.system import System


@contextmanager
def running(settings: Settings, directory: Path, **changed: Any) -> Iterator[System]:
    """A system with no process yet, its logs and data below `directory`; `changed` are settings of its own.

    At the end of a block that did not fail, every process that still runs must stop cleanly.
    """
    directory.mkdir(exist_ok=True)
    system = System(settings.model_copy(update={"data": directory, **changed}), directory)
    try:
        yield system
        system.stop()
    finally:
        for process in system.processes:
            process.kill()
