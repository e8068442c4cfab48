"""Records on the wire: one way to and from bytes, times with the offset they came with."""

from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.parsed_article import Version
from schemas.record import Instant, Record


class Observation(Record):
    at: Instant
    note: str | None = None


@pytest.mark.parametrize(
    ("given_time", "written"),
    [
        ("2031-02-03T04:05:06Z", "2031-02-03T04:05:06+00:00"),
        ("2031-02-03T04:05:06+00:00", "2031-02-03T04:05:06+00:00"),
        ("2031-02-03T04:05:06+02:00", "2031-02-03T04:05:06+02:00"),
        ("2031-02-03T04:05:06-03:30", "2031-02-03T04:05:06-03:30"),
        ("2031-02-03T04:05:06.25+05:45", "2031-02-03T04:05:06.250000+05:45"),
    ],
)
def test_a_time_keeps_its_offset_and_gmt_is_written_as_zero(given_time: str, written: str) -> None:
    value = Observation.from_bytes(orjson.dumps({"at": given_time})).to_bytes()
    assert orjson.loads(value)["at"] == written


@pytest.mark.parametrize("text", ["2031-02-03T04:05:06", "yesterday", ""])
def test_a_time_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="at"):
        Observation.from_bytes(orjson.dumps({"at": text}))


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=offsets)


@given(instants, st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_reading_what_was_written_gives_the_same_record_and_the_same_bytes(at: datetime, note: str) -> None:
    written = Observation(at=at, note=note).to_bytes()
    again = Observation.from_bytes(written)
    assert again == Observation(at=at, note=note)
    assert again.at.utcoffset() == at.utcoffset()
    assert again.to_bytes() == written


def test_fields_of_a_newer_writer_are_ignored() -> None:
    newer = {"at": "2031-02-03T04:05:06+00:00", "mood": {"of": "the day"}}
    assert Observation.from_bytes(orjson.dumps(newer)) == Observation(at=datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC))


def test_a_record_does_not_change_after_it_was_made() -> None:
    version = Version(observed_at=datetime(2031, 2, 3, tzinfo=UTC), content_hash="0" * 32)
    with pytest.raises(ValidationError, match="frozen"):
        version.content_hash = "1" * 32  # type: ignore[misc]


def test_bytes_that_are_no_json_are_refused() -> None:
    with pytest.raises(ValidationError):
        Observation.from_bytes(b"\xff\xfe")
