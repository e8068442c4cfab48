"""What a feed may cost: entries beyond the most are left out and counted, nothing takes the square of its length.

Without the bounds the long ones take hours: then these tests end by the time limit of every test.
"""

import pytest

from services.ingest.feeds.feed import MOST_ENTRIES
from services.ingest.feeds.read_feed import read_feed
from tests.unit.ingest.feeds.guard import guard

HEAD = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>T</title>"
TAIL = "</channel></rss>"
BEYOND = 500
BIG = 500_000


def item(number: int, day: str = "") -> str:
    date = f"<pubDate>Mon, {day} Feb 2031 04:05:06 GMT</pubDate>" if day else ""
    return f"<item><guid>{number}</guid><title>t</title>{date}</item>"


def ids(items: list[str]) -> tuple[list[str], int]:
    feed = read_feed((HEAD + "".join(items) + TAIL).encode(), None, None, guard)
    assert feed.capped == (feed.left_out > 0)
    return [entry.id for entry in feed.entries], feed.left_out


def test_of_too_many_items_the_newest_are_taken_and_the_rest_is_counted() -> None:
    old = [item(number, "02") for number in range(BEYOND)]
    new = [item(number, "03") for number in range(BEYOND, BEYOND + MOST_ENTRIES)]
    taken, left_out = ids(old + new)
    assert left_out == BEYOND
    assert taken == [str(number) for number in range(BEYOND, BEYOND + MOST_ENTRIES)]


def test_without_dates_the_first_are_taken() -> None:
    taken, left_out = ids([item(number) for number in range(MOST_ENTRIES + BEYOND)])
    assert (taken[0], taken[-1], left_out) == ("0", str(MOST_ENTRIES - 1), BEYOND)


def test_json_feeds_and_sitemaps_are_capped_too() -> None:
    items = ",".join(f'{{"id": "{number}", "content_text": "t"}}' for number in range(MOST_ENTRIES + 1))
    pages = "".join(f"<url><loc>https://a.example/{number}</loc></url>" for number in range(MOST_ENTRIES + 1))
    for document in (f'{{"version": "x", "items": [{items}]}}', f"<urlset>{pages}</urlset>"):
        feed = read_feed(document.encode(), None, None, guard)
        assert (len(feed.entries), feed.left_out) == (MOST_ENTRIES, 1)


@pytest.mark.parametrize(
    "inner",
    [
        f"<author>{'a' * BIG}</author>",
        f"<author>{'a@' * (BIG // 2)}</author>",
        "".join(f"<category>{number}</category>" for number in range(BIG // 40)),
        f"<description>{' ' * BIG}</description>",
        f"<description>{'&lt;!--' * (BIG // 6)}</description>",
        f"<description><![CDATA[{'<!--' * (BIG // 4)}]]></description>",
        f"<description a='{'b' * BIG}'>d</description>",
        f"<description {' '.join(f'a{number}=1' for number in range(BIG // 10))}>d</description>",
    ],
    ids=lambda inner: inner[:25],
)
def test_a_costly_item_costs_only_itself(inner: str) -> None:
    taken, _ = ids([item(1), f"<item><guid>2</guid><title>costly</title>{inner}</item>", item(3)])
    assert {"1", "3"} <= set(taken)


def test_json_feeds_html_is_bounded_as_well() -> None:
    for html in (" " * BIG, "<!--" * (BIG // 4)):
        document = f'{{"items": [{{"id": "1", "content_html": "{html}"}}, {{"id": "2"}}]}}'
        assert len(read_feed(document.encode(), None, None, guard).entries) == 2


def test_comments_go_and_what_stands_around_them_stays() -> None:
    text = "&lt;p&gt;one &lt;!-- two --&gt;three &lt;!-- never closed"
    feed = read_feed(f"{HEAD}<item><description>{text}</description></item>{TAIL}".encode(), None, None, guard)
    content = feed.entries[0].content_html or ""
    assert "one" in content and "three" in content and "two" not in content
