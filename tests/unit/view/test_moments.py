from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.view.moments import Moment, microseconds, moment

aware = st.datetimes(timezones=st.timezones() | st.just(UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("instant", "text", "machine"),
    [
        ("2025-03-21T06:36:13+02:00", "21 Mar 2025, 06:36 UTC+2", "2025-03-21T06:36:13+02:00"),
        ("2025-12-01T23:05:00+00:00", "1 Dec 2025, 23:05 UTC", "2025-12-01T23:05:00+00:00"),
        ("2025-12-01T23:05:00.123456-03:30", "1 Dec 2025, 23:05 UTC-3:30", "2025-12-01T23:05:00-03:30"),
        ("2025-12-01T23:05:00+05:45", "1 Dec 2025, 23:05 UTC+5:45", "2025-12-01T23:05:00+05:45"),
        ("2025-12-01T12:00:00+00:00", "1 Dec 2025", "2025-12-01"),
        ("2025-12-01T12:00:00+01:00", "1 Dec 2025, 12:00 UTC+1", "2025-12-01T12:00:00+01:00"),
    ],
)
def test_a_time_reads_in_the_zone_its_source_gave(instant: str, text: str, machine: str) -> None:
    assert moment(at(instant), None) == Moment(text, machine)


def test_an_article_without_a_time_shows_since_when_it_counts() -> None:
    published, effective = at("2025-03-21T06:36:13+02:00"), at("2025-03-22T01:00:00+00:00")
    assert moment(published, effective) == moment(published, None)
    assert moment(None, effective) == Moment("22 Mar 2025, 01:00 UTC", "2025-03-22T01:00:00+00:00")
    assert moment(None, None) is None


@given(aware, aware)
def test_microseconds_are_in_the_order_of_time(one: datetime, other: datetime) -> None:
    try:
        first, second = one.astimezone(UTC), other.astimezone(UTC)
    except OverflowError:  # the first and the last day that Python can hold
        return
    assert (microseconds(first) < microseconds(second)) == (first < second)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds(first)) == first


def test_one_instant_has_one_number_in_every_zone() -> None:
    instant = datetime(2026, 3, 3, 12, 30, 0, 1, tzinfo=UTC)
    assert microseconds(instant) == microseconds(instant.astimezone(timezone(timedelta(hours=-9)))) == 1772541000000001
