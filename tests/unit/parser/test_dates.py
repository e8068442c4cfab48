import pytest

from services.parser.dates import read_date, split_date
from services.parser.month_names import _BY_LANGUAGE, MONTHS
from services.parser.zones import read_zone

INSTANTS = [
    ("Fri Mar 21 2025 06:36:13 GMT+0200 (Eastern European Standard Time)", "2025-03-21T06:36:13+02:00"),
    ("Fri Mar 21 2025 06:36:13 GMT-0330 (Newfoundland Time)", "2025-03-21T06:36:13-03:30"),
    ("Fri Mar 21 2025 06:36:13 GMT+0000", "2025-03-21T06:36:13+00:00"),
    ("Thu, 20 Mar 2025 22:50:24 GMT", "2025-03-20T22:50:24+00:00"),
    ("Thu, 20 Mar 2025 22:50:24 +0530", "2025-03-20T22:50:24+05:30"),
    ("20 Mar 2025 22:50 EST", "2025-03-20T22:50:00-05:00"),
    ("2025-03-21T06:36:13+02:00", "2025-03-21T06:36:13+02:00"),
    ("2025-03-21T06:36:13.123Z", "2025-03-21T06:36:13+00:00"),
    ("2025-03-21 06:36:13 -0700", "2025-03-21T06:36:13-07:00"),
    ("20250321T063613Z", "2025-03-21T06:36:13+00:00"),
    ("Friday, March 21, 2025 at 6:36 PM EDT", "2025-03-21T18:36:00-04:00"),
    ("March 21, 2025 12:05 a.m. UTC", "2025-03-21T00:05:00+00:00"),
    ("21. März 2025, 14:05 Uhr MEZ", "2025-03-21T14:05:00+01:00"),
    ("18:05 GMT, 21 March 2025", "2025-03-21T18:05:00+00:00"),
    ("Fri Mar 21 06:36:13 UTC 2025", "2025-03-21T06:36:13+00:00"),
    ("2025-03-21T06:36:13+00:00 (UTC)", "2025-03-21T06:36:13+00:00"),
]
DAYS = [
    ("2025-03-21", "2025-03-21"),
    ("21 March 2025", "2025-03-21"),
    ("March 21st, 2025", "2025-03-21"),
    ("21. März 2025", "2025-03-21"),
    ("21 de marzo de 2025", "2025-03-21"),
    ("21 mars 2025 à 14h05", "2025-03-21"),
    ("21 марта 2025", "2025-03-21"),
    ("21.03.2025", "2025-03-21"),
    ("2025年3月21日", "2025-03-21"),
    ("2025-03-21T23:36:13", "2025-03-21"),
    ("March 21, 2025 11:36 PM", "2025-03-21"),
    ("March 21, 2025 11:36 PM (Some Local Time)", "2025-03-21"),
]
NOT_DATES = [
    "",
    "yesterday",
    "03/04/2025",
    "31 February 2025",
    "2025-13-01",
    "21 Smarch 2025",
    "Thu, 20 Mar 2025 25:50:24 GMT and more words",
    "In 21 March 2025 they met",
    "0000-00-00",
    "May 2025",
    "9" * 300,
]


@pytest.mark.parametrize(("written", "at"), INSTANTS)
def test_an_instant_keeps_its_offset_and_its_words(written: str, at: str) -> None:
    found = read_date(written)
    assert found is not None
    assert (found.at.isoformat(), found.precision, found.as_written) == (at, "instant", written)


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_a_day_or_a_time_without_zone_is_noon_utc_of_that_day(written: str, day: str) -> None:
    found = read_date(written)
    assert found is not None
    assert (found.at.isoformat(), found.precision) == (f"{day}T12:00:00+00:00", "day")


@pytest.mark.parametrize("text", NOT_DATES)
def test_what_is_no_date_or_could_be_two_is_not_read(text: str) -> None:
    assert read_date(text) is None


def test_an_impossible_zone_counts_as_none() -> None:
    found = read_date("2025-03-21T10:00:00+99:00")
    assert found is not None
    assert found.precision == "day"


def test_a_time_at_the_calendars_edge_that_has_no_utc_is_not_read() -> None:
    assert read_date("0001-01-01T00:00:00+10:00") is None
    assert read_date("9999-12-31T23:59:59-10:00") is None


@pytest.mark.parametrize(
    ("line", "day", "rest"),
    [
        ("20 March 2025 | Ministers meet", "2025-03-20", "Ministers meet"),
        ("Thu, 20 Mar 2025 22:50:24 GMT — Ministers meet", "2025-03-20", "Ministers meet"),
        ("Ministers meet (20 March 2025)", "2025-03-20", "Ministers meet"),
        ("Ministers meet - 2025-03-20", "2025-03-20", "Ministers meet"),
        ("Ministers meet", None, "Ministers meet"),
        ("Ministers met on 20 March 2025", None, "Ministers met on 20 March 2025"),
        ("7 reasons to stay", None, "7 reasons to stay"),
    ],
)
def test_split_date(line: str, day: str | None, rest: str) -> None:
    date, text = split_date(line)
    assert (date.at.date().isoformat() if date else None, text) == (day, rest)


@pytest.mark.parametrize("zone", ["+1500", "+15:00", "-09:30", "UTC+2", "GMT-4", "CEST", "z", "−0500"])
def test_zones_that_exist(zone: str) -> None:
    assert read_zone(zone) is not None


@pytest.mark.parametrize("zone", ["", "+1600", "+0260", "IST", "ABC", "+2"[:1]])
def test_a_zone_that_is_unknown_or_means_several_is_not_guessed(zone: str) -> None:
    assert read_zone(zone) is None


def test_no_month_name_means_two_months() -> None:
    for names in _BY_LANGUAGE:
        assert len(names.split()) == 12
        assert [MONTHS[name] for name in names.split()] == list(range(1, 13))
