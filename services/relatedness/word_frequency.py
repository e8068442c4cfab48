"""How common a word is in its language, on the Zipf scale, in hundredths: 600 is once in a thousand words.

The numbers are the `wordfreq` package's lists, so they do not depend on what else arrived. The lists are read directly:
wordfreq's own look-up holds each one twice, takes every word apart again, and asks for tokenizers in Chinese, Japanese
and Korean. A list is read when its language first comes, in .01 to .4 s.
"""

from functools import cache
from math import log10

from wordfreq import read_cBpack
from wordfreq.numbers import digit_freq, smash_numbers

from services.relatedness.language_names import word_list

UNKNOWN = 0
_MOST_COMMON = 900
_LEAST = 200
"""Rarer words (below once in ten million) are left out, or the longest lists would take 100 MB each."""
_ZERO_WIDTH_NON_JOINER = "\u200c"
"""Stands in Persian words of the list; the normal form of text has none."""
_FALLBACK = "en"
"""Its list stands in for languages without one, and is held in full."""


def word_frequency(word: str, language: str) -> int:
    """Zipf frequency in hundredths of a word in its normal form; 0 for a word the list does not have."""
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


@cache
def _frequencies(language: str) -> dict[str, int]:
    if word_list(language) is None and language != _FALLBACK:
        return _frequencies(_FALLBACK)
    frequencies: dict[str, int] = {}
    for zipf, words in listed_words(language):
        for word in words:
            frequencies.setdefault(word.replace(_ZERO_WIDTH_NON_JOINER, ""), zipf)
    return frequencies
