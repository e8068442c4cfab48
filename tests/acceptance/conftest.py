"""Systems that a whole module of tests shares, since starting one takes seconds."""

from collections.abc import Iterator

import pytest

from tests.acceptance.running import whole_system
from tests.acceptance.system import System
from tests.acceptance.up_process import Up


@pytest.fixture(scope="module")
def system(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """All services, running and ready, on topics of the module's own."""
    with whole_system(kafka, tmp_path_factory.mktemp("system")) as system:
        yield system


@pytest.fixture
def ups() -> Iterator[list[Up]]:
    """Put in what was started, so that it ends with the test."""
    ups: list[Up] = []
    yield ups
    for up in ups:
        up.process.kill()
        up.process.wait()
