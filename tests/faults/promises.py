"""The judge of every fault run: what the topics and the view hold against what was promised. Pure: `checker` reads.

- Of every article the newest version in articles.current is the newest acknowledged one, or one attempted after it.
- articles.current never goes back to an older version of an article, never repeats one, and says what was sent.
- Poison, and nothing else, is in articles.rejected, each with stage and reason and its own bytes.
- The view answers what headlines.related says, article by article.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.faults.history import History


@dataclass(frozen=True, slots=True)
class CurrentRecord:
    """One record of articles.current; `content_hash` and `content` are None for a null value."""

    observed_at: datetime
    content_hash: str | None
    content: str | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One record of articles.rejected: where the document stood, why it was refused, hex SHA-256 of its bytes."""

    topic: str
    partition: int
    offset: int
    stage: str
    reason: str
    digest: str


@dataclass
class Observed:
    """All that was read, in log order; `related` and `view` hold an article's view by its id, in any form that is the
    same for the same view."""

    current: dict[str, list[CurrentRecord]] = field(default_factory=dict)
    rejected: list[DeadLetter] = field(default_factory=list)
    related: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)


def judge(history: History, observed: Observed) -> list[str]:
    """A line for every broken promise; none when all were kept."""
    nothing = [] if history.receipts else ["nothing was acknowledged: this run proves nothing"]
    return [
        *nothing,
        *_lost(history, observed),
        *(fault for article_id, records in observed.current.items() for fault in _order(article_id, records)),
        *_foreign(history, observed),
        *_rejected(history, observed.rejected),
        *_shown(observed),
    ]


def _lost(history: History, observed: Observed) -> Iterator[str]:
    """Articles whose last record is neither the newest acknowledged version nor one that may stand in its place."""
    for article_id, acknowledged in history.acknowledged.items():
        attempted = history.attempted[article_id]
        records = observed.current.get(article_id, [])
        last = records[-1] if records else None
        if last is not None and last.content is not None:
            if last.observed_at < acknowledged:
                what = "lost" if attempted[acknowledged].content else "not retracted"
                yield f"{article_id}: {what}: {acknowledged} was acknowledged, articles.current ends with {last}"
        # A retraction of what is gone already, or not there yet, leaves no record: only that there is one counts.
        elif not any(sent.content is None for at, sent in attempted.items() if at >= acknowledged):
            yield f"{article_id}: lost: {acknowledged} was acknowledged, articles.current ends with {last}"


def _order(article_id: str, records: Sequence[CurrentRecord]) -> Iterator[str]:
    newest: CurrentRecord | None = None
    for record in records:
        if newest is not None and _version(record) == _version(newest):
            yield f"{article_id}: repeated in articles.current: {record}"
        elif newest is not None and _version(record) < _version(newest):
            yield f"{article_id}: articles.current goes back from {newest} to {record}"
        else:
            newest = record


def _foreign(history: History, observed: Observed) -> Iterator[str]:
    """Records that say what nobody sent."""
    for article_id, records in observed.current.items():
        attempted = history.attempted.get(article_id, {})
        for record in records:
            sent = attempted.get(record.observed_at)
            if sent is None:
                yield f"{article_id}: articles.current has a version that nobody sent: {record}"
            elif sent.content != record.content:
                yield f"{article_id}: the content is not what was sent: {record}, sent was {sent}"


def _rejected(history: History, letters: Sequence[DeadLetter]) -> Iterator[str]:
    seen = {(letter.partition, letter.offset): letter for letter in letters}
    for place, digest in history.poison_receipts.items():
        if place not in seen:
            yield f"poison at {place} was acknowledged and is not in articles.rejected"
        elif seen[place].digest != digest:
            yield f"poison at {place} was rejected with other bytes: {seen[place]}"
    for letter in letters:
        if letter.digest not in history.poison:
            yield f"a good document was rejected: {letter}"
        if not letter.stage or not letter.reason:
            yield f"rejected without stage or reason: {letter}"


def _shown(observed: Observed) -> Iterator[str]:
    there = {article_id for article_id, records in observed.current.items() if records[-1].content is not None}
    yield from (
        f"{article_id}: in articles.current, without a view" for article_id in sorted(there - observed.related.keys())
    )
    yield from (
        f"{article_id}: has a view, and is gone from articles.current"
        for article_id in sorted(observed.related.keys() - there)
    )
    for article_id in sorted(observed.related.keys() | observed.view.keys()):
        written, shown = observed.related.get(article_id), observed.view.get(article_id)
        if shown is None:
            yield f"{article_id}: in headlines.related, and the view does not know it"
        elif written is None:
            yield f"{article_id}: in the view, and gone from headlines.related"
        elif written != shown:
            yield f"{article_id}: the view differs from headlines.related: {shown!r:.500} instead of {written!r:.500}"


def _version(record: CurrentRecord) -> tuple[datetime, str]:
    """Orders versions as the indexer does: a retraction stands above content of the same instant."""
    return record.observed_at, record.content_hash or "retracted"
