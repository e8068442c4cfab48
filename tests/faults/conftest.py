"""A Kafka of a test's own, to be killed, stopped and brought back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.broker.embedded_kafka import EmbeddedKafka


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedKafka]:
    """Started; stopped after the test, also when that left it frozen."""
    own = EmbeddedKafka(tmp_path / "kafka")
    own.start()
    yield own
    if own.running:
        os.kill(own.pid, signal.SIGCONT)
    own.stop()
