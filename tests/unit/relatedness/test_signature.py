"""Signatures: which terms tell, how much, and always in whole numbers."""

from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.relatedness.signature import BODY_TERMS, BODY_WORDS, NORM, signature
from services.relatedness.terms import terms


def test_headline_terms_weigh_three_times_a_body_term_of_the_same_rarity() -> None:
    found = signature("Zorbix", ["Quabble"], "en")
    assert found["zorbix"] == pytest.approx(3 * found["quabbl"], rel=0.01)


def test_rare_words_weigh_more_than_common_ones() -> None:
    found = signature("The government talks about turbines", [], "en")
    assert found["turbin"] > found["govern"] > found["the"]


def test_repeated_words_weigh_more_but_not_in_proportion() -> None:
    once, often = signature("Zorbix", ["kelp"], "en"), signature("Zorbix", ["kelp " * 20], "en")
    assert 1 < (often["kelp"] / often["zorbix"]) / (once["kelp"] / once["zorbix"]) < 20


def test_words_of_one_stem_are_one_term() -> None:
    assert list(signature("Strikes strike", ["striking"], "en")) == ["strike"]


def test_only_the_first_words_and_the_heaviest_terms_of_the_body_count() -> None:
    body = [" ".join(f"word{n}x" for n in range(BODY_WORDS)), "afterwards"]
    found = signature("", body, "en")
    assert len(found) == BODY_TERMS
    assert "afterward" not in found


def test_a_text_without_words_has_an_empty_signature() -> None:
    assert signature("?!", ["..."], None) == {}


@given(
    st.text(max_size=80), st.lists(st.text(max_size=200), max_size=4), st.sampled_from(["en", "de", "ja", "xx", None])
)
def test_every_signature_has_the_same_norm_and_positive_whole_weights(
    headline: str, body: list[str], language: str | None
) -> None:
    found = signature(headline, body, language)
    assert all(isinstance(weight, int) and weight > 0 for weight in found.values())
    if found:
        assert isqrt(sum(w * w for w in found.values())) == pytest.approx(NORM, rel=0.01)


@given(st.permutations(["Ferry sinks off the coast.", "Divers search the wreck.", "The owner is silent."]))
def test_the_order_of_sentences_does_not_matter(paragraphs: list[str]) -> None:
    assert signature("", paragraphs, "en") == signature("", sorted(paragraphs), "en")


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
    assert [term for term, _ in terms("one two three", "en", limit=2)] == ["one", "two"]


def test_the_rarity_of_a_word_is_that_of_its_language() -> None:
    assert dict(terms("und", "de"))["und"] > dict(terms("und", "en"))["und"]
