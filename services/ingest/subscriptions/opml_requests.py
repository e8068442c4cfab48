"""A subscription list (OPML) -> the poller's requests, and the outlines that give none. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.opml import OpmlError, Outline, read_opml, write_opml
from services.ingest.feeds.requests import Subscribe
from services.ingest.fetch.xml_guard import XmlRefused, guarded_xml
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.checked_subscription import subscribe_request

EXPORTED_AS = "Themewire's feeds"


@dataclass(frozen=True, slots=True)
class OutlineRequest:
    """What becomes of an outline, with its address, or its line where it names no address that can be read."""

    outcome: Subscribe | Refusal
    url: str | None = None
    line: int | None = None


def opml_requests(
    data: bytes, *, fetch: Literal["entry", "full"], at: datetime, allow_private: bool
) -> Iterator[OutlineRequest]:
    """The outlines that cannot be feeds, then the others in the file's order, `fetch` being every feed's option.

    Raises `Refusal` (422) for what is no subscription list, before the first outline is given. The names in a list are
    feeds' titles: they say nothing of the publisher.
    """
    try:
        found = read_opml(data, _guarded)
    except (OpmlError, XmlRefused) as error:
        raise Refusal(422, "bad-opml", str(error)) from error
    return _requests(found.feeds, found.refused, fetch, at, allow_private)


def exported(states: Iterator[FeedState]) -> bytes:
    """Every feed by the address subscribed to, in the order of the addresses, as OPML."""
    feeds = sorted((Outline(state.url, state.options.publisher) for state in states), key=lambda feed: feed.url)
    return write_opml(feeds, EXPORTED_AS)


def _guarded(data: bytes) -> bytes:
    return guarded_xml(data).data


def _requests(
    feeds: tuple[Outline, ...],
    refused: tuple[tuple[int, str], ...],
    fetch: Literal["entry", "full"],
    at: datetime,
    allow_private: bool,
) -> Iterator[OutlineRequest]:
    for line, why in refused:
        yield OutlineRequest(Refusal(422, "bad-feed-url", f"line {line}: {why}: correct its xmlUrl"), line=line)
    for feed in feeds:
        outcome: Subscribe | Refusal
        try:
            outcome = subscribe_request(feed.url, fetch=fetch, at=at, allow_private=allow_private)
        except Refusal as error:
            outcome = error
        yield OutlineRequest(outcome, url=feed.url)
