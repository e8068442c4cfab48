"""How common a word is in its language, on the Zipf scale, in hundredths: 600 is once in a thousand words.

The numbers are the `wordfreq` package's lists, so they do not depend on what else arrived. The lists are read directly:
wordfreq's own look-up holds each one twice, takes every word apart again, and asks for tokenizers in Chinese, Japanese
and Korean. A list is read when its language first comes, in .01 to .4 s.
"""

from collections import defaultdict
from functools import cache
from math import log10

from wordfreq import read_cBpack
from wordfreq.numbers import digit_freq, smash_numbers

from services.relatedness.language_names import word_list
from services.relatedness.stems import CUT, cut

UNKNOWN = 0
_MOST_COMMON = 900
_LEAST = 200
"""Rarer words (below once in ten million) are left out, or the longest lists would take 100 MB each."""
_ZERO_WIDTH_NON_JOINER = "\u200c"
"""Stands in Persian words of the list; the normal form of text has none."""
_FALLBACK = "en"
"""Its list stands in for languages without one, and is held in full."""
WITHOUT_SPACES = ("zh", "ja", "ko")
"""Languages whose lists serve bigrams; what else stands in their texts is mostly English."""


def word_frequency(word: str, language: str) -> int:
    """Zipf frequency in hundredths of a word in its normal form, in languages whose words are cut of all that
    begin so; 0 for a word the list does not have."""
    word = cut(word) if language in CUT else word
    frequencies = _frequencies(language)
    found = frequencies.get(word)
    if found is not None:
        return found
    # The lists count numbers by their length: 2031 stands as 0000.
    pattern = smash_numbers(word)
    if pattern == word or pattern not in frequencies:
        return UNKNOWN
    return max(UNKNOWN, round(frequencies[pattern] + 100 * log10(digit_freq(word))))


def listed_words(language: str) -> list[tuple[int, list[str]]]:
    """(Zipf frequency in hundredths, the words that have it), most common first; empty for a language without a
    list."""
    path = word_list(language)
    least = UNKNOWN if language == _FALLBACK else _LEAST
    bands = read_cBpack(path) if path else []
    return [(_MOST_COMMON - cB, words) for cB, words in enumerate(bands[: _MOST_COMMON - least + 1])]


def occurrences(zipf: int) -> int:
    """How often in 10^12 words: a whole number, so that sums do not depend on their order."""
    return round(10 ** (zipf / 100 + 3))


def zipf_of(count: int) -> int:
    """The Zipf frequency in hundredths of what occurs so often in 10^12 words; never below 0."""
    return max(UNKNOWN, round(100 * log10(count)) - 300) if count else UNKNOWN


@cache
def _frequencies(language: str) -> dict[str, int]:
    if language in WITHOUT_SPACES or (word_list(language) is None and language != _FALLBACK):
        return _frequencies(_FALLBACK)
    if language in CUT:
        return _of_beginnings(language)
    frequencies: dict[str, int] = {}
    for zipf, words in listed_words(language):
        for word in words:
            frequencies.setdefault(word.replace(_ZERO_WIDTH_NON_JOINER, ""), zipf)
    return frequencies


def _of_beginnings(language: str) -> dict[str, int]:
    """What the words that are cut to the same letters sum to."""
    counts: defaultdict[str, int] = defaultdict(int)
    for zipf, words in listed_words(language):
        count = occurrences(zipf)
        for word in words:
            counts[cut(word)] += count
    return {beginning: zipf_of(count) for beginning, count in counts.items()}
