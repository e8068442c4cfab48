import pytest

from schemas.parsed_article import LISTED_LIMIT
from services.parser.dump_lines import read_lines
from services.parser.listed import read_listed

A, B, C = "Harbour bridge opens", "Ferry sets out again", "Mayor thanks the crews"
ONE, TWO, THREE = (f"Thu, 20 Mar 2025 {hour}:00:00 GMT" for hour in (12, 11, 10))


def listed(*lines: str) -> list[tuple[str, str | None]]:
    found = read_listed(read_lines("\n\n".join(lines)))
    return [(item.headline, item.published.strftime("%H") if item.published else None) for item in found]


EACH = [(A, "12"), (B, "11"), (C, "10")]


@pytest.mark.parametrize(
    "lines",
    [
        (ONE, A, ONE, TWO, B, TWO, THREE, C, THREE),
        (ONE, A, TWO, B, THREE, C),
        (A, ONE, B, TWO, C, THREE),
        (f"{ONE} | {A}", f"{TWO} | {B}", f"{THREE} | {C}"),
        (f"{A} ({ONE})", f"{B} ({TWO})", f"{C} ({THREE})"),
        (f"• {A}", ONE, f"• {B}", TWO, f"• {C}", THREE),
    ],
    ids=["both sides", "before", "after", "same line", "in brackets", "bullets"],
)
def test_times_on_either_side(lines: tuple[str, ...]) -> None:
    assert listed(*lines) == EACH


def test_no_times() -> None:
    assert listed(A, B, C) == [(A, None), (B, None), (C, None)]


def test_a_missing_time_is_not_borrowed_from_a_neighbour() -> None:
    assert listed(ONE, A, B, THREE, C) == [(A, "12"), (B, None), (C, "10")]
    assert listed(A, ONE, B, C, THREE) == [(A, "12"), (B, None), (C, "10")]


def test_equal_times_before_each_headline() -> None:
    assert listed(ONE, A, ONE, B, ONE, C) == [(A, "12"), (B, "12"), (C, "12")]


def test_a_doubled_list_that_lacks_one_closing_time() -> None:
    assert listed(ONE, A, ONE, TWO, B, THREE, C, THREE) == EACH


def test_a_headline_counts_once_and_keeps_the_time_of_either_mention() -> None:
    assert listed(A, f"**{A.upper()}**") == [(A, None)]
    assert listed(A, B, f"{A} ({ONE})") == [(A, "12"), (B, None)]


def test_labels_and_teasers_are_no_headlines() -> None:
    assert listed("News", ONE, A, "word " * 80) == [(A, "12")]


def test_markdown_links_keep_their_address() -> None:
    (item,) = read_listed(read_lines(f"- [{A}](https://example.test/bridge)"))
    assert (item.headline, item.url) == (A, "https://example.test/bridge")


def test_no_more_than_a_view_can_hold() -> None:
    found = read_listed(read_lines("\n".join(f"Headline number {i}" for i in range(500))))
    assert len(found) == LISTED_LIMIT
