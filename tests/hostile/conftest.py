"""One running system a module; `SETTINGS` in the module are its settings beyond the defaults."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.running import whole_system
from tests.acceptance.system import System
from tests.waiting import wait_for


@pytest.fixture(scope="module")
def system(kafka: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[System]:
    """All services, running and ready, on topics of the module's own; none of them may have left at the end."""
    own = getattr(request.module, "SETTINGS", {})
    with whole_system(kafka, tmp_path_factory.mktemp("system"), **own) as system:
        yield system
        still_there(system)


def still_there(system: System) -> None:
    """The processes that were started still run (nothing restarts them here) and are ready."""
    for service in system.processes:
        assert service.ready(), f"{service.name} is not ready"


def in_the_view(system: System, article_id: str) -> dict[str, Any]:
    """The article as readers are shown it, once it has arrived."""
    shown = wait_for(lambda: system.get(f"/v1/articles/{article_id}"), f"article {article_id} is in the view")
    assert shown is not None
    return shown
