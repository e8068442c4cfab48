"""Logs as another process writes them, since configuring them changes the whole process."""

import json
import subprocess
import sys

LINES = """
import logging, sys, warnings
import structlog
from services.runtime.logs import configure_logging
from services.runtime.settings import Settings
configure_logging(Settings(log_format=sys.argv[1], log_level=sys.argv[2]), "parser")
structlog.get_logger().info("shard recovered", partition=3, note="two\\nlines")
structlog.get_logger("ours").debug("detail")
logging.getLogger("library").info("library says %d\\nforged line", 7)
logging.getLogger("aiokafka.consumer").info("noise")
logging.getLogger("aiokafka.consumer").warning("fetch failed")
warnings.warn("old way")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger().exception("broken")
"""


def logged(log_format: str, level: str = "info") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LINES, log_format, level], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_is_one_object_per_event_from_every_logger() -> None:
    events = [json.loads(line) for line in logged("json")]
    assert {event["service"] for event in events} == {"parser"}
    recovered, library, fetch, warned, broken = events
    assert (recovered["event"], recovered["partition"], recovered["level"]) == ("shard recovered", 3, "info")
    assert recovered["timestamp"].endswith("Z")
    assert (library["event"], library["logger"]) == ("library says 7 forged line", "library")
    assert (fetch["event"], fetch["level"]) == ("fetch failed", "warning")
    assert "old way" in warned["event"]
    assert broken["exception"].endswith("ZeroDivisionError: division by zero")


def test_console_is_one_line_per_event_with_a_traceback_after_its_line() -> None:
    lines = logged("console")
    assert "shard recovered" in lines[0]
    assert "partition=3" in lines[0]
    assert "library says 7 forged line" in lines[1]
    assert "fetch failed" in lines[2]
    assert "broken" in lines[4]
    assert lines[5].startswith("Traceback")
    assert "\x1b" not in "".join(lines)


def test_level_holds_for_our_own_events_and_never_lowers_the_libraries() -> None:
    assert any("detail" in line for line in logged("json", "debug"))
    assert not any("noise" in line for line in logged("json", "debug"))
    assert [json.loads(line)["event"] for line in logged("json", "error")] == ["broken"]
