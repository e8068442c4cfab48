"""Which entries are new or changed."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.dates import feed_date
from services.ingest.feeds.feed import Entry
from services.ingest.feeds.fresh_entries import Remembered, content_hash, fresh_entries

FERRY = Entry(
    "1", "https://news.example/ferry", "Ferry late", content_html="<p>It was <b>late</b>.</p>", tags=("a", "b")
)
FEW = 500


def shown(entries: list[Entry], before: Remembered, reading: int = 2) -> tuple[list[str], list[str], Remembered]:
    fresh = fresh_entries(entries, before, reading)
    return [e.id for e in fresh.new], [e.id for e in fresh.changed], fresh.remembered


def test_at_first_all_are_new_then_none_then_the_changed_one() -> None:
    entries = [FERRY, replace(FERRY, id="2", title="Bridge shut")]
    new, changed, known = shown(entries, {}, 1)
    assert (new, changed) == (["1", "2"], [])
    assert shown(entries, known)[:2] == ([], [])
    assert shown([replace(FERRY, title="Ferry on time"), entries[1]], known)[:2] == ([], ["1"])


def test_dates_markup_order_and_tracking_are_no_change() -> None:
    other = replace(
        FERRY,
        url="https://news.example/ferry?utm_source=feed#top",
        content_html='<div>It  was late.<img src="https://count.example/99"></div>',
        published=feed_date("2031-02-03T04:05:06Z"),
        modified=feed_date("2031-02-03T04:05:07Z"),
        tags=("b", "a"),
    )
    assert content_hash(other) == content_hash(FERRY)


OTHER = "https://news.example/other"


@pytest.mark.parametrize(
    "changed",
    [
        replace(FERRY, url=OTHER),
        replace(FERRY, title=OTHER),
        replace(FERRY, content_html=OTHER),
        replace(FERRY, content_text=OTHER),
        replace(FERRY, summary=OTHER),
        replace(FERRY, language=OTHER),
        replace(FERRY, authors=(OTHER,)),
        replace(FERRY, tags=(OTHER,)),
    ],
)
def test_every_field_that_matters_is_a_change(changed: Entry) -> None:
    assert content_hash(changed) != content_hash(FERRY)


@given(st.permutations(range(20)), st.integers(0, 99))
def test_the_order_of_a_feed_does_not_matter(order: list[int], seed: int) -> None:
    entries = [replace(FERRY, id=str(number % 15), title=f"t{number}", url=None) for number in range(20)]
    known = fresh_entries(entries, {}, 1).remembered
    mixed = [entries[number] for number in order]
    random.Random(seed).shuffle(mixed)
    assert shown(mixed, known)[:2] == ([], [])


def test_entries_that_share_one_id_are_all_new() -> None:
    entries = [Entry("same", f"https://news.example/{number}", f"t{number}") for number in range(3)]
    new, _, known = shown([*entries, entries[0]], {})
    assert len(new) == len(known) == 3
    assert shown(entries, known)[:2] == ([], [])


def test_what_leaves_a_feed_is_remembered_but_not_without_bound() -> None:
    known: Remembered = {}
    for reading in range(1, 40):
        entries = [Entry(f"{reading}-{number}", None, "t") for number in range(50)]
        known = fresh_entries(entries, known, reading).remembered
    assert len(known) == FEW
    assert shown([Entry("35-1", None, "t")], known)[0] == []
    assert shown([Entry("1-1", None, "t")], known)[0] == ["1-1"]
    many = [Entry(str(number), None, "t") for number in range(2000)]
    assert len(fresh_entries(many, known, 41).remembered) == 2000 + FEW


def test_an_empty_reading_forgets_nothing() -> None:
    known = fresh_entries([FERRY], {}, 1).remembered
    assert fresh_entries([], known, 2).remembered == known
