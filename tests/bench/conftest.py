"""A system of its own for each measurement."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.settings import Settings
from tests.acceptance.system import System


@pytest.fixture
def system(settings: Settings, tmp_path: Path) -> Iterator[System]:
    running = System(settings, tmp_path)
    running.start_all()
    yield running
    running.stop()
