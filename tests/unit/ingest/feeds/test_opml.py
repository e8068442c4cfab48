"""Subscription lists in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.opml import OpmlError, Outline, Subscriptions, read_opml, write_opml
from services.ingest.feeds.plain_text import without_controls
from tests.unit.ingest.feeds.guard import DtdRefusedError, guard

NESTED = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>mine</title></head><body>
<outline text="Caf\xe9s"><!-- none --><outline text="North">
<outline TEXT="One" xmlURL="https://a.example/feed" type="rss"/></outline>
<outline title="Two" text="2" xmlUrl=" http://b.example/ "/></outline>
<outline text="Bad" xmlUrl="file:///etc/passwd"/>
<outline xmlUrl="https://c.example/"/>
</body></opml>"""


def test_folders_names_and_what_cannot_be_subscribed_to() -> None:
    assert read_opml(NESTED, guard) == Subscriptions(
        (
            Outline("https://a.example/feed", "One", ("Cafés", "North")),
            Outline("http://b.example/", "Two", ("Cafés",)),
            Outline("https://c.example/"),
        ),
        ((6, "'file:///etc/passwd' is no http or https address"),),
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "line 1: .* not well-formed"),
        (b"<opml>\n<body>\n<outline>\n</body></opml>", "line 4: .*export it again"),
        (b"\n<rss/>", "line 2: .* begins with 'rss'"),
        (b"<opml/>", "no <body>"),
    ],
)
def test_a_bad_file_is_told_what_is_wrong_and_where(data: bytes, says: str) -> None:
    with pytest.raises(OpmlError, match=says):
        read_opml(data, guard)


def test_lines_are_those_of_the_file_also_when_the_guard_writes_a_declaration() -> None:
    with pytest.raises(OpmlError, match="line 4"):
        read_opml(b"<opml>\n<body>\n<outline>\n</body></opml>", lambda xml: b'<?xml version="1.0"?>\n' + xml)


def test_declarations_are_the_guards_to_refuse() -> None:
    with pytest.raises(DtdRefusedError):
        read_opml(b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', guard)


def test_deep_nesting_is_read_without_recursion() -> None:
    deep = b"<outline text='f'>" * 200 + b"<outline xmlUrl='https://a.example/'/>" + b"</outline>" * 200
    (feed,) = read_opml(b"<opml><body>" + deep + b"</body></opml>", guard).feeds
    assert len(feed.folders) == 50


NAMES = st.text(max_size=20).map(without_controls)
OUTLINES = st.builds(
    Outline,
    st.integers(0, 999).map("https://a.example/feed?a=1&b={}".format),
    NAMES.map(lambda name: name or None),
    st.lists(NAMES.filter(bool), max_size=3).map(tuple),
)


@given(st.lists(OUTLINES, max_size=20), st.text())
def test_what_is_written_is_read_again(feeds: list[Outline], title: str) -> None:
    once = read_opml(write_opml(feeds, title), guard)
    assert once.refused == ()
    assert sorted(once.feeds, key=repr) == sorted(
        (Outline(feed.url, feed.title or feed.url, feed.folders) for feed in feeds), key=repr
    )
    assert read_opml(write_opml(once.feeds, title), guard) == once
