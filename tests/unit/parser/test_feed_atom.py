"""Atom 1.0 and 0.3: whole feeds and single entries."""

from schemas.article_id import article_id_of
from tests.unit.parser.documents import article
from tests.unit.parser.feeds import FEED, HTML, OPENED, WAITED, articles, atom, only

ENTRY = """<title type="html">Bridge &amp;lt;em&amp;gt;opens &amp;amp; closes</title><id>tag:herald.test,2025:b</id>
<link rel="enclosure" href="/b.mp3"/><link rel="alternate" type="text/html" href="/b"/><link rel="self" href="/b.atom"/>
<published>2025-03-21T06:36:13+02:00</published><updated>2025-03-22T06:36:13Z</updated>
<author><name>Jane Doe</name><email>jane@herald.test</email></author><author><name>John Roe</name></author>
<category term="traffic" label="Traffic"/><category term="river"/><summary>Trams cross from Monday.</summary>"""


def test_an_entry_with_everything() -> None:
    content = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div></content>'
    found = only(atom(ENTRY + content, attributes='xml:lang="en-GB"'))
    assert found.headline == "Bridge opens & closes"
    assert found.dek == "Trams cross from Monday."
    assert found.body == [OPENED, WAITED]
    assert found.authors == ["Jane Doe", "John Roe"]
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-03-21T06:36:13+02:00"
    assert found.modified is not None
    assert found.modified.isoformat() == "2025-03-22T06:36:13+00:00"
    assert found.topics == ["Traffic", "river"]
    assert found.url == "https://herald.test/b"
    assert found.language == "en"
    assert found.provenance["language"] == "item language"


def test_escaped_html_and_plain_text() -> None:
    escaped = HTML.replace("<", "&lt;")
    first, second = articles(
        atom(
            f'<title>One</title><id>1</id><content type="html">{escaped}</content>',
            f"<title>Two</title><id>2</id><content>{OPENED}\n\n{WAITED}</content>",
        )
    )
    assert first.body == second.body == [OPENED, WAITED]
    assert second.provenance["body"] == "item content_text"


def test_content_that_stands_elsewhere_is_none() -> None:
    found = only(atom('<title>One</title><content src="https://herald.test/v" type="video/mp4">AAAA</content>'))
    assert found.body == []


def test_the_date_of_its_update_is_all_that_many_entries_have() -> None:
    found = only(atom("<title>One</title><updated>2025-03-22T06:36:13Z</updated>"))
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-03-22T06:36:13+00:00"
    assert found.provenance["published"] == "item date_modified"


def test_the_feeds_author_wrote_what_names_no_other() -> None:
    head = "<title>Herald</title><author><name>Ann Lee</name></author>"
    source = "<source><title>River Post</title><author><name>Kim Poe</name></author></source>"
    own, none, copied = articles(atom(ENTRY, "<title>One</title>", f"<title>Two</title>{source}", head=head))
    assert own.authors == ["Jane Doe", "John Roe"]
    assert (none.authors, none.provenance["authors"]) == (["Ann Lee"], "feed authors")
    assert (copied.authors, copied.publisher.name) == (["Kim Poe"], "River Post")


def test_links_are_relative_to_xml_base_and_else_to_the_feeds_address() -> None:
    item = '<title>One</title><link href="b"/>'
    assert only(atom(item)).url == "https://herald.test/b"
    assert only(atom(item, attributes='xml:base="https://river.test/x/"')).url == "https://river.test/x/b"


def test_a_single_entry_is_identified_as_every_document_is() -> None:
    entry = f'<?xml version="1.0"?><entry xmlns="http://www.w3.org/2005/Atom">{ENTRY}</entry>'
    by_subject = article(entry, ce_subject="https://herald.test/2025/b?utm_source=x")
    assert by_subject.id == article_id_of("https://herald.test/2025/b")
    assert (by_subject.url, by_subject.canonical_url) == (
        "https://herald.test/2025/b?utm_source=x",
        "https://herald.test/b",
    )
    by_link = article(entry.replace('"/b"', '"https://herald.test/b"'))
    assert by_link.id == article_id_of("https://herald.test/b")


def test_atom_03() -> None:
    feed = f"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Herald</title><entry><title>One</title>
<link rel="alternate" type="text/html" href="{FEED}/1"/><issued>2025-03-21T06:36:13+02:00</issued>
<content type="text/html" mode="escaped">{HTML.replace("<", "&lt;")}</content></entry></feed>"""
    found = only(feed)
    assert found.body == [OPENED, WAITED]
    assert found.published is not None
