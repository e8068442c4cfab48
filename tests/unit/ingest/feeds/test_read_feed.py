"""Every kind of feed is read into the same entries."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.errors import (
    BrokenFeedError,
    EmptyDocumentError,
    FeedError,
    NotAFeedError,
    WebPageError,
)
from services.ingest.feeds.feed import Entry, Feed, FeedDate
from services.ingest.feeds.read_feed import read_feed
from tests.unit.ingest.feeds.guard import DtdRefusedError, guard

URL = "https://news.example/feeds/all.xml"
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Harbour Gazette</title><link>https://news.example/</link><language>en-gb</language>
<managingEditor>desk@news.example (The Desk)</managingEditor>
<ttl>15</ttl><skipHours><hour>2</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://news.example/feeds/all.xml"/>
<item><title>Ferry &lt;b&gt;late&lt;/b&gt; &amp;amp; full</title><link>/ferry</link><guid isPermaLink="false">g1</guid>
<pubDate>Mon, 03 Feb 2031 04:05:06 +0200</pubDate><dc:creator>Ada Quay</dc:creator><category>Ports</category>
<media:title>A caption</media:title><media:description>A longer caption</media:description>
<description>It was late.</description>
<content:encoded><![CDATA[<p>It was late, <a href="/why">and why</a>.</p><script>evil()</script>]]></content:encoded>
</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Gazette</title>
<link rel="self" href="all.xml"/><id>urn:x</id><updated>2031-02-03T04:05:06Z</updated>
<entry><title type="html">Ferry &lt;b&gt;late&lt;/b&gt;</title><id>tag:news.example,2031:1</id>
<link href="../ferry"/><published>2031-02-03T04:05:06+02:00</published><updated>2031-02-04T00:00:00Z</updated>
<author><name>Ada Quay</name></author><category term="ports" label="Ports"/>
<content type="html">&lt;p&gt;It was late.&lt;/p&gt;</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example/"><title>Harbour Gazette</title><sy:updatePeriod>daily</sy:updatePeriod>
<sy:updateFrequency>4</sy:updateFrequency></channel>
<item rdf:about="https://news.example/ferry"><title>Ferry late</title><link>https://news.example/ferry</link>
<dc:date>2031-02-03T04:05:06Z</dc:date></item></rdf:RDF>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Gazette", "language": "en",
"hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "feed_url": "https://news.example/feed.json",
"items": [{"id": 7, "url": "/ferry", "title": "Ferry late", "content_html": "<p onclick='x()'>Late.</p>",
"date_published": "2031-02-03T04:05:06Z", "authors": [{"name": "Ada Quay"}], "tags": ["Ports"]},
"no item", {"id": "8", "content_text": "A note\\u0000.", "author": {"name": "Bo"}, "title": 5, "tags": "none"}]}"""
NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://news.example/ferry</loc><image:image><image:loc>https://news.example/i</image:loc>
<image:title>A picture</image:title></image:image><n:news><n:publication><n:name>Harbour Gazette</n:name>
<n:language>en</n:language></n:publication><n:publication_date>2031-02-03T04:05:06Z</n:publication_date>
<n:title>Ferry late</n:title><n:keywords>Ports, Ferries</n:keywords></n:news></url>
<url><loc>javascript:x()</loc></url><url><loc>/about</loc><lastmod>2031-01-01</lastmod></url></urlset>"""
AT = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


def read(text: str | bytes, content_type: str | None = None) -> Feed:
    return read_feed(text.encode() if isinstance(text, str) else text, content_type, URL, guard)


def test_rss() -> None:
    feed = read(RSS)
    assert (feed.title, feed.language, feed.authors) == ("Harbour Gazette", "en-gb", ())
    assert feed.hubs == ("https://hub.example/",)
    assert feed.self_link == URL
    assert feed.hints.ttl == timedelta(minutes=15)
    assert feed.hints.skip_hours == {2, 0}
    assert feed.hints.skip_days == {6}
    (entry,) = feed.entries
    assert (
        entry
        == Entry(
            id="g1",
            url="https://news.example/ferry",
            title="Ferry late & full",
            content_html='<p>It was late, <a href="https://news.example/why">and why</a>.</p>',
            summary="It was late.",
            published=FeedDate(
                "Mon, 03 Feb 2031 04:05:06 +0200", datetime(2031, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=2)))
            ),
            authors=("Ada Quay",),
            tags=("Ports",),
            language="en-gb",
        )
        or entry.language is None
    )


def test_atom() -> None:
    (entry,) = read(ATOM).entries
    assert (entry.id, entry.url, entry.title) == ("tag:news.example,2031:1", "https://news.example/ferry", "Ferry late")
    assert entry.published and entry.published.text == "2031-02-03T04:05:06+02:00"
    assert entry.modified and entry.modified.text == "2031-02-04T00:00:00+00:00"
    assert (entry.content_html, entry.summary, entry.tags) == ("<p>It was late.</p>", None, ("Ports",))
    assert entry.language == "en"
    assert read(ATOM).self_link == URL


def test_rdf_and_its_update_period() -> None:
    feed = read(RDF)
    (entry,) = feed.entries
    assert feed.hints.period == timedelta(hours=6)
    assert (entry.id, entry.title) == ("https://news.example/ferry", "Ferry late")
    assert entry.modified and entry.modified.at == AT


def test_json_feed_of_which_every_good_item_survives() -> None:
    feed = read(JSON_FEED)
    ferry, note = feed.entries
    assert (feed.title, feed.hubs, feed.self_link) == (
        "Harbour Gazette",
        ("https://hub.example/",),
        "https://news.example/feed.json",
    )
    assert (ferry.id, ferry.url, ferry.content_html) == ("7", "https://news.example/ferry", "<p>Late.</p>")
    assert ferry.published and ferry.published.at == AT
    assert (note.title, note.content_text, note.authors, note.tags) == ("5", "A note.", ("Bo",), ())


def test_news_sitemap() -> None:
    ferry, about = read(NEWS_SITEMAP).entries
    assert (ferry.title, ferry.publisher, ferry.language) == ("Ferry late", "Harbour Gazette", "en")
    assert ferry.tags == ("Ports", "Ferries")
    assert ferry.published and ferry.published.at == AT
    assert (about.url, about.title) == ("https://news.example/about", None)
    assert about.modified == FeedDate("2031-01-01", None)


def test_a_sitemap_index_names_sitemaps() -> None:
    index = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/a.xml</loc></sitemap>'
    feed = read(index + "<sitemap><loc>file:///etc/passwd</loc></sitemap></sitemapindex>")
    assert feed.sitemaps == ("https://news.example/a.xml",)
    assert feed.entries == ()


@pytest.mark.parametrize(
    ("document", "error"),
    [
        ("", EmptyDocumentError),
        (" \n\0", EmptyDocumentError),
        ("404 not found", NotAFeedError),
        ("<!-- x --><html><body>Hello</body></html>", WebPageError),
        ("<svg/>", NotAFeedError),
        ("{", BrokenFeedError),
        ('{"a": 1}', NotAFeedError),
        ("[1]", NotAFeedError),
    ],
)
def test_what_is_no_feed_is_named(document: str, error: type[FeedError]) -> None:
    with pytest.raises(error):
        read(document)


def test_the_guard_sees_the_text_that_the_parsers_see() -> None:
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE rss [<!ENTITY a "b">]><rss/>'
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        with pytest.raises(DtdRefusedError):
            read(bomb.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("said", ["koi8-r", "utf-8", "rot13", "no such charset"])
def test_a_wrong_charset_costs_no_entry(encoding: str, said: str) -> None:
    feed = read(RSS.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{said}"?>').encode(encoding))
    assert [entry.id for entry in feed.entries] == ["g1"]


def test_the_media_types_charset_counts() -> None:
    feed = read(RSS.replace("Ferry", "Пароход").encode("koi8-r"), "application/rss+xml; charset=koi8-r")
    assert feed.entries[0].title == "Пароход late & full"


def test_bytes_that_are_not_the_charset_they_say_to_be_are_read_as_the_web_does() -> None:
    declared = RSS.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>')
    assert read(declared.replace("Ferry", "Caf\u00e9").encode("cp1252")).entries[0].title == "Café late & full"
    one_slip = declared.replace("Ferry", "\u00e9\u00e8\u00ea").encode().replace(b"It was", b"\xff", 1)
    assert read(one_slip).entries[0].title == "éèê late & full"


def test_what_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    broken = RSS.replace("</item>", "<br>&nbsp;</item>").replace(
        "</channel></rss>", "<item><title>Second</title><link>"
    )
    assert [entry.title for entry in read("PHP Warning: x in y\n" + broken).entries] == ["Ferry late & full", "Second"]


def test_a_description_alone_is_the_article_where_it_is_long_or_has_no_title() -> None:
    short, long, untitled = (
        read(f"<rss version='2.0'><channel><item>{title}<description>{text}</description></item></channel></rss>")
        for title, text in (("<title>T</title>", "a b"), ("<title>T</title>", "word " * 200), ("", "a b"))
    )
    assert (short.entries[0].content_html, short.entries[0].summary) == (None, "a b")
    assert long.entries[0].content_html and not long.entries[0].summary
    assert untitled.entries[0].content_html == "a b"


@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss><channel><item>", b"{", b"<urlset><url>", b"<?xml "]))
def test_any_bytes_give_a_feed_or_a_named_error(data: bytes, start: bytes) -> None:
    try:
        feed = read(start + data)
    except (FeedError, DtdRefusedError):
        return
    assert all(entry.id for entry in feed.entries)
