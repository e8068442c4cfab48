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
    raise ValueError("cause")
except ValueError as error:
    try:
        leave("state is ahead", error)
    finally:
        print("a finally block ran")
"""


def test_leaving_is_one_critical_line_and_no_clean_stop() -> None:
    done = subprocess.run([sys.executable, "-c", LEAVING], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 70
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    event = json.loads(line)
    assert (event["level"], event["reason"], event["service"]) == ("critical", "state is ahead", "indexer")
    assert "ValueError: cause" in event["exception"]
