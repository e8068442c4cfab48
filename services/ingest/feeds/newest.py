"""Which entries are taken of a feed that has too many."""

from datetime import UTC, datetime

from services.ingest.feeds.feed import Entry

_NO_DATE = datetime.min.replace(tzinfo=UTC)


def newest(entries: list[Entry], most: int) -> list[Entry]:
    """At most `most`, in their order: the newest by their dates where all have one, else the first."""
    if len(entries) <= most:
        return entries
    dates = [_date(entry) for entry in entries]
    if _NO_DATE in dates:
        return entries[:most]
    kept = sorted(range(len(entries)), key=dates.__getitem__, reverse=True)[:most]
    return [entries[number] for number in sorted(kept)]


def _date(entry: Entry) -> datetime:
    written = entry.published or entry.modified
    return written.at.astimezone(UTC) if written and written.at else _NO_DATE
