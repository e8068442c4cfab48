"""Near-duplicates: which pairs are copies and how they group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.related_headlines import Card
from services.relatedness.copies import copy_groups, is_copy
from services.relatedness.fingerprint import fingerprint, near_duplicates
from services.relatedness.headline_key import headline_key
from tests.unit.relatedness.articles import article

TEXT = (
    "The harbour authority of Port Selby closed both ferry piers on Monday after divers found cracks in the piles "
    "below the waterline, and told commuters to expect a week of detours while engineers test every beam by hand."
)


def is_near_duplicate(a: str | None, b: str | None) -> bool:
    return near_duplicates([a, None, b]) == [(0, 2)]


def card(name: str, **options: object) -> Card:
    return article(name, **options).card  # type: ignore[arg-type]


def test_a_slightly_edited_body_is_a_near_duplicate() -> None:
    assert is_near_duplicate(fingerprint([TEXT]), fingerprint([TEXT.replace("Monday", "Tuesday"), "More soon."]))


def test_another_body_is_not() -> None:
    other = "Voters in the northern valleys rejected the new water tax by a wide margin, the election office said late."
    assert not is_near_duplicate(fingerprint([TEXT]), fingerprint([other]))


def test_half_of_a_body_is_at_the_border_and_a_quarter_is_below() -> None:
    words = [f"w{n}" for n in range(400)]
    fresh = [f"v{n}" for n in range(400)]
    whole = fingerprint([" ".join(words)])
    assert is_near_duplicate(whole, fingerprint([" ".join(words[:320] + fresh[:80])]))
    assert not is_near_duplicate(whole, fingerprint([" ".join(words[:160] + fresh[:240])]))


@pytest.mark.parametrize("paragraphs", [[], [""], ["Too short to tell."]])
def test_a_short_body_has_no_fingerprint(paragraphs: list[str]) -> None:
    assert fingerprint(paragraphs) is None
    assert not is_near_duplicate(None, None)


def test_scripts_without_blanks_have_fingerprints() -> None:
    assert fingerprint(["東京で大きな地震がありました。けが人はいません。"]) is not None


@given(st.text(max_size=300))
def test_a_fingerprint_is_64_hex_digits_of_the_words_alone(text: str) -> None:
    found = fingerprint([text])
    assert found is None or (len(found) == 64 and bytes.fromhex(found))
    assert found == fingerprint([f"  {text}\n"])


def test_reasons_to_be_a_copy() -> None:
    assert is_copy(card("a", canonical_url="https://x.example/1"), card("b", canonical_url="https://x.example/1"))
    assert is_copy(card("a", fingerprint=fingerprint([TEXT])), card("b", fingerprint=fingerprint([TEXT])))
    assert is_copy(card("a", headline="Same *thing*"), card("b", headline="same thing!", hours=24))
    assert not is_copy(card("a", headline="Same thing"), card("b", headline="Same thing", hours=25))
    assert not is_copy(card("a", headline="?"), card("b", headline="!"))


@given(st.permutations("abcde"))
def test_groups_are_connected_components_earliest_first_in_any_order(names: list[str]) -> None:
    # a ~ b by headline within a day, b ~ c too, a and c are two days apart: one group all the same.
    hours = {"a": 0, "b": 20, "c": 40, "d": 300, "e": 1}
    cards = [card(name, headline="Other" if name == "e" else "Same", hours=hours[name]) for name in names]
    groups = copy_groups(cards)
    ids = {card(name).id: name for name in "abcde"}
    assert sorted("".join(ids[c.id] for c in group) for group in groups) == ["abc", "d", "e"]


@pytest.mark.parametrize(
    ("headline", "key"),
    [
        ("**Trump’s “Plan”**", "trump s plan"),
        ("### A <b>bold</b> move", "a bold move"),
        ("ＡＢＣ Straße", "abc strasse"),
        ("—", ""),
        ("snake_case  two", "snake case two"),
    ],
)
def test_headline_keys(headline: str, key: str) -> None:
    assert headline_key(headline) == key


@given(st.text())
def test_a_headline_key_is_its_own_key(headline: str) -> None:
    assert headline_key(headline_key(headline)) == headline_key(headline)
