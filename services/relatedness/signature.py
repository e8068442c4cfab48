"""The signature of an article: its telling terms with integer weights, so that sums do not depend on their order.

Weight = rarity x (1 + ln tf), rarity = 8 - zipf frequency, at least .3; headline terms count three times; then
L2-normalised. Integer arithmetic throughout: the same signature on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import isqrt, log

from services.relatedness.terms import terms

NORM = 4096
"""L2 norm of every signature that is not empty."""
BODY_WORDS = 400
BODY_TERMS = 40
HEADLINE_FACTOR = 3
HEADLINE_CHARACTERS = 400
"""Read of a headline; the parser writes none that is longer."""
_RAREST, _LEAST_RARITY = 800, 30
_LN_TF = [0] + [round(1000 * (1 + log(tf))) for tf in range(1, BODY_WORDS * 2 + 1)]

Signature = dict[str, int]


def signature(headline: str, paragraphs: Sequence[str], language: str | None) -> Signature:
    """Term -> weight of headline and the first 400 words of the body; empty when there are no words."""
    weights = _weights(terms(headline[:HEADLINE_CHARACTERS], language), HEADLINE_FACTOR)
    body = _weights(terms(" ".join(paragraphs), language, BODY_WORDS), 1)
    for term, weight in sorted(body.items(), key=lambda item: (-item[1], item[0]))[:BODY_TERMS]:
        weights[term] = weights.get(term, 0) + weight
    norm = isqrt(sum(weight * weight for weight in weights.values())) or 1
    normalised = ((term, (weight * NORM + norm // 2) // norm) for term, weight in weights.items())
    return {term: weight for term, weight in normalised if weight}


def _weights(found: Iterable[tuple[str, int]], factor: int) -> dict[str, int]:
    counts: Counter[str] = Counter()
    rarity: dict[str, int] = {}
    for term, zipf in found:
        counts[term] += 1
        # Several words may share a stem: the commonest of them tells how rare the stem is.
        rarity[term] = min(rarity.get(term, _RAREST), max(_RAREST - zipf, _LEAST_RARITY))
    return {term: factor * rarity[term] * _LN_TF[min(count, len(_LN_TF) - 1)] for term, count in counts.items()}
