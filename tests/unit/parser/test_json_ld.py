import json

import pytest

from services.parser.html_tree import read_tree
from services.parser.json_ld import read_article_node, texts

ARTICLE = {"@type": "NewsArticle", "headline": "Bridge opens", "author": {"@id": "#jane"}}


def node(*scripts: object, type_: str = "application/ld+json") -> dict[str, object]:
    parts = (s if isinstance(s, str) else json.dumps(s) for s in scripts)
    tree = read_tree("<html><head>" + "".join(f'<script type="{type_}">{p}</script>' for p in parts) + "</head></html>")
    assert tree is not None
    return read_article_node(tree)


@pytest.mark.parametrize(
    "document",
    [
        ARTICLE,
        [ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {**ARTICLE, "@type": ["Thing", "https://schema.org/NewsArticle"]},
    ],
    ids=["plain", "list", "graph", "main entity", "several types"],
)
def test_the_article_is_found_wherever_it_stands(document: object) -> None:
    assert node(document)["headline"] == "Bridge opens"


def test_references_are_resolved_within_and_across_scripts() -> None:
    found = node({"@graph": [ARTICLE]}, {"@type": "Person", "@id": "#jane", "name": "Jane Doe"})
    assert texts(found["author"]) == ["Jane Doe"]


def test_articles_of_lists_are_not_the_pages_own() -> None:
    found = node({"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Other"}]})
    assert found == {}


def test_a_news_article_counts_before_a_web_page() -> None:
    found = node({"@type": "WebPage", "headline": "Page", "datePublished": "x"}, ARTICLE)
    assert found["headline"] == "Bridge opens"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "Article", "headline": "Raw\nbreak"}',
        '<!-- {"@type": "Article", "headline": "Raw break"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "Raw break"}\n//]]>',
        '{"@type": "Article", "headline": "Raw break",}',
        '{"@type": "Article", "headline": "Raw break"};',
    ],
)
def test_sloppy_json_is_read(script: str) -> None:
    assert str(node(script)["headline"]).split() == ["Raw", "break"]


@pytest.mark.parametrize("script", ["", "{", "[" * 100_000, "null", '"NewsArticle"', "[1, 2]", '{"@type": 7}'])
def test_broken_json_is_no_article(script: str) -> None:
    assert node(script) == {}


def test_other_scripts_are_not_read() -> None:
    assert node(ARTICLE, type_="application/json") == {}


def test_texts_of_any_shape() -> None:
    value = ["A", {"name": "B"}, {"name": ["C", "D"]}, {"@value": "E"}, {"url": "x"}, None, 7, " "]
    assert texts(value) == ["A", "B", "C", "D", "E"]
    assert texts(None) == []
