"""The score of a pair: a pure function of the two articles, in whole thousandths.

Dot product of the signatures, decayed by the gap between the two effective times to a tenth (half-life two days).
"""

from services.relatedness.signature import NORM, Signature

SCORER = "1"
"""Version of signature, score and floor together; state of another version is refused."""
FLOOR = 130
"""Thousandths; pairs below are not related. Tuned on stream/allsides_dev."""
WINDOW_SECONDS = 14 * 24 * 3600
"""Pairs further apart are not related."""
_HALF_LIFE_HOURS = 48
_KEPT = 0.1
_ONE = 1 << 16
_HOUR = 3600
DECAY = [
    round(_ONE * ((1 - _KEPT) * 2 ** (-hours / _HALF_LIFE_HOURS) + _KEPT))
    for hours in range(WINDOW_SECONDS // _HOUR + 1)
]
"""By full hours of the gap, in 65,536ths."""


def dot(a: Signature, b: Signature) -> int:
    """Sum over shared terms, at most NORM squared (a little more by rounding)."""
    if len(a) > len(b):
        a, b = b, a
    return sum(weight * b[term] for term, weight in a.items() if term in b)


def decayed(product: int, gap_seconds: int) -> int:
    """Thousandths of a dot product at a gap; 0 beyond the window."""
    gap_seconds = abs(gap_seconds)
    if gap_seconds > WINDOW_SECONDS:
        return 0
    return product * DECAY[gap_seconds // _HOUR] * 1000 // (_ONE * NORM * NORM)
