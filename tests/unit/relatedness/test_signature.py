"""Signatures: which terms tell, how much, and always in whole numbers."""

from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.relatedness.signature import BODY_WORDS, NORM, TERMS, signature
from services.relatedness.terms import words
from tests.unit.relatedness.terms_of_texts import terms


def weights(headline: str, body: str = "", language: str | None = "en") -> dict[str, int]:
    return signature(headline, [body], language).weights


def test_headline_terms_weigh_more_than_a_body_term_of_the_same_rarity() -> None:
    found = weights("Zorbix", "Quabble")
    assert found["zorbix"] == pytest.approx(2000 / 1170 * found["quabbl"], rel=0.01)


def test_rare_words_weigh_more_than_common_ones() -> None:
    found = weights("The government talks about turbines")
    assert found["turbin"] > found["govern"] > found["the"]


def test_common_words_of_a_body_do_not_count() -> None:
    assert set(weights("", "The turbines and the sea")) == {"turbin", "sea"}


def test_repeated_words_weigh_more_but_not_in_proportion() -> None:
    once, often = weights("Zorbix", "kelp"), weights("Zorbix", "kelp " * 20)
    assert 1 < (often["kelp"] / often["zorbix"]) / (once["kelp"] / once["zorbix"]) < 20


def test_the_beginning_of_a_body_counts_more_than_its_end() -> None:
    found = weights("", "zorbix " + "the " * 100 + "quabble " + "the " * 200 + "frimble")
    assert found["zorbix"] > found["quabbl"] > found["frimbl"]


def test_a_number_in_a_body_counts_more_than_a_word_as_rare() -> None:
    found = weights("", "7353921 zorbix")
    assert found["7353921"] > found["zorbix"]


def test_words_of_one_stem_are_one_term() -> None:
    assert list(weights("Strikes strike", "striking")) == ["strike"]


def test_only_the_first_words_and_the_heaviest_terms_of_the_body_count() -> None:
    found = weights("", " ".join(f"word{n}x" for n in range(BODY_WORDS)) + " afterwards")
    assert len(found) == TERMS
    assert "afterward" not in found


def test_a_text_without_words_has_an_empty_signature() -> None:
    assert signature("?!", ["..."], None) == ({}, {})


def test_each_term_is_told_as_it_is_first_written() -> None:
    found = signature("Zorbix: NATO's ferries", ["A Ferry. The harbours of zorbix; Harbour."], "en")
    assert found.written == {"zorbix": "Zorbix", "nato": "NATO", "ferri": "ferries", "harbour": "harbours"}


@given(
    st.text(max_size=80), st.lists(st.text(max_size=200), max_size=4), st.sampled_from(["en", "de", "ja", "xx", None])
)
def test_every_signature_has_the_same_norm_and_positive_whole_weights(
    headline: str, body: list[str], language: str | None
) -> None:
    found = signature(headline, body, language).weights
    assert all(isinstance(weight, int) and weight > 0 for weight in found.values())
    if found:
        assert isqrt(sum(w * w for w in found.values())) == pytest.approx(NORM, rel=0.01)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The ferry's ferries", "en", ["the", "ferri", "ferri"]),
        ("Überschwemmungen", "de", ["uberschwemm"]),
        ("東京地震", "ja", ["東京", "京地", "地震"]),
        ("サ", "ja", ["サ"]),
        ("plain", "xx", ["plain"]),
        ("COVID-19 in 2031", None, ["covid", "19", "in", "2031"]),
    ],
)
def test_terms(text: str, language: str | None, expected: list[str]) -> None:
    assert [term for term, _ in terms(text, language)] == expected


def test_the_limit_counts_words() -> None:
    assert words("one two three", 2) == ["one", "two"]
    assert words(f"{'z' * 5000} two three", 2) == ["z" * 5000, "two"]


def test_the_rarity_of_a_word_is_that_of_its_language() -> None:
    assert dict(terms("und", "de"))["und"] > dict(terms("und", "en"))["und"]
