from lxml.html import tostring

from services.parser.html_tree import read_tree
from services.parser.related_block import take_related_blocks

PROSE = "<p>" + "The mayor opened the bridge that the town had waited for since the flood. " * 4 + "</p>"
ITEMS = (
    '<li><a href="/a">Ferry makes its last crossing</a> <time datetime="2025-03-20T22:50:24Z">Thursday</time></li>'
    '<li><a href="https://other.test/b#c">Treasurer warns of costs</a></li>'
)


def take(body: str) -> tuple[list[tuple[str, str | None, bool]], str]:
    tree = read_tree(f"<html><body>{body}</body></html>")
    assert tree is not None
    found = take_related_blocks(tree, "https://example.test/news/x")
    return [(i.headline, i.url, i.published is not None) for i in found], tostring(tree, encoding="unicode")


BOTH = [
    ("Ferry makes its last crossing", "https://example.test/a", True),
    ("Treasurer warns of costs", "https://other.test/b#c", False),
]


def test_a_section_with_a_heading() -> None:
    found, rest = take(f"<article>{PROSE}<section><h2>More on this theme</h2><ul>{ITEMS}</ul></section></article>")
    assert found == BOTH
    assert "Ferry" not in rest
    assert "mayor" in rest


def test_a_heading_and_a_list_within_the_article() -> None:
    found, rest = take(f"<article>{PROSE}<h3>Related</h3><ul>{ITEMS}</ul>{PROSE}</article>")
    assert found == BOTH
    assert "Ferry" not in rest
    assert rest.count("<p>") == 2


def test_an_aside_with_a_heading_deeper_in() -> None:
    found, _ = take(
        f"<main>{PROSE}<aside><div><span>Mehr zum Thema</span></div><div><ul>{ITEMS}</ul></div></aside></main>"
    )
    assert found == BOTH


def test_a_heading_of_another_kind_is_left_alone() -> None:
    found, rest = take(f"<section><h2>Most read</h2><ul>{ITEMS}</ul></section>")
    assert found == []
    assert "Ferry" in rest


def test_an_article_is_never_taken_for_its_list() -> None:
    found, rest = take(f"<article><p>Related</p>{PROSE}<p><a href='/a'>Ferry makes its last crossing</a></p></article>")
    assert found == []
    assert "mayor" in rest


def test_a_date_in_the_items_text() -> None:
    found, _ = take(
        "<aside><h4>Read also</h4><div><p><a href='/a'>Ferry makes its last crossing</a> <i>20 March 2025</i></p></div>"
        "</aside>"
    )
    assert found == [("Ferry makes its last crossing", "https://example.test/a", True)]


def test_links_that_are_no_web_addresses_have_none() -> None:
    found, _ = take("<aside><h4>Related</h4><ul><li><a href='javascript:go()'>Ferry stops</a></li></ul></aside>")
    assert found == [("Ferry stops", None, False)]
