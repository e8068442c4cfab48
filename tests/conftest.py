"""What every ring shares: one real Kafka per session, settings of its own per test, and a watch over the log.

- `kafka`: "host:port" of the embedded Kafka, started once per session; THEMEWIRE_TEST_KAFKA=host:port uses another.
- `settings`: settings on that Kafka with a topic prefix of the test's own, so that tests do not meet.
- `measured`: shows a figure at the end of the run.
- Every record logged at WARNING or above, by us or by a library, fails the test, unless the test says beforehand
  ``@pytest.mark.expects_log("part of the message")``, which fails when it was *not* logged, or, where a race decides,
  ``@pytest.mark.allows_log("part of the message")``. Child processes log for themselves and are not heard here.
"""

import logging
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog

from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime.settings import PREFIX, Settings

# No test asserts a time, and the first example of a property may be the one that loads word lists.
hypothesis.settings.register_profile("themewire", deadline=None)
hypothesis.settings.load_profile("themewire")

ALWAYS_ALLOWED = ("NotLeaderForPartitionError", "NotEnoughReplicasError")
"""Said by aiokafka, which then tries again, about a topic created a moment ago, whose leader is known before it is
ready, and about a transaction that begins while the coordinator still finishes the former one (see runtime/logs.py)."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expects_log(text): a warning or error that holds the text must be logged")
    config.addinivalue_line("markers", "allows_log(text): a warning or error that holds the text may be logged")
    for variable in [name for name in os.environ if name.startswith(PREFIX) and name != "THEMEWIRE_TEST_KAFKA"]:
        del os.environ[variable]  # a developer's own settings are not the tests'


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where processes share the rings, acceptance comes first: a file of it that takes a minute is then no tail
    that one process works on alone. Within a ring the order stays random."""
    items.sort(key=lambda item: "acceptance" not in item.path.parts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what tests measured, also when several processes share them."""
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, text in report.user_properties if report.when == "call" else ():
            if name == "measured":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {text}")


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line that the closing summary shows under the test's name."""
    return lambda text: request.node.user_properties.append(("measured", text))


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """host:port of a Kafka for the whole session."""
    if running := os.environ.get("THEMEWIRE_TEST_KAFKA"):
        yield running
        return
    broker = EmbeddedKafka(tmp_path_factory.mktemp("kafka"))
    broker.start()
    yield broker.bootstrap
    broker.stop()


@pytest.fixture
def settings(kafka: str, tmp_path: Path) -> Settings:
    """Settings of one test: own topics, own directory, free ports."""
    return Settings(
        broker=kafka,
        topic_prefix=f"test-{uuid.uuid4().hex[:8]}-",
        data=tmp_path,
        ingest_port=0,
        view_port=0,
        ops_port=0,
    )


class _Heard(logging.Handler):
    """Keeps what was logged from WARNING on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def watched_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test for warnings and errors that it did not announce, and for announced ones that did not come."""
    structlog.configure(
        processors=[structlog.processors.KeyValueRenderer(key_order=["event"])],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    heard = _Heard()
    root = logging.getLogger()
    root.addHandler(heard)
    yield
    root.removeHandler(heard)
    expected = [str(mark.args[0]) for mark in request.node.iter_markers("expects_log")]
    allowed = [*ALWAYS_ALLOWED, *expected, *(str(mark.args[0]) for mark in request.node.iter_markers("allows_log"))]
    unannounced = [line for line in heard.lines if not any(text in line for text in allowed)]
    missing = [text for text in expected if not any(text in line for line in heard.lines)]
    assert not unannounced, "logged and not announced by expects_log: " + "\n".join(unannounced)
    assert not missing, f"announced by expects_log and not logged: {missing}"
