import json

import pytest

from services.parser.fields import ArticleFields
from services.parser.html_page import read_html

URL = "https://www.example.test/news/bridge?x=1"
BODY = [
    "The mayor cut a ribbon on Friday morning and opened the bridge that the town had waited for since the flood.",
    "It cost twice what was planned, and the council will pay for it until the middle of the century, it said.",
    "Trams start on Monday; until then anybody may walk across and look down at the ferry that is now out of work.",
]


def page(head: str = "", body: str = "", attributes: str = 'lang="en-GB"') -> ArticleFields:
    return read_html(f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>", URL)


def paragraphs(*texts: str) -> str:
    return "<article><h1>Bridge opens</h1>" + "".join(f"<p>{text}</p>" for text in texts or BODY) + "</article>"


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def test_json_ld_gives_every_field() -> None:
    fields = page(
        ld(
            headline="Bridge opens &amp; ferry stops",
            description="After nine years the trams can cross.",
            datePublished="2025-03-21T06:36:13+02:00",
            dateModified="2025-03-21T08:00:00+02:00",
            author=[{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
            publisher={"@type": "Organization", "name": "Harbour Herald"},
            inLanguage="de",
            keywords=["bridges", "trams"],
            articleBody="\n".join(BODY * 3),
        ),
        paragraphs(),
        attributes="",
    )
    assert fields.headline == "Bridge opens & ferry stops"
    assert fields.dek == "After nine years the trams can cross."
    assert fields.published is not None
    assert fields.published.at.isoformat() == "2025-03-21T06:36:13+02:00"
    assert fields.modified is not None
    assert fields.authors == ("Jane Doe", "John Roe")
    assert (fields.publisher, fields.language, fields.topics) == ("Harbour Herald", "de", ("bridges", "trams"))
    assert list(fields.body) == BODY * 3
    assert {fields.provenance[name] for name in ("headline", "dek", "published", "authors", "publisher")} == {"json-ld"}
    assert fields.provenance["body"] == "json-ld articleBody"


def test_opengraph_gives_what_json_ld_does_not() -> None:
    fields = page(
        '<meta property="og:title" content="Bridge opens"><meta property="og:site_name" content="Harbour Herald">'
        '<meta property="article:published_time" content="2025-03-21T06:36:13Z"><meta name="author" content="Jane Doe">'
        '<meta property="og:description" content="After nine years the trams can cross.">'
        '<link rel="canonical" href="/news/bridge"><meta name="keywords" content="bridges, trams; ferries">',
        paragraphs(),
    )
    assert (fields.headline, fields.publisher, fields.authors) == ("Bridge opens", "Harbour Herald", ("Jane Doe",))
    assert fields.published is not None
    assert fields.published.at.isoformat() == "2025-03-21T06:36:13+00:00"
    assert fields.canonical_url == "https://www.example.test/news/bridge"
    assert fields.topics == ("bridges", "trams", "ferries")
    assert fields.language == "en"
    assert list(fields.body) == BODY
    assert fields.provenance["published"] == "meta article:published_time"


def test_a_bare_page_gives_its_elements() -> None:
    fields = page(
        "<title>Bridge opens | Harbour Herald</title>",
        '<nav><a href="/">Home</a></nav><article><h1>Bridge opens</h1><p class="byline">By Jane Doe</p>'
        '<time datetime="2025-03-21T06:36:13+02:00">21 March</time>'
        + "".join(f"<p>{text}</p>" for text in BODY)
        + "</article><footer><p>© 2025 Harbour Herald Ltd</p></footer>",
    )
    assert (fields.headline, fields.authors, fields.publisher) == ("Bridge opens", ("Jane Doe",), "Harbour Herald")
    assert fields.published is not None
    assert list(fields.body) == BODY


@pytest.mark.parametrize("separator", [" | ", " - ", " – ", " :: "])
def test_the_publisher_behind_a_title_is_no_headline(separator: str) -> None:
    fields = page(
        f"<title>Bridge opens{separator}Harbour Herald</title><meta property=og:site_name content='Harbour Herald'>"
    )
    assert fields.headline == "Bridge opens"


def test_a_title_keeps_a_dash_of_its_own() -> None:
    assert page("<title>Bridge opens - at last</title>").headline == "Bridge opens - at last"


def test_a_time_without_zone_is_its_day_and_one_with_zone_is_preferred() -> None:
    naive = ld(headline="A", datePublished="2025-03-21T06:36:13")
    fields = page(naive)
    assert fields.published is not None
    assert (fields.published.precision, fields.published.at.isoformat()) == ("day", "2025-03-21T12:00:00+00:00")
    fields = page(naive + '<meta property="article:published_time" content="2025-03-21T06:36:13+01:00">')
    assert fields.published is not None
    assert fields.published.at.isoformat() == "2025-03-21T06:36:13+01:00"


def test_a_short_article_body_is_a_teaser() -> None:
    fields = page(ld(headline="A bridge", articleBody=BODY[0]), paragraphs(*BODY * 2))
    assert len(fields.body) == 6


def test_an_article_body_without_breaks_takes_the_pages_paragraphs() -> None:
    six = [f"{text} {i}." for i, text in enumerate(BODY * 2)]
    fields = page(ld(headline="A", articleBody=" ".join(six)), paragraphs(*six))
    assert list(fields.body) == six
    assert fields.provenance["body"] == "container and json-ld articleBody"


def test_headline_dek_and_byline_above_the_text_are_not_body() -> None:
    dek = "After nine years the trams can cross."
    fields = page(f'<meta name="description" content="{dek}">', paragraphs(dek, "By Jane Doe", "21 March 2025", *BODY))
    assert fields.dek == dek
    assert list(fields.body) == BODY


def test_prompts_are_not_body() -> None:
    fields = page(
        "", paragraphs() + '<div class="promo-box"><p>Enjoy our journalism? Subscribe from a crown.</p></div>'
    )
    assert list(fields.body) == BODY


def test_the_house_is_an_author_only_where_no_person_is() -> None:
    publisher = {"name": "Harbour Herald"}
    head = ld(headline="A", publisher=publisher, author=publisher)
    assert page(head).authors == ("Harbour Herald",)
    assert page(head, paragraphs().replace("<p>", '<p class="byline">By Jane Doe</p><p>', 1)).authors == ("Jane Doe",)


def test_entities_are_text_and_nothing_is_expanded_or_fetched() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    fields = read_html(f"{bomb}<html><body><h1>Bridge &b; &x; opens</h1></body></html>", None)
    assert fields.headline is not None
    assert "aaaa" not in fields.headline


@pytest.mark.parametrize(
    "text", ["", " ", "<", "<!-- -->", "\x00", "<html></html>", "]]>", "<svg><title>x</title></svg>"]
)
def test_a_page_of_nothing_has_no_headline(text: str) -> None:
    assert read_html(text, None).headline is None


def test_deep_nesting_is_survived() -> None:
    assert page("", "<div>" * 50_000 + "<h1>Deep</h1>") is not None
