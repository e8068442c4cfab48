"""`themewire feeds` on a real Kafka, as a process of its own. The poller's word is written by the test: what is shown
here is how it is asked, awaited and read, not that it visits feeds."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.ingest.feeds.feed_state import FeedOptions, FeedState
from services.ingest.feeds.requests import Subscribe, Unsubscribe, feed_id
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.feed_topics import requests, written
from tests.acceptance.test_send import environment
from tests.waiting import until

URL = "https://gazette.example/feed.xml"
NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
COMMAND = [sys.executable, "-c", "from services.cli.main import main; main()", "feeds"]


@pytest.fixture
async def topics(settings: Settings) -> None:
    await ensure_topics(settings)


def state(url: str = URL, **fields: Any) -> FeedState:
    return FeedState(**{"url": url, "subscribed_at": NOW, "next_visit_at": NOW, **fields})


async def themewire_feeds(settings: Settings, *arguments: str | Path, stdin: bytes = b"") -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""

    def run() -> subprocess.CompletedProcess[bytes]:
        command = [*COMMAND, *map(str, arguments)]
        return subprocess.run(
            command, input=stdin, env=environment(settings), capture_output=True, timeout=90, check=False
        )

    done = await asyncio.to_thread(run)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.usefixtures("topics")
async def test_a_feed_is_added_once_the_poller_has_taken_it(settings: Settings) -> None:
    adding = asyncio.create_task(
        themewire_feeds(settings, "add", URL, "--fetch", "full", "--publisher", "Gazette", "--timeout", "60")
    )

    async def asked() -> list[Any]:
        return [request for request in await requests(settings) if isinstance(request, Subscribe)]

    [request] = await until(asked, "the command has asked")
    assert (request.url, request.options) == (URL, FeedOptions(fetch="full", publisher="Gazette"))
    assert not adding.done()
    await written(settings, [(URL, state())])  # the feed as it was before, with other options
    await written(settings, [(URL, state(options=request.options))])
    code, out, err = await adding
    assert (code, json.loads(out)) == (0, {"id": feed_id(URL), "url": URL, "asked": "subscribe", "taken": True})
    assert "first visit" in err


@pytest.mark.usefixtures("topics")
async def test_without_a_poller_the_request_is_kept_and_the_command_says_so(settings: Settings) -> None:
    code, out, err = await themewire_feeds(settings, "add", URL, "--timeout", "1")
    assert (code, json.loads(out)["taken"]) == (3, False)
    assert "start it with `themewire up`" in err
    code, out, _ = await themewire_feeds(settings, "add", URL, "--no-wait")
    assert (code, json.loads(out)) == (0, {"id": feed_id(URL), "url": URL, "asked": "subscribe"})
    assert [request.url for request in await requests(settings)] == [URL, URL]


@pytest.mark.usefixtures("topics")
async def test_a_bad_address_is_named_and_nothing_is_asked(settings: Settings) -> None:
    code, out, err = await themewire_feeds(settings, "add", URL, "http://127.0.0.1/feed")
    assert (code, out) == (1, "")
    assert "loopback" in err
    assert "THEMEWIRE_FETCH_PRIVATE_NETWORKS" in err
    assert await requests(settings) == []


@pytest.mark.usefixtures("topics")
async def test_feeds_are_listed_shown_exported_and_removed(settings: Settings) -> None:
    failing = "https://gazette.example/gone"
    await written(
        settings,
        [
            (URL, state(visits=2, moved_to="https://gazette.example/found.xml")),
            (failing, state(failing, visits=1, failures=1, last_status=404, last_error="404: there is no feed")),
        ],
    )
    code, out, _ = await themewire_feeds(settings, "list")
    assert code == 0
    assert [(f["url"], f["status"]) for f in map(json.loads, out.splitlines())] == [(URL, "ok"), (failing, "failing")]
    _, out, _ = await themewire_feeds(settings, "list", "--failing", "--json")
    assert [json.loads(line)["error"] for line in out.splitlines()] == ["404: there is no feed"]
    _, out, _ = await themewire_feeds(settings, "status", URL)
    assert json.loads(out)["found_at"] == "https://gazette.example/found.xml"
    _, out, _ = await themewire_feeds(settings, "status")
    assert out.startswith("2 feeds: 1 ok, 1 failing; ")
    _, exported, _ = await themewire_feeds(settings, "export")
    assert URL in exported
    assert failing in exported

    removing = asyncio.create_task(themewire_feeds(settings, "remove", feed_id(failing), URL, "--timeout", "60"))

    async def asked() -> bool:
        return len(await requests(settings)) == 2

    await until(asked, "the command has asked")
    assert {(type(r), r.url) for r in await requests(settings)} == {(Unsubscribe, URL), (Unsubscribe, failing)}
    await written(settings, [(URL, None), (failing, None)])
    code, out, _ = await removing
    assert (code, [json.loads(line)["taken"] for line in out.splitlines()]) == (0, [True, True])
    code, _, err = await themewire_feeds(settings, "remove", URL)
    assert code == 1
    assert f"no feed {URL}" in err


@pytest.mark.usefixtures("topics")
async def test_a_list_is_imported_and_what_is_wrong_in_it_is_named_by_line(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(f'<opml version="2.0"><body>\n<outline xmlUrl="ftp://a"/>\n<outline xmlUrl="{URL}"/></body></opml>')
    code, out, err = await themewire_feeds(settings, "import", file, "--no-wait")
    assert (code, json.loads(out)["url"]) == (1, URL)
    assert "line 2" in err
    code, out, err = await themewire_feeds(settings, "import", "-", "--no-wait", stdin=b"<opml>\n<body>\n</opml>")
    assert (code, out) == (1, "")
    assert "nothing was asked for: -: line 3" in err
    assert [request.url for request in await requests(settings)] == [URL]


async def test_a_kafka_without_the_topics_is_named_with_the_remedy(settings: Settings) -> None:
    for arguments in (["add", URL], ["list"], ["export"], ["remove", URL]):
        code, out, err = await themewire_feeds(settings, *arguments)
        assert (code, out) == (1, "")
        assert "themewire topics" in err
        assert "Traceback" not in err
