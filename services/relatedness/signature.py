"""The signature of an article: its telling terms with integer weights, so that sums do not depend on their order.

Weight = rarity x (1 + ln tf)^.55 x where it stands, L2-normalised. Rarity falls with the Zipf frequency of the word and
is capped: a word that no list has is as often a slip as a name. A headline term counts twice, however common; a body
term counts more near the beginning and less far behind, and common ones not at all. The factors were fitted on
stream/allsides_dev and rounded. Integer arithmetic throughout: the same signature on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import isqrt, log
from operator import itemgetter
from typing import NamedTuple

from services.relatedness.terms import terms_in, words

NORM = 4096
"""L2 norm of every signature that is not empty."""
TERMS = 64
"""The heaviest are kept."""
BODY_WORDS = 400
HEADLINE_CHARACTERS = 400
"""Read of a headline; the parser writes none that is longer."""
BODY_CHARACTERS = 20_000
"""Read of a body: its first 400 words are shorter in every language that separates them."""
_CAP, _LEAST_IN_HEADLINE = 480, 30
_COMMONEST_IN_HEADLINE, _COMMONEST_IN_BODY = 800, 720
"""Hundredths on the Zipf scale."""
_HEADLINE_RARITY = [max(min(_COMMONEST_IN_HEADLINE - zipf, _CAP), _LEAST_IN_HEADLINE) for zipf in range(1000)]
_BODY_RARITY = [max(min(_COMMONEST_IN_BODY - zipf, _CAP), 0) for zipf in range(1000)]
_EARLY_WORDS, _LATE_WORDS = 80, 200
_NUMBER = 1.4
"""A number in a body tells more than a word as rare."""


def _in_body(place: int) -> tuple[Sequence[int], Sequence[int]]:
    """What a word and what a number counts that first stands there, by Zipf frequency."""
    return [place * rarity for rarity in _BODY_RARITY], [round(place * _NUMBER) * rarity for rarity in _BODY_RARITY]


_IN_HEADLINE = [2000 * rarity for rarity in _HEADLINE_RARITY]
_EARLY, _MIDDLE, _LATE = _in_body(1170), _in_body(1000), _in_body(850)
_ONCE, _TF_POWER = 830, 0.55
_TF = [_ONCE, _ONCE] + [round(1000 * (1 + log(tf)) ** _TF_POWER) for tf in range(2, BODY_CHARACTERS + 1)]

_Told = tuple[int, int, Sequence[int], str]
"""Of a term: its Zipf frequency, how often the body has it, what it counts where it first stands, by Zipf frequency,
the word it first is."""
Weights = dict[str, int]


class Signature(NamedTuple):
    """Term -> weight, heaviest first, and each term as the article first writes it; empty when there are no words."""

    weights: Weights
    written: dict[str, str]


def signature(headline: str, paragraphs: Sequence[str], language: str | None) -> Signature:
    """The heaviest terms of headline and the first 400 words of the body."""
    terms_of = terms_in(language)
    told: dict[str, _Told] = {}
    for word in words(headline[:HEADLINE_CHARACTERS], HEADLINE_CHARACTERS):
        for term, zipf in terms_of[word]:
            # Several words may share a term: the commonest of them tells how rare it is.
            before = told.get(term, (zipf, 0, _IN_HEADLINE, word))
            told[term] = max(zipf, before[0]), 0, _IN_HEADLINE, before[3]
    body = words(" ".join(paragraphs)[:BODY_CHARACTERS], BODY_WORDS)
    counts = Counter(body)
    # In the order of their first places.
    early, not_late = len(set(body[:_EARLY_WORDS])), len(set(body[:_LATE_WORDS]))
    places = [_EARLY] * early + [_MIDDLE] * (not_late - early) + [_LATE] * (len(counts) - not_late)
    for (word, count), place in zip(counts.items(), places, strict=True):
        for term, zipf in terms_of[word]:
            if term in told:
                before = told[term]
                told[term] = max(zipf, before[0]), count + before[1], before[2], before[3]
            else:
                told[term] = zipf, count, place[term[0].isdigit()], word
    return _normalised((weighs[zipf] * _TF[count], term, word) for term, (zipf, count, weighs, word) in told.items())


def _normalised(weighed: Iterable[tuple[int, str, str]]) -> Signature:
    """Of (weight, term, word as written); what has no weight is left out."""
    # Equal weights stand in the order of reading.
    heaviest = sorted(weighed, key=itemgetter(0), reverse=True)[:TERMS]
    norm = isqrt(sum([weight * weight for weight, _, _ in heaviest])) or 1
    half = norm // 2
    kept = [(term, whole, word) for weight, term, word in heaviest if (whole := (weight * NORM + half) // norm)]
    return Signature(
        {term: weight for term, weight, _ in kept}, {term: word.removesuffix("'s") for term, _, word in kept}
    )
