"""Bigrams of text whose script does not separate words, or glues particles to them, and how common each is.

A unit is what stands in one place: a character of Chinese, Japanese or Korean; in Thai, Lao, Khmer and Burmese a
consonant with the vowels and marks around it (a character cluster: Theeramunkong et al., "Character Cluster Based Thai
Information Retrieval", 2000), since single letters there tell as little as Latin ones.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import msgpack
from wordfreq.util import data_path

from services.relatedness.word_frequency import WITHOUT_SPACES, listed_words, occurrences, zipf_of

SCRIPTS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uaa60-\uaa7f"  # Thai and Lao, Burmese, Khmer, more Burmese
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration marks, kana
    "\u3400-\u9fff\U00020000-\U0003ffff\uac00-\ud7af"  # Chinese characters, Hangul
)
"""The scripts' characters, for a class in a pattern; text is in its normal form."""
_UNIT = re.compile(
    "[\u0e40-\u0e44\u0ec0-\u0ec4]?."  # a vowel that is written before its consonant
    "(?:[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u1056-\u1059\u105e-\u1060\u17b6-\u17d3\u17dd\u3099\u309a]"
    "|(?<=[\u1039\u17d2]).){0,8}",  # a consonant stacked below
    re.DOTALL,
)
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_HAN = re.compile("[\u3005-\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_UNLISTED_ZIPF = 300
_ALL = 10**12


def bigrams(run: str, language: str) -> Iterator[tuple[str, int]]:
    """(bigram, Zipf frequency in hundredths) in reading order; a run of one unit gives that. Chinese comes out in
    simplified characters."""
    language = _language_of(run, language)
    if language == "zh":
        run = run.translate(simplified())
    parts = units(run)
    if len(parts) == 1:
        yield parts[0], _frequency(language, parts[0], "")
    for first, second in pairwise(parts):
        yield first + second, _frequency(language, first, second)


def units(run: str) -> list[str]:
    """What a run is made of, in reading order."""
    return _UNIT.findall(run)


@lru_cache(maxsize=100_000)
def _frequency(language: str, first: str, second: str) -> int:
    """Within words it is what the words that contain the bigram sum to; across words, as often as one ends with the
    first and another begins with the second. A unit alone counts as often as words end with it."""
    if language not in WITHOUT_SPACES:
        return _UNLISTED_ZIPF
    table = _table(language)
    if not second:
        count = table.last[first]
    else:
        count = table.within[first + second] + table.last[first] * table.first[second] // _ALL
    return zipf_of(count)


@dataclass(frozen=True)
class _Table:
    """How often in 10^12 words a bigram stands in one, and a character ends or begins one."""

    within: Counter[str]
    first: Counter[str]
    last: Counter[str]


@cache
def _table(language: str) -> _Table:
    """Takes up to .3 s and 12 MB for Chinese, less for the others."""
    table = _Table(Counter(), Counter(), Counter())
    for zipf, words in listed_words(language):
        count = occurrences(zipf)
        for word in words:
            table.first[word[0]] += count
            table.last[word[-1]] += count
            for first, second in pairwise(word):
                table.within[first + second] += count
    return table


@cache
def simplified() -> dict[int, str]:
    """wordfreq's map from traditional to simplified characters; its own reader of it wants a tokenizer."""
    with gzip.open(data_path("_chinese_mapping.msgpack.gz")) as file:
        mapping: dict[int, str] = msgpack.load(file, strict_map_key=False)
    return mapping


def _language_of(run: str, language: str) -> str:
    """The language whose list tells of a run: by its script, for Chinese characters the text's if it writes them."""
    if _HANGUL.search(run):
        return "ko"
    if _KANA.search(run):
        return "ja"
    if not _HAN.search(run):
        return "und"
    return language if language in WITHOUT_SPACES else "zh"
