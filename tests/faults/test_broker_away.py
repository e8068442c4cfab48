"""The broker is away under load: ingest says so, nobody lies, the log stays readable, and all is well soon after."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from services.broker.embedded_kafka import EmbeddedKafka
from tests.acceptance.up_process import Up, ready_up
from tests.faults import outage
from tests.faults.checker import assert_nothing_lost
from tests.faults.length import lasting, only_long
from tests.faults.load import Answer, Load
from tests.faults.progress import all_ready, in_view
from tests.waiting import wait_for

PROCESSES = {"ingest", "poller", "parser", "indexer-1", "indexer-2", "view"}
RATE = 10.0
AWAY_FOR = lasting(60, 15)
REFUSED_WITHIN = 10.0
"""Seconds from the outage's begin until ingest refuses, and for every refusal."""
WELL_WITHIN = 60.0
"""Seconds from the broker's return until all is well."""
LINES = 25 * max(1, AWAY_FOR / 60)
"""Of one process from the begin to the end, with the traceback of one that leaves."""
RESTARTS = 2
"""Of one process: it may leave once while the broker is away, and once when it is back and its time was over."""

pytestmark = [
    pytest.mark.timeout(500),
    # The test's own clients, when the broker has just come back.
    pytest.mark.allows_log("aiokafka"),
]


@pytest.fixture
def up(tmp_path: Path, broker: EmbeddedKafka) -> Iterator[Up]:
    """A system on the broker, as `THEMEWIRE_BROKER=... themewire up --indexers 2` starts it."""
    with ready_up(tmp_path, "--indexers", "2", THEMEWIRE_BROKER=broker.bootstrap) as up:
        yield up


@pytest.mark.parametrize(
    ("take_away", "bring_back"),
    [
        pytest.param(outage.kill, EmbeddedKafka.restart, id="killed"),
        pytest.param(outage.hang, outage.wake, id="hangs", marks=only_long),
    ],
)
def test_all_say_so_and_all_is_well_soon_after(
    up: Up,
    broker: EmbeddedKafka,
    take_away: Callable[[EmbeddedKafka], None],
    bring_back: Callable[[EmbeddedKafka], None],
    measured: Callable[[str], None],
) -> None:
    settings = outage.settings_of(up)
    with Load(settings, RATE) as load:
        article = load.send_one()
        wait_for(lambda: in_view(settings, article), "an article is in the view before")
        before = len(up.words)
        take_away(broker)
        begin = time.monotonic()
        not_ready = outage.not_ready_since(up, begin + AWAY_FOR)
        returning = time.monotonic()
        bring_back(broker)
        back = time.monotonic()
        wait_for(lambda: all_ready(up), "every process is ready", WELL_WITHIN)
        article = load.send_one()
        wait_for(lambda: in_view(settings, article), "a fresh article is in the view", WELL_WITHIN)
        well_after = time.monotonic() - back
    shown = up.words[before:].splitlines()
    assert_nothing_lost(settings, load.history)

    during = [a for a in load.answers if begin < a.asked and a.asked + a.seconds < returning]
    assert_refused(during, begin)
    assert set(not_ready) == PROCESSES, f"ready without a broker: {PROCESSES - set(not_ready)}"
    assert max(not_ready.values()) < REFUSED_WITHIN, not_ready
    assert well_after < WELL_WITHIN
    lines, restarts = outage.lines_by_process(shown), outage.restarts_by_process(shown)
    assert_readable(shown, lines, restarts, broker.bootstrap)
    assert not {name: count for name, count in restarts.items() if count > RESTARTS}, shown
    assert up.interrupt() == 0, up.words
    measured(
        f"away for {AWAY_FOR:g} s: {len(during)} refused, not ready after {max(not_ready.values()):.1f} s,"
        f" well {well_after:.1f} s after; lines {dict(lines)}, restarts {dict(restarts)}"
    )


def assert_refused(during: Sequence[Answer], begin: float) -> None:
    """Every document was refused in time, and was told when to come back."""
    assert {answer.status for answer in during} == {503}
    assert all(answer.retry_after and answer.retry_after >= 1 for answer in during)
    assert max(answer.seconds for answer in during) < REFUSED_WITHIN
    assert min(answer.asked + answer.seconds for answer in during) - begin < REFUSED_WITHIN


def assert_readable(shown: Sequence[str], lines: Counter[str], restarts: Counter[str], address: str) -> None:
    """Each process said once, and in an hour not sixty times, that the broker is away, and then that it is back."""
    assert not {name: count for name, count in lines.items() if count > LINES}, "\n".join(shown)
    for name in PROCESSES:
        said = [line for line in shown if line.split(maxsplit=1)[0] == name]
        away = [line for line in said if f"{outage.AWAY}{address} (THEMEWIRE_BROKER)" in line]
        back = [line for line in said if f"{outage.BACK}{address} " in line and outage.AWAY not in line]
        assert 1 <= len(away) <= 3, (name, away)
        # One that was started again may never have missed the broker, or may have missed it again.
        assert (0 if restarts[name] else 1) <= len(back) <= 1 + restarts[name], (name, back)
        assert not back or (said.index(away[0]) < said.index(back[0]))
