from services.parser.article_container import find_container
from services.parser.html_tree import read_tree
from services.parser.related_block import read_related

PROSE = "<p>" + "The mayor opened the bridge that the town had waited for since the flood. " * 4 + "</p>"
ITEMS = (
    '<li><a href="/a">Ferry makes its last crossing</a> <time datetime="2025-03-20T22:50:24Z">Thursday</time></li>'
    '<li><a href="https://other.test/b#c">Treasurer warns of costs</a></li>'
)
BOTH = [
    ("Ferry makes its last crossing", "https://example.test/a", True),
    ("Treasurer warns of costs", "https://other.test/b#c", False),
]
CARD = '<div><a href="/2025/03/ferry-makes-its-last-crossing"><h3>Ferry makes its last crossing</h3></a></div>'
LONG_URL = "https://example.test/2025/03/ferry-makes-its-last-crossing"


def listed(body: str, page: str | None = "https://example.test/news/x") -> list[tuple[str, str | None, bool]]:
    tree = read_tree(f"<html><body>{body}</body></html>")
    assert tree is not None
    return [(i.headline, i.url, i.published is not None) for i in read_related(find_container(tree), page)]


def test_a_section_with_a_heading() -> None:
    assert listed(f"<article>{PROSE}<section><h2>More on this theme</h2><ul>{ITEMS}</ul></section></article>") == BOTH


def test_a_heading_and_a_list_within_the_article() -> None:
    assert listed(f"<article>{PROSE}<h3>Related</h3><ul>{ITEMS}</ul>{PROSE}</article>") == BOTH


def test_an_aside_with_a_heading_deeper_in_behind_the_article() -> None:
    aside = f"<aside><div><span>Mehr zum Thema</span></div><div><ul>{ITEMS}</ul></div></aside>"
    assert listed(f"<main><article>{PROSE}</article>{aside}</main>") == BOTH


def test_a_list_of_another_name_is_none() -> None:
    assert listed(f"<article>{PROSE}<h2>Most read</h2><ul>{ITEMS}</ul>{PROSE}</article>") == []


def test_a_list_without_a_name_is_the_articles_between_its_paragraphs_only() -> None:
    assert listed(f"<article>{PROSE}{CARD}{PROSE}</article>") == [("Ferry makes its last crossing", LONG_URL, False)]
    assert listed(f"<article>{PROSE}{PROSE}</article>{CARD}") == []


def test_the_words_of_a_class_name_a_list() -> None:
    card = CARD.replace("<div>", '<div class="article__related">')
    assert listed(f"<article>{PROSE}{PROSE}</article>{card}") == [("Ferry makes its last crossing", LONG_URL, False)]
    card = CARD.replace("<div>", '<div class="newsletter-box">')
    assert listed(f"<article>{PROSE}{card}{PROSE}</article>") == []


def test_a_link_in_a_sentence_is_no_list() -> None:
    sentence = PROSE.replace(
        "The mayor", '<a href="/2025/03/ferry-makes-its-last-crossing">The mayor of the town</a>', 1
    )
    assert listed(f"<article>{sentence}{PROSE}</article>") == []


def test_a_card_whose_link_is_its_picture() -> None:
    card = '<article><a href="/2025/03/ferry"><img></a><h3>Ferry makes its last crossing</h3></article>'
    found = listed(f"<article>{PROSE}<section><h2>Read also</h2>{card}</section></article>")
    assert found == [("Ferry makes its last crossing", "https://example.test/2025/03/ferry", False)]


def test_a_date_in_the_items_text() -> None:
    item = "<p><a href='/a'>Ferry makes its last crossing</a> <i>20 March 2025</i></p>"
    found = listed(f"<main><article>{PROSE}</article><aside><h4>Read also</h4><div>{item}</div></aside></main>")
    assert found == [("Ferry makes its last crossing", "https://example.test/a", True)]


def test_where_the_pages_address_is_not_known_relative_links_have_none() -> None:
    (first, second) = listed(f"<article>{PROSE}<h3>Related</h3><ul>{ITEMS}</ul></article>", page=None)
    assert (first[1], second[1]) == (None, "https://other.test/b#c")


def test_links_that_are_no_web_addresses_are_none() -> None:
    item = "<li><a href='javascript:go()'>Ferry makes its last crossing</a></li>"
    assert listed(f"<article>{PROSE}<h4>Related</h4><ul>{item}</ul></article>") == []


def test_a_page_without_running_text_lists_nothing() -> None:
    assert listed(f"<h3>Related</h3><ul>{ITEMS}</ul>") == []
