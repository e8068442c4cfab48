"""How a time reads. The reader's time zone is unknown: a time is shown in the zone its source gave, which is named."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Moment:
    """`text` for people, `machine` for the `datetime` attribute (HTML, section 4.5.14)."""

    text: str
    machine: str


def moment(published: datetime | None, effective_at: datetime | None) -> Moment | None:
    """When an article was published, else since when it counts; None when neither is known."""
    instant = published or effective_at
    return _moment(instant) if instant else None


def of_instant(instant: datetime) -> Moment:
    """A time that is known to be one."""
    return Moment(f"{_day(instant)}, {instant:%H:%M} {_zone(instant)}", instant.isoformat(timespec="seconds"))


def _moment(instant: datetime) -> Moment:
    if instant.utcoffset() == timedelta() and instant.time() == time(12):
        # A day without a time is stored as noon UTC: a time that no page gave is not shown.
        return Moment(_day(instant), f"{instant.year:04}-{instant.month:02}-{instant.day:02}")
    return of_instant(instant)


def _day(instant: datetime) -> str:
    return f"{instant.day} {_MONTHS[instant.month - 1]} {instant.year}"


def _zone(instant: datetime) -> str:
    minutes = int((instant.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def microseconds(instant: datetime) -> int:
    """Whole microseconds from 1970-01-01T00:00Z: exact, and in the order of time whatever the offsets."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """The instant of `microseconds`, in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=count)
