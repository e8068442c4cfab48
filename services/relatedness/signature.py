"""The signature of an article: its telling terms with integer weights, so that sums do not depend on their order.

Weight = rarity x (1 + ln tf)^.55 x where it stands, L2-normalised. Rarity falls with the Zipf frequency of the word and
is capped: a word that no list has is as often a slip as a name. A headline term counts twice, however common; a body
term counts more near the beginning and less far behind, and common ones not at all. The factors were fitted on
stream/allsides_dev and rounded. Integer arithmetic throughout: the same signature on every machine.
"""

from collections import Counter
from collections.abc import Sequence
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
_IN_HEADLINE, _EARLY, _MIDDLE, _LATE = 2000, 1170, 1000, 850
_NUMBER = 1.4
"""A number in a body tells more than a word as rare."""
_ONCE, _TF_POWER = 830, 0.55
_TF = [_ONCE, _ONCE] + [round(1000 * (1 + log(tf)) ** _TF_POWER) for tf in range(2, BODY_CHARACTERS + 1)]
_BY_PLACE = [_EARLY] * _EARLY_WORDS + [_MIDDLE] * (_LATE_WORDS - _EARLY_WORDS) + [_LATE] * (BODY_WORDS - _LATE_WORDS)
_NUMBER_BY_PLACE = [round(factor * _NUMBER) for factor in _BY_PLACE]

Weights = dict[str, int]


class Signature(NamedTuple):
    """Term -> weight, heaviest first, and each term as the article first writes it; empty when there are no words."""

    weights: Weights
    written: dict[str, str]


def signature(headline: str, paragraphs: Sequence[str], language: str | None) -> Signature:
    """The heaviest terms of headline and the first 400 words of the body."""
    terms_of = terms_in(language)
    zipfs: dict[str, int] = {}
    written: dict[str, str] = {}
    for word in words(headline[:HEADLINE_CHARACTERS], HEADLINE_CHARACTERS):
        for term, zipf in terms_of[word]:
            # Several words may share a term: the commonest of them tells how rare it is.
            if zipf > zipfs.get(term, -1):
                zipfs[term] = zipf
            written.setdefault(term, word)
    weights = dict.fromkeys(zipfs, 0)
    body = words(" ".join(paragraphs)[:BODY_CHARACTERS], BODY_WORDS)
    first = dict(zip(reversed(body), range(len(body) - 1, -1, -1), strict=True))
    counts: dict[str, int] = {}
    places: dict[str, int] = {}
    for word, count in Counter(body).items():
        for term, zipf in terms_of[word]:
            if zipf > zipfs.get(term, -1):
                zipfs[term] = zipf
            if term in counts:
                counts[term] += count
            else:
                counts[term] = count
                places[term] = first[word]
                written.setdefault(term, word)
    for term in weights:
        weights[term] = _HEADLINE_RARITY[zipfs[term]] * _TF[counts.get(term, 0)] * _IN_HEADLINE
    for term, place in places.items():
        if term not in weights and (rarity := _BODY_RARITY[zipfs[term]]):
            by_place = _NUMBER_BY_PLACE if term[0].isdigit() else _BY_PLACE
            weights[term] = rarity * _TF[counts[term]] * by_place[place]
    return _normalised(weights, written)


def _normalised(weights: Weights, written: dict[str, str]) -> Signature:
    # Equal weights stand in the order of reading.
    heaviest = sorted(weights.items(), key=itemgetter(1), reverse=True)[:TERMS]
    norm = isqrt(sum([weight * weight for _, weight in heaviest])) or 1
    half = norm // 2
    kept = {term: whole for term, weight in heaviest if (whole := (weight * NORM + half) // norm)}
    return Signature(kept, {term: written[term].removesuffix("'s") for term in kept})
