"""A visit's outcome and the state of its feed -> the state after it, and what goes to articles.raw. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from services.ingest.feeds.feed import MOST_ENTRIES, Entry, Feed
from services.ingest.feeds.feed_state import FeedState, Lease
from services.ingest.feeds.fresh_entries import Fresh, fresh_entries
from services.ingest.feeds.item_message import item_message
from services.ingest.feeds.next_step import next_step
from services.ingest.feeds.revisit import SHORTEST
from services.ingest.feeds.visit import Answer, Reading
from services.ingest.feeds.websub import HubAndTopic, discovered, must_ask
from services.ingest.poller.visited import Brought, LinkedPage, Visited
from services.ingest.raw_message import RawMessage, document_message


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every feed: bytes of a document, the longest time between visits, whether hubs are asked."""

    document_limit: int
    visit_within: timedelta
    websub: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The state after a visit, what it brought for articles.raw, and the lease to ask the feed's hub for."""

    state: FeedState
    messages: tuple[RawMessage, ...] = ()
    new: int = 0
    changed: int = 0
    lease: Lease | None = None
    """Part of `state` already: the hub's question for it comes after it was written."""


def taken_in(state: FeedState, visited: Visited, terms: Terms) -> TakenIn:
    """Takes the visit in. What was remembered meanwhile counts, not what was when the visit began."""
    outcome = visited.outcome
    if not isinstance(outcome, Brought):
        return TakenIn(_in_time(next_step(state, outcome, visited.at, visited.jitter), visited.at, terms))
    if not isinstance(outcome.found, Feed):
        answer = Answer(outcome.status, outcome.url, outcome.permanent, outcome.headers, outcome.found)
        after = next_step(state, answer, visited.at, visited.jitter)
        if outcome.status == 304 and not state.failures:  # what was left out still is
            after = after.model_copy(update={"last_error": state.last_error})
        return TakenIn(_in_time(after, visited.at, terms))
    return _read(state, visited, outcome, outcome.found, terms)


def _read(state: FeedState, visited: Visited, brought: Brought, feed: Feed, terms: Terms) -> TakenIn:
    fresh = fresh_entries(feed.entries, state.remembered, state.readings + 1)
    answer = _pushed(state, fresh) if visited.pushed else _fetched(brought, feed, fresh)
    after = next_step(state, answer, visited.at, visited.jitter)
    capped = f"{feed.left_out} entries are left out: of one feed the newest {MOST_ENTRIES} are taken, split it up"
    after = after.model_copy(update={"last_error": capped if feed.capped else brought.note})
    lease = _lease_to_ask(after, visited) if terms.websub else None
    if lease:
        after = after.model_copy(update={"lease": lease})
    message = partial(
        _message, feed=feed, pages=brought.pages, state=after, observed_at=visited.at, limit=terms.document_limit
    )
    messages = tuple(message(entry) for entry in (*fresh.new, *fresh.changed))
    return TakenIn(_in_time(after, visited.at, terms), messages, len(fresh.new), len(fresh.changed), lease)


def _fetched(brought: Brought, feed: Feed, fresh: Fresh) -> Answer:
    named = discovered(feed, brought.headers, brought.url)
    reading = Reading(
        new=len(fresh.new),
        remembered=fresh.remembered,
        hints=feed.hints,
        hub=named.hub if named else None,
        topic=named.topic if named else None,
    )
    return Answer(brought.status, brought.url, brought.permanent, brought.headers, reading)


def _pushed(state: FeedState, fresh: Fresh) -> Answer:
    """A push is a part of the feed: of all else that is known of the feed it says nothing."""
    reading = Reading(len(fresh.new), fresh.remembered, state.hints, state.hub, state.topic)
    validators = {"etag": state.etag, "last-modified": state.last_modified}
    return Answer(200, state.address, headers={name: text for name, text in validators.items() if text}, found=reading)


def _lease_to_ask(state: FeedState, visited: Visited) -> Lease | None:
    """The lease to ask for now; a renewed one keeps its secret, with which pushes are signed until the hub answers."""
    named = HubAndTopic(state.hub, state.topic) if state.hub and state.topic else None
    if named is None or not must_ask(named, state.lease, visited.at):
        return None
    if state.lease and (state.lease.hub, state.lease.topic) == (named.hub, named.topic):
        return state.lease.model_copy(update={"asked_at": visited.at, "renew_at": None})
    return Lease(hub=named.hub, topic=named.topic, secret=visited.secret, asked_at=visited.at)


def _in_time(state: FeedState, now: datetime, terms: Terms) -> FeedState:
    """The next visit is not later than the poller's owner wants, nor than a lease must be renewed."""
    if state.next_visit_at is None:
        return state
    latest = now + terms.visit_within
    if terms.websub and state.lease and state.lease.renew_at:
        latest = min(latest, max(state.lease.renew_at, now + SHORTEST))
    return state.model_copy(update={"next_visit_at": min(state.next_visit_at, latest)})


def _message(
    entry: Entry,
    *,
    feed: Feed,
    pages: Mapping[str, LinkedPage],
    state: FeedState,
    observed_at: datetime,
    limit: int,
) -> RawMessage:
    """The page that the entry links to, where it was fetched; else the entry. Never both: they would be two versions of
    one article, of which chance showed one."""
    publisher = state.options.publisher
    page = pages.get(entry.url or "")
    if page is None or len(page.body) > limit:
        return item_message(entry, feed, feed_url=state.url, publisher=publisher, observed_at=observed_at, limit=limit)
    return document_message(
        page.body,
        observed_at=observed_at,
        source=state.url,
        url=entry.url,
        content_type=page.content_type,
        published=entry.published.at.isoformat() if entry.published and entry.published.at else None,
        publisher=publisher or entry.publisher or feed.title,
    )
