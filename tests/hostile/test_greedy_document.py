"""A document that a parser process has not the memory for costs only itself."""

import pytest

from schemas.topics import ARTICLES_RAW
from services.runtime.quiescence import wait_until_quiescent
from tests.acceptance.system import System
from tests.hostile.conftest import in_the_view, still_there
from tests.hostile.must_reject import TOO_GREEDY
from tests.hostile.on_the_log import dead_letters, neighbour, put

SETTINGS = {"parse_memory": 560 << 20}

# Whoever asks first on a new broker meets a group coordinator that is still being made.
pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")


async def test_it_is_rejected_and_its_neighbours_arrive(system: System) -> None:
    (before, before_put), (after, after_put) = neighbour(1), neighbour(2)
    _, place, _ = await put(system.settings, ARTICLES_RAW, [before_put, TOO_GREEDY.put, after_put])
    await wait_until_quiescent(system.settings, 60)
    ((found, (letter,)),) = (await dead_letters(system.settings)).items()
    assert found == place
    assert (letter.key, letter.value, letter.stage) == (TOO_GREEDY.put.key, TOO_GREEDY.value, TOO_GREEDY.stage)
    assert TOO_GREEDY.reason in letter.reason
    for article_id in (before, after):
        in_the_view(system, article_id)
    still_there(system)
