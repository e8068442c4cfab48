"""The score of a pair: a pure function of the two articles, in whole thousandths.

Evidence is the dot product of the signatures, a little mixed with how alike the headlines are in meaning: much where
one of the two is a headline only, since few words are shared by so few. It decays with the gap between the two
effective times (half-life 2 1/2 days, to 15 %), and a pair of one publisher counts less: two unrelated articles of one
house share 1.4 times as much as those of two. Whether a pair is related at all is for its words alone to say (`FLOOR`).
All constants were tuned on stream/allsides_dev and stream/neus_h11.
"""

from services.relatedness.meaning import LENGTH
from services.relatedness.signature import NORM

SCORER = "2"
"""Version of signature, meaning, score and floor together; state of another version is refused."""
FLOOR = 100
"""Thousandths; a pair whose shared words score less is not related."""
WINDOW_SECONDS = 14 * 24 * 3600
"""Pairs further apart are not related."""
_HALF_LIFE_HOURS = 60
_KEPT = 0.15
ONE = 1 << 16
HOUR = 3600
DECAY = [
    round(ONE * ((1 - _KEPT) * 2 ** (-hours / _HALF_LIFE_HOURS) + _KEPT)) for hours in range(WINDOW_SECONDS // HOUR + 1)
]
"""By full hours of the gap, in 65,536ths."""
SAME_PUBLISHER_PERCENT = 70
WORDS_FOR_ONE_MEANING = (2, 10)
"""Parts of words in the evidence beside one part of meaning: where one is a headline only, and where both have text."""
MEANING_UNIT = NORM * NORM // (LENGTH * LENGTH)
"""Makes a likeness comparable to a dot product of signatures."""


def mixed(product: int, likeness: int, *, both_have_text: bool) -> int:
    """Evidence of words and meaning, in the unit of the product."""
    words = WORDS_FOR_ONE_MEANING[both_have_text]
    return (words * product + MEANING_UNIT * likeness) // (words + 1)


def decayed(evidence: int, gap_seconds: int, *, same_publisher: bool) -> int:
    """Thousandths that evidence comes to; 0 beyond the window."""
    gap_seconds = abs(gap_seconds)
    if gap_seconds > WINDOW_SECONDS:
        return 0
    percent = SAME_PUBLISHER_PERCENT if same_publisher else 100
    return evidence * DECAY[gap_seconds // HOUR] * 10 * percent // (ONE * NORM * NORM)
