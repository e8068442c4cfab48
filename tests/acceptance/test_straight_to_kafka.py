"""Producers that know nothing of us, by the very commands of the page: their documents end in the view."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.article_id import article_id_of
from schemas.topics import ARTICLES_RAW
from tests.acceptance.system import System
from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "services" / "ingest" / "straight_to_kafka.md").read_text(encoding="utf-8")
COMMANDS = dict(re.findall(r"^```\w+ ([\w-]+)\n(.*?)^```$", PAGE, re.M | re.S))

# Whoever starts first on a new broker meets a group coordinator that is still being made.
pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")

DOCUMENT = """<!doctype html>
<html lang="en"><head><title>{headline}</title>
<meta property="og:title" content="{headline}">
<meta property="article:published_time" content="2031-05-05T01:00:00+02:00"></head>
<body><article><h1>{headline}</h1>
<p>The ferry company of Port Selby stopped all crossings on Sunday night after two pier bolts broke.</p>
<p>Engineers of the port authority expect the ferries to sail again within a week.</p></article></body></html>
"""


def run(system: System, directory: Path, *command: str) -> None:
    """Runs a command of the page where the page says it runs: beside .venv and page.html."""
    (directory / ".venv").symlink_to(sys.prefix)
    environment = {
        **os.environ,
        "BROKER": str(system.settings.broker),
        "TOPIC": system.settings.topic(ARTICLES_RAW),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "error" not in (done.stdout + done.stderr).lower()


def document(directory: Path, name: str) -> str:
    """Writes page.html; its headline."""
    headline = f"Ferries stand still, {name} reports"
    (directory / "page.html").write_text(DOCUMENT.format(headline=headline), encoding="utf-8")
    return headline


def assert_in_the_view(system: System, name: str, headline: str) -> None:
    article_id = article_id_of(f"https://gazette.example/by-{name}")
    article = wait_for(lambda: system.get(f"/v1/articles/{article_id}"), f"the document of {name} is in the view")
    assert article is not None
    assert article["headline"] == headline
    assert wait_for(lambda: system.get(f"/v1/articles/{article_id}/related"), "it has a record of related headlines")


def test_kcat(system: System, tmp_path: Path) -> None:
    if not shutil.which("kcat"):
        pytest.skip("kcat is not installed here: its command on the page was not run")
    headline = document(tmp_path, "kcat")
    run(system, tmp_path, "bash", "-euo", "pipefail", "-c", COMMANDS["kcat"])
    assert_in_the_view(system, "kcat", headline)


def test_a_bare_aiokafka_producer(system: System, tmp_path: Path) -> None:
    headline = document(tmp_path, "aiokafka")
    run(system, tmp_path, sys.executable, "-c", COMMANDS["aiokafka"])
    assert_in_the_view(system, "aiokafka", headline)


def test_the_java_console_producer(system: System, tmp_path: Path) -> None:
    headline = document(tmp_path, "console")
    run(system, tmp_path, "bash", "-euo", "pipefail", "-c", COMMANDS["console-producer"])
    assert_in_the_view(system, "console", headline)


def test_every_command_of_the_page_is_run() -> None:
    assert sorted(COMMANDS) == ["aiokafka", "console-producer", "kcat"]
    assert PAGE.count("\n```") == 2 * len(COMMANDS)
