from services.parser.fields import ArticleFields
from services.parser.text_dump import read_text_dump

HEADLINE = "Harbour Bridge Opens After Nine Years of Works"
TIME = "Fri Mar 21 2025 06:36:13 GMT+0200 (Eastern European Standard Time)"
DEK = "The new bridge carries trams, cyclists and, on Sundays, nobody else."
BODY = [
    "The mayor cut a ribbon on Friday morning and opened the bridge that the town had waited for since the flood.",
    "It cost twice what was planned, and the council will pay for it until the middle of the century, it said.",
    "Trams start on Monday; until then anybody may walk across and look down at the ferry that is now out of work.",
]
LIST = """MORE ON THEME

Thu, 20 Mar 2025 22:50:24 GMT

Ferry Makes Its Last Crossing**

Thu, 20 Mar 2025 22:50:24 GMT
Thu, 20 Mar 2025 20:00:00 GMT

### Treasurer Warns of Bridge Costs

Thu, 20 Mar 2025 20:00:00 GMT
"""
FOOTER = "Follow us\n\n© 2025 Harbour Herald Ltd. All Rights Reserved."


def dump(*parts: str) -> ArticleFields:
    return read_text_dump("\n\n".join(parts))


def test_the_seeds_form() -> None:
    head = f"**{HEADLINE}**\n\n{TIME}\n**{HEADLINE}**\n\n{DEK}\n\n"
    fields = dump(head, *BODY, LIST, FOOTER)
    assert fields.headline == HEADLINE
    assert fields.published is not None
    assert fields.published.at.isoformat() == "2025-03-21T06:36:13+02:00"
    assert fields.published.as_written == TIME
    assert fields.dek == DEK
    assert list(fields.body) == BODY
    assert [item.headline for item in fields.listed] == [
        "Ferry Makes Its Last Crossing",
        "Treasurer Warns of Bridge Costs",
    ]
    assert [item.published.isoformat() if item.published else None for item in fields.listed] == [
        "2025-03-20T22:50:24+00:00",
        "2025-03-20T20:00:00+00:00",
    ]
    assert fields.publisher == "Harbour Herald Ltd"
    assert fields.provenance["headline"] == "repeated line"
    assert fields.provenance["listed"] == "list heading"


def test_the_time_may_be_doubled_and_stand_anywhere_above_the_text() -> None:
    fields = dump(TIME, HEADLINE, TIME, *BODY)
    assert fields.headline == HEADLINE
    assert fields.published is not None
    assert list(fields.body) == BODY


def test_without_dek_list_time_or_footer() -> None:
    fields = dump(HEADLINE, *BODY)
    assert (fields.headline, fields.dek, fields.published, fields.listed) == (HEADLINE, None, None, ())
    assert list(fields.body) == BODY


def test_a_dek_between_headline_and_byline() -> None:
    fields = dump(HEADLINE, DEK, "By Jane Doe and John Roe", "Published: 21 March 2025, 10:00 GMT", *BODY)
    assert fields.dek == DEK
    assert fields.authors == ("Jane Doe", "John Roe")
    assert fields.published is not None
    assert list(fields.body) == BODY


def test_a_change_is_not_the_publication() -> None:
    fields = dump(HEADLINE, "Updated: 22 March 2025, 10:00 GMT", "21 March 2025 08:00 GMT", *BODY)
    assert fields.modified is not None
    assert fields.modified.day == 22
    assert fields.published is not None
    assert fields.published.at.day == 21


def test_a_list_without_heading_is_told_by_its_times() -> None:
    items = [
        f"{headline}\n\n{time}"
        for headline, time in zip(
            ["Ferry Makes Its Last Crossing", "Treasurer Warns of Costs", "Trams Arrive by Boat"],
            ["Thu, 20 Mar 2025 22:50:24 GMT", "Thu, 20 Mar 2025 21:50:24 GMT", "Thu, 20 Mar 2025 20:50:24 GMT"],
            strict=True,
        )
    ]
    fields = dump(HEADLINE, TIME, *BODY, *items, FOOTER)
    assert [item.headline for item in fields.listed] == [
        "Ferry Makes Its Last Crossing",
        "Treasurer Warns of Costs",
        "Trams Arrive by Boat",
    ]
    assert fields.provenance["listed"] == "dated lines"
    assert list(fields.body) == BODY


def test_a_heading_within_the_article_does_not_end_it() -> None:
    long = "The council answered each of the questions at length. " * 6
    fields = dump(HEADLINE, BODY[0], "Read more", long, long + "Again.", long + "And again.")
    assert len(fields.body) >= 4


def test_a_related_line_in_the_text_is_listed_not_body() -> None:
    fields = dump(HEADLINE, BODY[0], "Read more: Ferry makes its last crossing", *BODY[1:])
    assert list(fields.body) == BODY
    assert [item.headline for item in fields.listed] == ["Ferry makes its last crossing"]


def test_another_block_ends_the_list() -> None:
    fields = dump(HEADLINE, *BODY, "Related", "Ferry makes its last crossing", "Most read", "Ten cakes for spring")
    assert [item.headline for item in fields.listed] == ["Ferry makes its last crossing"]


def test_menus_above_the_headline_are_passed_over() -> None:
    menu = "\n".join(f"  • {entry}" for entry in ("Home", "News", "Sport", "Culture", "Weather", "Shop"))
    fields = dump("Skip to main content", menu, "Local", HEADLINE, "By Jane Doe", *BODY)
    assert fields.headline == HEADLINE
    assert list(fields.body) == BODY


def test_one_line_is_a_headline() -> None:
    assert dump(HEADLINE).headline == HEADLINE


def test_no_words_no_headline() -> None:
    assert dump("***", "---", "!!!").headline is None


def test_another_language() -> None:
    body = [
        "Der Bürgermeister hat am Freitag die Brücke eröffnet, auf die die Stadt seit der Flut gewartet hatte, endlich."
    ] * 3
    fields = dump(
        "Brücke nach neun Jahren eröffnet",
        "21. März 2025, 08:00 Uhr MEZ",
        *body,
        "Mehr zum Thema",
        "Fähre fährt zum letzten Mal",
    )
    assert fields.published is not None
    assert fields.published.at.isoformat() == "2025-03-21T08:00:00+01:00"
    assert [item.headline for item in fields.listed] == ["Fähre fährt zum letzten Mal"]


def test_a_list_under_a_heading_of_unknown_words_is_told_by_its_doubled_times() -> None:
    times = [f"Thu, 20 Mar 2025 {hour}:50:24 GMT" for hour in (22, 21, 20)]
    titles = ["Ferry Makes Its Last Crossing", "Treasurer Warns of Costs", "Trams Arrive by Boat"]
    items = [f"{time}\n\n{title}\n\n{time}" for time, title in zip(times, titles, strict=True)]
    fields = dump(HEADLINE, TIME, *BODY, "ZUR SACHE", *items, FOOTER)
    assert [item.headline for item in fields.listed] == titles
    assert all(item.published for item in fields.listed)
    assert list(fields.body) == BODY


def test_short_sentences_are_an_article_too() -> None:
    fields = dump(
        HEADLINE, TIME, "It opened.", "The mayor wept.", "Trams came.", "The ferry left.", "Nobody waved to it."
    )
    assert fields.headline == HEADLINE
    assert len(fields.body) == 5


def test_windows_line_ends() -> None:
    fields = read_text_dump("\r\n\r\n".join([HEADLINE, TIME, *BODY]))
    assert (fields.headline, list(fields.body)) == (HEADLINE, BODY)
