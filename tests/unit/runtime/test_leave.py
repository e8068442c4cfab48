import json
import subprocess
import sys

LEAVING = """
import atexit
from services.runtime.leave import leave
from services.runtime.logs import configure_logging
from services.runtime.settings import Settings
configure_logging(Settings(log_format="json"), "indexer")
atexit.register(print, "a clean stop ran")
try:
    raise ERROR
except Exception as error:
    try:
        leave("state is ahead", error)
    finally:
        print("a finally block ran")
"""


def test_leaving_is_one_critical_line_and_no_clean_stop() -> None:
    event = left_with('ValueError("cause")')
    assert (event["level"], event["reason"], event["service"]) == ("critical", "state is ahead", "indexer")
    assert "ValueError: cause" in event["exception"]


def test_that_another_owner_took_over_is_said_without_a_traceback() -> None:
    event = left_with('__import__("aiokafka").errors.ProducerFenced()')
    assert "ProducerFenced" in event["cause"]
    assert "exception" not in event


def left_with(error: str) -> dict[str, str]:
    """The one line of a process that leaves because of an error, given as an expression."""
    program = LEAVING.replace("ERROR", error)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 70
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    return dict(json.loads(line))
