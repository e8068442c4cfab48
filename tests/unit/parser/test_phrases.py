"""Headings, footers, bylines: the phrases by which lines are told apart."""

import pytest

from services.parser.byline import byline, labelled_date
from services.parser.footers import copyright_owner, is_footer
from services.parser.list_headings import ends_list, inline_related, is_list_heading


@pytest.mark.parametrize(
    "line",
    [
        "MORE ON THEME",
        "More on this theme",
        "More on this story:",
        "RELATED",
        "Related articles",
        "related stories",
        "Read more",
        "Read also",
        "Mehr zum Thema",
        "Lesen Sie auch",
        "Sur le même sujet",
        "À lire aussi",
        "Más sobre este tema",
        "Noticias relacionadas",
        "Leia também",
        "Leggi anche",
        "Lees ook",
        "Läs också",
        "Czytaj także",
        "Читайте также",
        "По теме",
        "相关新闻",
        "関連記事",
        "관련기사",
    ],
)
def test_list_headings(line: str) -> None:
    assert is_list_heading(line)


@pytest.mark.parametrize(
    "line",
    ["More on this theme will follow when we know it", "Related to the king", "Story", "", "More", "The related"],
)
def test_what_is_no_list_heading(line: str) -> None:
    assert not is_list_heading(line)


def test_other_blocks() -> None:
    assert ends_list("Most read")
    assert ends_list("Meistgelesen")
    assert not ends_list("Most readers agreed")


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("Read more: Ministers meet again in the capital", "Ministers meet again in the capital"),
        ("[Related: Ministers meet again in the capital]", "Ministers meet again in the capital"),
        ("Lesen Sie auch: Minister treffen sich erneut", "Minister treffen sich erneut"),
        ("Related: short", None),
        ("He said: Ministers meet again in the capital", None),
    ],
)
def test_inline_related(line: str, headline: str | None) -> None:
    assert inline_related(line) == headline


@pytest.mark.parametrize(
    "line",
    [
        "Follow us",
        "Follow us on social media",
        "© 2024 Example Media UK ltd. All Rights Reserved.",
        "Copyright 2025 Example Ltd",
        "(c) 2025 Example",
        "All rights reserved.",
        "Alle Rechte vorbehalten",
        "Privacy Policy",
        "Terms & Conditions",
        "Subscribe to our newsletter",
        "Share this article",
        "Share on Facebook",
        "Skip to main content",
        "ADVERTISEMENT",
        "Teilen",
    ],
)
def test_footers(line: str) -> None:
    assert is_footer(line)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law is changing, the minister said.",
        "He asked the crowd to follow us to the harbour and wait there for the boat.",
        "Help is on its way to the islands",
        "Search for survivors continues",
        "(c) the third point of the plan",
        "Contact with the probe was lost",
        "© " + "word " * 80,
    ],
)
def test_sentences_are_no_footers(line: str) -> None:
    assert not is_footer(line)


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("© 2024 Example Media UK ltd. All Rights Reserved.", "Example Media UK ltd"),
        ("Copyright © 2019-2025 The Example", "The Example"),
        ("© Example Press 2025", "Example Press"),
        ("© 2025", None),
        ("Follow us", None),
    ],
)
def test_copyright_owner(line: str, owner: str | None) -> None:
    assert copyright_owner(line) == owner


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and John Q. Roe", ("Jane Doe", "John Q. Roe")),
        ("Von Jörg Müller, Ana Ortiz", ("Jörg Müller", "Ana Ortiz")),
        ("By Monday the river had risen", ()),
        ("By the river", ()),
        ("Jane Doe", ()),
    ],
)
def test_byline(line: str, names: tuple[str, ...]) -> None:
    assert byline(line) == names


@pytest.mark.parametrize(
    ("line", "day", "changed"),
    [
        ("Published: 20 March 2025", 20, False),
        ("Last updated on 21 March 2025, 10:00 GMT", 21, True),
        ("Stand: 21.03.2025", 21, True),
        ("Veröffentlicht am 20. März 2025", 20, False),
    ],
)
def test_labelled_date(line: str, day: int, changed: bool) -> None:
    found = labelled_date(line)
    assert found is not None
    assert (found[0].at.day, found[1]) == (day, changed)


def test_a_label_without_date_is_none() -> None:
    assert labelled_date("Published: yesterday at noon") is None
    assert labelled_date("Date night: where to eat in town") is None
