"""What came of a visit to a feed, as the decision what to do next reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.ingest.feeds.feed import NO_HINTS, VisitHints
from services.ingest.feeds.fresh_entries import Remembered

NoAnswerKind = Literal["timeout", "connection", "too large", "redirects", "malformed", "refused address", "robots"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed was read: how many of its entries are `new`, and what to keep of it."""

    new: int
    remembered: Remembered
    hints: VisitHints = NO_HINTS
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The answer is no feed; `why` is the message of the `FeedError`."""

    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer, from `url`; `permanent`: every redirect on the way was a 301 or 308.

    `headers` have lower-case names; `found` is None unless the status is 200.
    """

    status: int
    url: str
    permanent: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    found: Reading | Unreadable | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """There was no answer; `why` tells what and what to do."""

    kind: NoAnswerKind
    why: str


Outcome = Answer | NoAnswer
