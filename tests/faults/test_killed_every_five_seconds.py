"""`kill -9` every 5 s under load, of each process of `themewire up`, Kafka too: nothing is lost, and it is soon back.

Back means, within 15 s of the last kill and while the load goes on: every process is ready; a document sent after that
kill has its 2xx; and it is in the view, or, where the kills left a backlog, the backlog shrinks.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from services.runtime.running_system import RunningSystem, running_system
from services.runtime.settings import Settings
from tests.acceptance.up_process import Up, ready_up
from tests.faults.checker import assert_nothing_lost
from tests.faults.kill_loop import EVERY, Killer
from tests.faults.length import lasting, only_long
from tests.faults.load import Load
from tests.faults.progress import all_ready, in_view, left_to_do
from tests.faults.view_life import ViewLife
from tests.waiting import wait_for

RATE = lasting(40, 20)
"""Documents/s."""
BACK_WITHIN = 15.0
BACKLOG = 5 * RATE
"""More documents than this waiting are a backlog: an article is then not in the view within seconds."""
PATIENCE = 120.0
"""Seconds after which a system that is not back is given up."""
CATCHES_UP_WITHIN = 600.0

pytestmark = [
    pytest.mark.timeout(1500),
    # The test's own clients, while Kafka is away or a topic's leader is being made.
    pytest.mark.allows_log("aiokafka"),
]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """A system on a Kafka of its own, as `themewire up --indexers 2` starts it."""
    with ready_up(tmp_path, "--indexers", "2", THEMEWIRE_PARTITIONS="4") as up:
        yield up


def settings_of(up: Up) -> Settings:
    system = running_system(up.data)
    assert system is not None
    return Settings(
        data=up.data, **system.model_dump(include=set(RunningSystem.model_fields) & set(Settings.model_fields))
    )


def killed_under_load(up: Up, names: Sequence[str], seconds: float, measured: Callable[[str], None]) -> None:
    settings = settings_of(up)
    killer, view = Killer(up), ViewLife(settings, up)
    with Load(settings, RATE) as load:
        wait_for(lambda: load.acknowledged > RATE, "the load is under way")
        killer.kill_every_five_seconds([[name] for name in names], seconds, before=view.remember)
        sent = load.acknowledged
        back, waiting = until_back(killer.last_at, up, settings, load)
    assert killer.kills.total() == seconds // EVERY
    ended = sum(up.words.count(f"{name:<9} ended (signal 9)") for name in names)
    assert ended == killer.kills.total(), "each kill was a kill: the supervisor saw the process end by signal 9"
    started = time.monotonic()
    assert_nothing_lost(settings, load.history, within=CATCHES_UP_WITHIN)
    view.assert_it_went_on()
    measured(
        f"{killer.kills.total()} kills; {sent} acknowledged by then, {waiting} left to do;"
        f" back after {back:.1f} s; all checked {time.monotonic() - started:.0f} s later:"
        f" {load.acknowledged} acknowledged, {load.refused} sendings without a 2xx; {view.told}"
    )
    assert up.interrupt() == 0, up.words
    assert back <= BACK_WITHIN, f"back {back:.1f} s after the last kill"


def until_back(killed_at: float, up: Up, settings: Settings, load: Load) -> tuple[float, list[int]]:
    """Seconds from the last kill until it is back, see above, and what was left to do at some moments meanwhile."""
    probe = load.send_one(within=PATIENCE)
    wait_for(lambda: all_ready(up), "every process is ready", PATIENCE)
    waiting: list[int] = []

    def at_work() -> bool:
        if (now := asyncio.run(left_to_do(settings))) is not None:
            waiting.append(now)
        return in_view(settings, probe) or (bool(waiting) and BACKLOG < waiting[-1] < max(waiting))

    wait_for(at_work, f"{probe} is in the view, or a backlog shrinks", PATIENCE)
    return time.monotonic() - killed_at, waiting


def test_each_in_turn(up: Up, measured: Callable[[str], None]) -> None:
    names = ["ingest", "view", "kafka", "indexer-1", "parser", "indexer-2"]
    killed_under_load(up, names, lasting(180, len(names) * EVERY), measured)


@only_long
@pytest.mark.parametrize(
    "names",
    [["parser"], ["indexer-1", "indexer-2"], ["view"], ["ingest"], ["kafka"]],
    ids=lambda names: names[0].partition("-")[0],
)
def test_one_of_them(names: list[str], up: Up, measured: Callable[[str], None]) -> None:
    killed_under_load(up, names, 180, measured)
