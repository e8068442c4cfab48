"""Systems that a whole module of tests shares, since starting one takes seconds."""

import uuid
from collections.abc import Iterator

import pytest

from services.runtime.settings import Settings
from tests.acceptance.system import System
from tests.acceptance.up_process import Up


@pytest.fixture(scope="module")
def system(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """All services, running and ready, on topics of the module's own."""
    directory = tmp_path_factory.mktemp("system")
    prefix = f"test-{uuid.uuid4().hex[:8]}-"
    running = System(Settings(broker=kafka, topic_prefix=prefix, data=directory), directory)
    running.start_all()
    yield running
    running.stop()


@pytest.fixture
def ups() -> Iterator[list[Up]]:
    """Put in what was started, so that it ends with the test."""
    ups: list[Up] = []
    yield ups
    for up in ups:
        up.process.kill()
        up.process.wait()
