"""The record of a view: the page's own list first, copies grouped, and it reads back as the view it was."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.related_headlines import RelatedHeadlines
from services.relatedness.article import Article
from services.relatedness.fingerprint import fingerprint
from services.relatedness.packed_card import PackedCard
from services.relatedness.ranking import ROOMS, Rooms, entry_of
from services.relatedness.recompute import differences, recompute
from services.relatedness.related_record import related_record
from services.relatedness.relation import relate
from services.relatedness.view import View
from services.relatedness.view_record import ids_told, view_record
from tests.unit.relatedness.articles import START, article

TEXT = " ".join(f"word{n}" for n in range(60))
DAY = 24


def view_of(one: Article, others: list[Article], rooms: Rooms = ROOMS) -> tuple[View, RelatedHeadlines]:
    view = View(*rooms)
    for other in others:
        if relation := relate(one, other):
            view.put(entry_of(other.card, relation.score, relation.reasons))
    return view, related_record(one, view, {other.id: other.card for other in others}, START)


def headlines(record: RelatedHeadlines) -> list[str]:
    return [entry.headline for entry in record.related]


def test_the_own_list_comes_first_in_its_order_then_pages_that_name_this_one_then_the_rest_by_score() -> None:
    one = article("one", terms=["x"], listed=[("Headline of b", None), ("Unknown", 3), ("Headline of a", None)])
    others = [
        article("a"),
        article("b", terms=["x"]),
        article("near", terms=["x"]),
        article("far", terms=["x"], hours=3 * DAY),
        article("names it", listed=[("Headline of one", None)]),
    ]
    _, record = view_of(one, others)
    assert headlines(record) == [
        "Headline of b",
        "Unknown",
        "Headline of a",
        "Headline of names it",
        "Headline of near",
        "Headline of far",
    ]
    unknown = record.related[1]
    assert (unknown.id, unknown.version, unknown.reasons[0].position) == (None, None, 1)


def test_copies_fold_under_the_earliest_and_own_copies_stand_under_the_article() -> None:
    mark = fingerprint([TEXT])
    other = fingerprint([TEXT.replace("word1", "else")])
    one = article("one", terms=["x"], fingerprint=mark)
    others = [
        article("its copy", terms=["x"], fingerprint=mark, hours=1),
        article("late", terms=["x"], hours=3, canonical_url="https://x.example/same"),
        article("early", terms=["x"], hours=2, canonical_url="https://x.example/same"),
        article("alone", terms=["x"], hours=9, fingerprint=other if other != mark else None),
    ]
    _, record = view_of(one, others)
    assert [copy.headline for copy in record.article.copies][:1] == ["Headline of its copy"]
    folded = next(entry for entry in record.related if entry.headline == "Headline of early")
    assert [copy.headline for copy in folded.copies] == ["Headline of late"]


def test_a_slot_that_a_copy_of_the_article_fills_is_not_shown_empty() -> None:
    one = article("one", listed=[("Other headline", None)], canonical_url="https://x.example/1")
    _, record = view_of(one, [article("two", headline="Other headline", canonical_url="https://x.example/1")])
    assert headlines(record) == []
    assert [copy.headline for copy in record.article.copies] == ["Other headline"]


def test_a_full_view_keeps_the_best_and_remembers_what_it_left_out() -> None:
    one = article("one", terms=["x"])
    others = [article(str(n), terms=["x"], hours=n) for n in range(9)]
    view, record = view_of(one, others, rooms=(2, 3))
    assert headlines(record) == [f"Headline of {n}" for n in (0, 1, 2)]
    assert record.cut is not None and record.cut.scored is not None
    assert record.cut.scored.id == others[3].id
    assert not view.short
    view.remove(others[1].id)
    assert view.short


def test_a_record_reads_back_as_the_view_it_was() -> None:
    one = article("one", terms=["x"], listed=[("Headline of 3", None), ("Nowhere", None)])
    others = [article(str(n), terms=["x"], hours=n % 4, canonical_url=f"https://x.example/{n // 2}") for n in range(30)]
    view, record = view_of(one, others)
    back, cards = view_record(record.to_bytes(), ROOMS, lambda _: None)[2:]
    assert back.entries == view.entries
    assert (back.listed.cut, back.scored.cut) == (view.listed.cut, view.scored.cut)
    assert {card.id: card for card in cards} == {o.id: PackedCard.of(o.card) for o in others if o.id in view.entries}


@given(st.lists(st.text(), min_size=1, max_size=8, unique=True), st.sampled_from(['{"id":"', '\\{"id":"', '"', "\\"]))
def test_its_ids_are_found_without_reading_it(texts: list[str], spoil: str) -> None:
    mark = fingerprint([TEXT])
    one = article(texts[0], headline=spoil, terms=["x"], fingerprint=mark, listed=[(spoil + "listed", None)])
    others = [
        article(text, headline=f"{spoil}{text}", terms=["x"], canonical_url=spoil * 2, fingerprint=mark)
        for text in texts[1:]
    ]
    view, record = view_of(one, others)
    assert sorted(ids_told(record.to_bytes())) == sorted([one.id, *view.entries])
    assert ids_told(record.to_bytes())[0] == one.id


def test_an_id_is_found_however_it_is_written() -> None:
    _, record = view_of(article("one", terms=["x"]), [article("other", terms=["x"])])
    (entry,) = record.related
    strange = record.model_copy(update={"related": [entry.model_copy(update={"id": '"{\\"id\\":"é\\'})]})
    assert ids_told(strange.to_bytes()) == [record.article.id, '"{\\"id\\":"é\\']


def test_the_largest_view_stays_under_64_kib() -> None:
    long = "Ж" * 400
    url = "https://news.example/" + "p" * 270
    one = article("one", terms=["x"], listed=[(f"{n} {long}"[:140], None) for n in range(30)])
    named = [article(f"n{n}", headline=f"{n} {long}"[:140], canonical_url=f"{url}{n:03}") for n in range(30)]
    others = [
        article(f"o{n}", headline=f"o{n} {long}"[:140], terms=["x"], canonical_url=f"{url}x{n}") for n in range(25)
    ]
    _, record = view_of(one, [*named, *others])
    assert len(record.related) == sum(ROOMS)
    assert len(record.to_bytes()) < 64 * 1024


def test_the_judge_finds_every_kind_of_fault() -> None:
    articles = [article(str(n), terms=["x"], hours=n) for n in range(25)]
    records = {record.article.id: record for record in recompute(articles)}
    right = records[articles[0].id]
    assert differences(right, right) == []
    first, second, *rest = right.related
    wrong = {
        "dropped": right.model_copy(update={"related": [second, *rest]}),
        "doubled": right.model_copy(update={"related": [first, first, second, *rest]}),
        "swapped": right.model_copy(update={"related": [second, first, *rest]}),
        "changed": right.model_copy(update={"related": [first.model_copy(update={"headline": "X"}), second, *rest]}),
        "empty": right.model_copy(update={"related": []}),
        "cut lost": right.model_copy(update={"cut": None}),
        "other article": records[articles[1].id],
    }
    for fault, record in wrong.items():
        assert differences(record, right), fault
    assert differences(None, right) == ["missing"]
    assert differences(right, None) == ["its article is gone"]
    assert differences(right.model_copy(update={"updated": START}), right) == []
