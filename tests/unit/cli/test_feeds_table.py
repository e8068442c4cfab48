"""How `themewire feeds` shows feeds: the sum, the lag, and one JSON object a line where there is no terminal."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.cli.feeds_table import fields, moment, show, span, summary
from services.ingest.feeds.feed_state import FeedState
from services.ingest.subscriptions.shown_feed import ShownFeed, shown

NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


def feed(**state: Any) -> ShownFeed:
    url = state.pop("url", "https://a.example/")
    due = {"next_visit_at": NOW + timedelta(hours=1), **state}
    return shown("0" * 32, FeedState(url=url, subscribed_at=NOW, **due), NOW)


def test_the_sum_tells_how_far_the_poller_lags() -> None:
    feeds = [
        feed(),
        feed(visits=1, next_visit_at=NOW - timedelta(minutes=12)),
        feed(visits=2, failures=1, next_visit_at=NOW - timedelta(seconds=5)),
        feed(visits=1, gone=True, next_visit_at=None),
    ]
    assert summary(feeds, NOW) == (
        "4 feeds: 1 new, 1 ok, 1 failing, 1 gone; 2 due and not visited, the longest for 12 min"
    )
    assert summary(feeds[:1], NOW) == "1 feeds: 1 new; none due"
    assert summary([], NOW) == "no feeds"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (172_800, "2 days")]
)
def test_spans(seconds: float, said: str) -> None:
    assert span(seconds) == said
    assert moment(NOW + timedelta(seconds=seconds), NOW) == (f"in {said}" if seconds else "0 s ago")


def test_where_there_is_no_terminal_each_feed_is_a_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    show([feed(), feed(url="https://b.example/")], NOW, as_json=False)
    assert [json.loads(line)["url"] for line in capsys.readouterr().out.splitlines()] == [
        "https://a.example/",
        "https://b.example/",
    ]


def test_what_publishers_write_is_no_markup_of_ours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    one = feed(visits=1, failures=1, last_error="404: [bold]no feed[/]", moved_to="https://a.example/[link]")
    show([one], NOW, as_json=False)
    fields(one)
    said = capsys.readouterr().out
    assert said.count("404: [bold]no feed[/]") == 2
    assert said.count("https://a.example/[link]") == 2
    assert "1 feeds: 1 failing; none due" in said
