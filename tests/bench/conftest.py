"""A system of its own for each measurement."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.settings import Settings
from tests.acceptance.running import running
from tests.acceptance.system import System


@pytest.fixture
def system(settings: Settings, tmp_path: Path) -> Iterator[System]:
    with running(settings, tmp_path) as system:
        system.start_all()
        yield system
