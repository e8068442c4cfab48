"""A broker that is taken away from a running system, and what the system says of it meanwhile."""

import json
import os
import re
import signal
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime.running_system import RunningSystem, running_system
from services.runtime.settings import Settings
from tests.acceptance.up_process import Up
from tests.waiting import POLL, wait_for

AWAY = "no Kafka answers at "
BACK = "Kafka answers at "


def kill(broker: EmbeddedKafka) -> None:
    """Ends Kafka at once."""
    os.kill(broker.pid, signal.SIGKILL)
    wait_for(lambda: not broker.running, "Kafka is dead")


def hang(broker: EmbeddedKafka) -> None:
    """Keeps Kafka's port open and silent."""
    os.kill(broker.pid, signal.SIGSTOP)
    status = Path(f"/proc/{broker.pid}/status")
    wait_for(lambda: "\nState:\tT" in status.read_text(), "Kafka is stopped")


def wake(broker: EmbeddedKafka) -> None:
    """Undoes `hang`."""
    os.kill(broker.pid, signal.SIGCONT)


def told_system(up: Up) -> RunningSystem:
    """What `themewire up` tells of itself."""
    system = running_system(up.data)
    assert system is not None, up.words[-3000:]
    return system


def settings_of(up: Up) -> Settings:
    """The settings of the running system."""
    return Settings(data=up.data, **told_system(up).model_dump(exclude={"ready", "pids", "ops_ports"}))


def waits_for(ops_port: int) -> list[str]:
    """What /readyz waits for; nothing when the process is ready, ``"an answer"`` when it gives none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{ops_port}/readyz", timeout=2):
            return []
    except urllib.error.HTTPError as refused:
        assert refused.code == 503
        return list(json.load(refused)["waiting_for"])
    except OSError:
        return ["an answer"]


def not_ready_since(up: Up, until: float) -> Mapping[str, float]:
    """Watches the processes until a monotonic time: seconds from now until each was not ready for good."""
    began = time.monotonic()
    since: dict[str, float] = {}
    while (now := time.monotonic()) < until:
        for name, port in told_system(up).ops_ports.items():
            if waits_for(port):
                since.setdefault(name, now - began)
            else:
                since.pop(name, None)
        time.sleep(POLL)  # the pace of the watch
    return since


def lines_by_process(lines: Sequence[str]) -> Counter[str]:
    """How many lines each process showed, those of tracebacks too."""
    return Counter(line.split(maxsplit=1)[0] for line in lines if line.strip())


def restarts_by_process(lines: Sequence[str]) -> Counter[str]:
    """How often the supervisor started each again."""
    return Counter(found[1] for line in lines if (found := re.match(r"(\S+)\s+ended \(", line)))
