import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.dump_lines import MOST_LINES, read_lines
from services.parser.markup import MARKED, bullet, clean, heading, link


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("**Bold headline**", "Bold headline"),
        ("Stray stars at the end**", "Stray stars at the end"),
        ("### Third heading ###", "Third heading"),
        ("__Underlined__ and *slanted* words", "Underlined and slanted words"),
        ("  • An item", "An item"),
        ("- An item", "An item"),
        ("-5 degrees in the city", "-5 degrees in the city"),
        ("2025. The year", "2025. The year"),
        ("10. An item keeps its number", "10. An item keeps its number"),
        ("[Ministers meet](https://example.test/a) today", "Ministers meet today"),
        ("5 \\* 3 &amp; more", "5 * 3 & more"),
        ("snake_case and 2 * 3 * 4", "snake_case and 2 * 3 * 4"),
        ("* * *", ""),
        ("-----", ""),
        ("###", ""),
        ("> Quoted line", "Quoted line"),
        ("a\u00a0 b\tc", "a b c"),
    ],
)
def test_clean(line: str, text: str) -> None:
    assert clean(line) == text


@given(st.text(alphabet="ab 1.)-–*_#&[]()\\>~=•\t", max_size=40))
def test_a_line_that_is_not_marked_is_clean_already(line: str) -> None:
    assert MARKED.search(line) or clean(line) == " ".join(line.split())


def test_invisible_lines_are_blank() -> None:
    assert [(line.text, line.gap) for line in read_lines("One\n\u200b\ufeff\nTwo")] == [("One", 0), ("Two", 1)]


def test_what_a_line_was() -> None:
    assert bullet(" * item")
    assert not bullet("**bold**")
    assert heading("## Title")
    assert not heading("#hashtag")
    assert link("see [this](https://example.test/a_b)") == "https://example.test/a_b"


def test_lines_know_the_gap_above_them_and_their_date() -> None:
    lines = read_lines("One\n\n\nThu, 20 Mar 2025 22:50:24 GMT\nTwo\r\n")
    assert [(line.text, line.gap) for line in lines] == [("One", 0), ("Thu, 20 Mar 2025 22:50:24 GMT", 2), ("Two", 0)]
    assert [line.date is not None for line in lines] == [False, True, False]


def test_a_paragraph_wrapped_at_a_column_is_one_line() -> None:
    words = "The ministers met on Monday to talk about the bridge that nobody had wanted. " * 4
    column = [words[i : i + 70] for i in range(0, 280, 70)]
    lines = read_lines("Title\n\n" + "\n".join(part.strip() for part in column) + "\n\nNext")
    assert len(lines) == 3


def test_short_lines_below_one_another_stay_apart() -> None:
    assert len(read_lines("One headline\nAnother headline\nA third headline")) == 3


def test_a_dump_of_countless_lines_is_read_to_a_limit() -> None:
    assert len(read_lines("x\n" * (MOST_LINES + 50))) == MOST_LINES
