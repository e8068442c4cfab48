"""Systems that last as long as a block: whatever becomes of it, none of their processes is left, not even a stopped
one."""

import uuid
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


@contextmanager
def whole_system(kafka: str, directory: Path, **own: Any) -> Iterator[System]:
    """All services, running and ready, on topics of their own; `own` are settings beyond the defaults."""
    settings = Settings(broker=kafka, topic_prefix=f"test-{uuid.uuid4().hex[:8]}-", **own)
    with running(settings, directory) as system:
        system.start_all()
        yield system
