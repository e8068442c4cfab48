"""RSS 0.91, RDF (RSS 1.0) and RSS 2.0."""

from html import escape

import pytest

from schemas.article_id import article_id_of
from schemas.rejected import Rejection
from services.parser.feed_footers import is_feed_footer
from tests.unit.parser.feeds import FEED, HTML, OPENED, WAITED, articles, only, rss, split

FULL = f"""<title>Bridge &amp;amp; tram</title><link>/2025/bridge?a=1&amp;b=2</link><guid isPermaLink="false">b1</guid>
<pubDate>Fri, 21 Mar 2025 06:36:13 EST</pubDate><dc:creator>Jane Doe</dc:creator><dc:creator>John Roe</dc:creator>
<category>Traffic</category><category><![CDATA[Town & River]]></category>
<media:content url="x.jpg"><media:description>A caption</media:description></media:content>
<description><![CDATA[<p>Trams cross from Monday.</p>]]></description>
<content:encoded><![CDATA[{HTML}]]></content:encoded>"""


def test_an_item_with_everything() -> None:
    head = "<title>Harbour Herald</title><language>en-gb</language><managingEditor>Ed Itor</managingEditor>"
    found = only(rss(FULL, head=head))
    assert found.headline == "Bridge & tram"
    assert found.dek == "Trams cross from Monday."
    assert found.body == [OPENED, WAITED]
    assert found.authors == ["Jane Doe", "John Roe"]
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-03-21T06:36:13-05:00"
    assert found.published.as_written == "Fri, 21 Mar 2025 06:36:13 EST"
    assert found.topics == ["Traffic", "Town & River"]
    assert found.language == "en"
    assert found.publisher.to_json() == {"name": "Harbour Herald", "domain": "herald.test"}
    assert found.url == found.canonical_url == "https://herald.test/2025/bridge?a=1&b=2"
    assert found.id == article_id_of("https://herald.test/2025/bridge?a=1&b=2")
    assert found.fingerprint
    assert found.provenance == {
        "authors": "item authors",
        "body": "item content_html",
        "canonical_url": "item url",
        "charset": "utf-8 (fits)",
        "dek": "item summary",
        "headline": "item title",
        "id": "item url",
        "language": "feed language",
        "media_type": "application/rss+xml (sniffed)",
        "observed_at": "kafka_timestamp",
        "published": "item date_published",
        "publisher": "feed title",
        "topics": "item tags",
        "url": "item url",
    }


def test_a_short_description_alone_is_the_dek_and_a_long_one_the_text() -> None:
    short, long = articles(
        rss(
            f"<title>Bridge opens</title><guid>https://herald.test/1</guid><description>{OPENED}</description>",
            "<title>Bridge opens</title><guid>https://herald.test/2</guid>"
            f"<description><![CDATA[{HTML * 4}]]></description>",
        )
    )
    assert (short.dek, short.body) == (OPENED, [])
    assert long.dek is None
    assert long.body[:2] == [OPENED, WAITED]


def test_a_description_that_is_the_content_again_is_no_dek() -> None:
    item = f"<title>Bridge opens</title><description>{OPENED}</description><content:encoded>{OPENED}</content:encoded>"
    assert (only(rss(item)).dek, only(rss(item)).body) == (None, [OPENED])


def test_where_there_is_no_title_the_first_sentence_of_the_text_stands_for_it() -> None:
    found = only(rss("<description>The ferry &lt;b&gt;stops&lt;/b&gt; today. It sails no more.</description>"))
    assert found.headline == "The ferry stops today."
    assert found.body == ["The ferry stops today. It sails no more."]
    assert found.provenance["headline"] == "item text, first sentence"


@pytest.mark.parametrize("times", [1, 2])
def test_html_in_cdata_escaped_or_escaped_twice(times: int) -> None:
    cdata, text = f"<![CDATA[{HTML}]]>", HTML
    for _ in range(times):
        text = escape(text)
    first, second = articles(
        rss(*[f"<title>{n}</title><content:encoded>{html}</content:encoded>" for n, html in enumerate([cdata, text])])
    )
    assert first.body == second.body == [OPENED, WAITED]


@pytest.mark.parametrize(
    ("line", "footer"),
    [
        ("The post Bridge opens appeared first on Harbour Herald.", True),
        ("Der Beitrag Brücke eröffnet erschien zuerst auf Hafenbote.", True),
        ("Continue reading Bridge opens at last →", True),
        ("[Read more…]", True),
        ("The post office opened first on Friday.", False),
        ("Read on Friday morning, the verdict surprised nobody.", False),
    ],
)
def test_footers_of_blog_software(line: str, footer: bool) -> None:
    assert is_feed_footer(line) is footer


def test_a_media_title_is_not_the_headline() -> None:
    item = "<media:content><media:title>A picture</media:title></media:content><title>Bridge opens</title>"
    assert only(rss(item)).headline == "Bridge opens"


def test_what_blog_software_puts_below_a_text_is_left_out() -> None:
    footer = '<p>The post <a href="/b">Bridge opens</a> appeared first on <a href="/">Harbour Herald</a>.</p>'
    share = '<p><a href="https://net.test/s?u=1">Share on Net</a></p><p><a href="/b">Continue reading &rarr;</a></p>'
    found = only(
        rss(
            f"<title>Bridge opens</title><description><![CDATA[<p>Trams cross [&#8230;]</p>{footer}]]></description>"
            f"<content:encoded><![CDATA[{HTML}{share}{footer}]]></content:encoded>"
        )
    )
    assert found.body == [OPENED, WAITED]
    assert found.dek == "Trams cross…"


def test_the_related_block_of_an_item_is_listed() -> None:
    block = '<h3>Related articles</h3><ul><li><a href="/2024/ferry-12345">Ferry makes its last crossing</a></li></ul>'
    item = f"<title>Bridge opens</title><link>https://herald.test/b</link><content:encoded><![CDATA[{HTML}{block}]]>"
    found = only(rss(item + "</content:encoded>"))
    assert [(line.headline, line.url) for line in found.listed] == [
        ("Ferry makes its last crossing", "https://herald.test/2024/ferry-12345")
    ]
    assert found.body == [OPENED, WAITED]


@pytest.mark.parametrize(
    ("written", "at", "precision"),
    [
        ("Fri, 21 Mar 2025 06:36:13 +0200", "2025-03-21T06:36:13+02:00", "instant"),
        ("Fri, 21 Mar 2025 06:36:13 GMT", "2025-03-21T06:36:13+00:00", "instant"),
        ("21 Mar 25 06:36 PDT", "2025-03-21T06:36:00-07:00", "instant"),
        ("Fri, 21 Mar 97 06:36:13 Z", "1997-03-21T06:36:13+00:00", "instant"),
        ("2025-03-21T06:36:13.25+02:00", "2025-03-21T06:36:13+02:00", "instant"),
        ("2025-03-21T06:36Z", "2025-03-21T06:36:00+00:00", "instant"),
        ("2025-03-21", "2025-03-21T12:00:00+00:00", "day"),
        ("Fri, 21 Mar 2025 06:36:13", "2025-03-21T12:00:00+00:00", "day"),
        ("Fri, 21 Mar 2025 06:36:13 XYZ", None, None),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None, None),
        ("soon", None, None),
    ],
)
def test_dates(written: str, at: str | None, precision: str | None) -> None:
    found = only(rss(f"<title>Bridge opens</title><pubDate>{written}</pubDate>")).published
    assert (found.at.isoformat() if found else None) == at
    assert (found.precision if found else None) == precision
    assert found is None or found.as_written == written


def test_a_date_that_no_calendar_has_is_dropped_and_named() -> None:
    found = only(rss("<title>Bridge opens</title><pubDate>Mon, 31 Feb 2025 06:36:13 GMT</pubDate>"))
    assert found.published is None
    assert "no such time" in found.provenance["published"]


@pytest.mark.parametrize(
    ("elements", "names"),
    [
        ("<author>jane@herald.test (Jane Doe)</author>", ["Jane Doe"]),
        ("<author>Jane Doe &lt;jane@herald.test&gt;</author>", ["Jane Doe"]),
        ("<author>jane@herald.test</author>", []),
        ("<author>jane@herald.technology (Jane Doe)</author>", ["Jane Doe"]),
        ("<dc:creator>By Jane Doe and John Roe</dc:creator>", ["Jane Doe", "John Roe"]),
        ("<dc:creator>Harbour Herald</dc:creator>", ["Harbour Herald"]),  # the house, where no person is
        ("<dc:creator/>", []),
    ],
)
def test_authors(elements: str, names: list[str]) -> None:
    assert only(rss(f"<title>Bridge opens</title>{elements}")).authors == names


def test_an_items_source_is_its_publisher() -> None:
    found = only(rss('<title>Bridge opens</title><source url="https://river.test/rss">River Post</source>'))
    assert found.publisher.name == "River Post"
    assert found.provenance["publisher"] == "item publisher"


def test_rss_091() -> None:
    feed = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Herald</title>
<link>https://herald.test/</link><language>de</language><item><title>Br&uuml;cke er&ouml;ffnet</title>
<link>https://herald.test/b</link><description>Die Stra&szlig;enbahn f&auml;hrt.</description></item></channel></rss>"""
    found = only(feed)
    assert (found.headline, found.dek, found.language) == ("Brücke eröffnet", "Die Straßenbahn fährt.", "de")


def test_rdf() -> None:
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://herald.test/"><title>Herald</title>
<link>https://herald.test/</link><items><rdf:Seq><rdf:li rdf:resource="https://herald.test/b"/></rdf:Seq></items></channel>
<item rdf:about="https://herald.test/b"><title>Bridge opens</title><link>https://herald.test/b</link>
<dc:date>2025-03-21T06:36+02:00</dc:date><dc:creator>Jane Doe</dc:creator><dc:subject>Traffic</dc:subject>
<dc:language>en</dc:language><dc:publisher>River Post</dc:publisher></item></rdf:RDF>"""
    found = only(feed, content_type="application/rdf+xml")
    assert (found.headline, found.authors, found.topics) == ("Bridge opens", ["Jane Doe"], ["Traffic"])
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-03-21T06:36:00+02:00"
    assert (found.publisher.name, found.language) == ("River Post", "en")


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml; charset=utf-8", "application/rss+xml", ""])
def test_a_feed_shows_what_it_is(content_type: str) -> None:
    assert only(rss("<title>Bridge opens</title>"), content_type=content_type).headline == "Bridge opens"


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16", "utf-8"])
def test_the_charset_of_the_xml_declaration(charset: str) -> None:
    feed = rss("<title>Мост открыт</title>").replace("?>", f' encoding="{charset}"?>', 1)
    assert only(feed.encode(charset)).headline == "Мост открыт"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("<![CDATA[Bridge & <em>tram</em>]]>", "Bridge & tram"),
        ("Bridge &amp;lt;em&amp;gt;opens", "Bridge opens"),
        ("Bridge &amp;#8217;opens&amp;#8217;", "Bridge ’opens’"),
        ("Bridge&nbsp;opens &mdash; at last", "Bridge opens — at last"),
        ("Bridge & tram", "Bridge & tram"),
        ("5 &lt; 6, says mayor", "5 < 6, says mayor"),
        ("Bridge\x0bopens at last", "Bridgeopens at last"),
    ],
)
def test_titles_are_plain_text(title: str, headline: str) -> None:
    assert only(rss(f"<title>{title}</title>")).headline == headline


def test_html_that_is_not_escaped() -> None:
    item = f"<title>Bridge opens</title><link>https://herald.test/b</link><description><p>{OPENED}<br>{WAITED}</p>"
    first, second = articles(rss(item + "</description>", "<title>Ferry stops</title>"))
    assert first.url == "https://herald.test/b"
    assert second.headline == "Ferry stops"


def test_a_broken_item_costs_its_neighbours_nothing() -> None:
    feed = rss("<title>One</title>", "<title>Two</title><b><i></b><description></i>", "<title>Three</title>")
    assert [article.headline for article in articles(feed)] == ["One", "Two", "Three"]


def test_a_feed_that_breaks_off_gives_what_it_has() -> None:
    feed = rss("<title>One</title>", "<title>Two</title>", f"<title>Three</title><description>{OPENED}</description>")
    assert [article.headline for article in articles(feed[: feed.index("morning")])] == ["One", "Two", "Three"]


def test_prefixes_that_are_not_declared() -> None:
    feed = "<rss><channel><item><title>One</title><media:x media:y='1'/><dc:creator>Jane Doe</dc:creator></item>"
    found = only(feed + "</channel></rss>")
    assert (found.headline, found.authors) == ("One", ["Jane Doe"])


def test_an_empty_item_is_named_by_its_number() -> None:
    one, two, three = split(rss("<title>One</title>", "<link>https://herald.test/2</link>", "<title>Three</title>"))
    assert two == Rejection("parse", "item 2: the item has neither title nor text; give it one of them")
    assert not isinstance(one, Rejection)
    assert not isinstance(three, Rejection)


def test_entities_of_its_own_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">]>' + rss("<title>&a;</title>").partition("?>")[2]
    (found,) = split(bomb)
    assert isinstance(found, Rejection)
    assert "entities of its own" in found.reason


@pytest.mark.parametrize("value", ["<html><p>x</p></html>", "<opml/>", "no markup at all", ""])
def test_what_is_no_feed_is_refused(value: str) -> None:
    (found,) = split(value or " x", content_type="application/rss+xml")
    assert isinstance(found, Rejection)
    assert "no RSS, RDF or Atom feed" in found.reason


@pytest.mark.parametrize("value", [FEED, "file:///etc/hostname", "/etc/hostname"])
def test_an_address_is_not_opened(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a feed was fetched")

    monkeypatch.setattr("feedparser.http.get", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    (found,) = split(value, content_type="application/rss+xml")
    assert isinstance(found, Rejection)
    assert "no RSS, RDF or Atom feed" in found.reason
