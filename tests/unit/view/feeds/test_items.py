from datetime import timedelta

from services.view.feeds import stable_ids
from services.view.feeds.feed import NEVER
from services.view.feeds.items import of_articles, of_related
from tests.unit.view.example_records import NOON, article, copy, entry, listed, related
from tests.unit.view.feeds.example_feeds import BASE, feed


def test_an_article_has_one_id_in_every_feed() -> None:
    (alone,) = of_articles([(article("ferry"), None)], BASE)
    (among,) = of_related(related("harbour", entry("ferry")), "https://another-name.example")
    assert alone.id == among.id == stable_ids.article(article("ferry").id)


def test_a_listed_headline_keeps_its_id_from_one_answer_to_the_next() -> None:
    first, again = (of_related(related("harbour", listed("Strike ends")), BASE)[0].id for _ in range(2))
    assert first == again
    assert first != of_related(related("pier", listed("Strike ends")), BASE)[0].id


def test_related_headlines_come_newest_first_and_those_without_a_time_last() -> None:
    early, late = NOON - timedelta(days=1), NOON + timedelta(days=1)
    record = related(
        "harbour", listed("Undated"), entry("old", published=early), listed("New", published=late), entry("now")
    )
    assert [item.headline for item in of_related(record, BASE)] == [
        "New",
        "The now reopens",
        "The old reopens",
        "Undated",
    ]


def test_copies_are_folded() -> None:
    assert len(of_related(related("harbour", entry("ferry", copies=[copy("wire")])), BASE)) == 1


def test_a_link_that_is_none_is_left_out() -> None:
    (item,) = of_related(related("harbour", listed("Strike", url="javascript:alert(1)")), BASE)
    assert (item.page, item.original) == (None, None)


def test_a_feed_changes_when_its_newest_item_did() -> None:
    assert feed().updated == NOON
    assert feed(empty=True).updated == NEVER
