"""Words of a text, stemmed, with how rare each is in its language.

Word frequencies are the `wordfreq` package's (constants: they do not depend on what else arrived), stems Snowball's.
Scripts that do not separate words give character bigrams.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, pairwise

import Stemmer
from wordfreq import available_languages, zipf_frequency

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_UNSEPARATED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BIGRAM_ZIPF = 300
LONGEST_WORD = 60
"""Characters read of a word: no language has longer ones, and every term travels in records whose size is limited."""
LONGEST_RUN = 10_000
"""Characters read of a text that does not separate its words."""
_NEEDS_EXTRA_TOKENIZER = {"ja", "ko", "zh", "th"}


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    try:
        return Stemmer.Stemmer(language)
    except KeyError:
        return None


@cache
def _frequency_language(language: str) -> str:
    known = language in available_languages() and language not in _NEEDS_EXTRA_TOKENIZER
    return language if known else "en"


@lru_cache(maxsize=100_000)
def _term(word: str, language: str) -> tuple[str, int]:
    """The stem and the word's zipf frequency in hundredths (0 unknown, 780 as common as can be)."""
    stemmer = _stemmer(language)
    stem = stemmer.stemWord(word) if stemmer else word
    return stem, round(100 * zipf_frequency(word, _frequency_language(language)))


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text.casefold()):
        word = _POSSESSIVE.sub("", match.group())
        if word:
            yield word


def terms(text: str, language: str | None, limit: int | None = None) -> Iterator[tuple[str, int]]:
    """(term, zipf frequency in hundredths) for each of the first `limit` words, in reading order.

    `language` is an ISO 639-1 code; an unknown one is read without stems and with English frequencies.
    """
    language = (language or "en")[:2].lower()
    for word in islice(_words(text), limit):
        if _UNSEPARATED.search(word):
            for first, second in pairwise(word[:LONGEST_RUN]):
                yield first + second, _BIGRAM_ZIPF
            if len(word) == 1:
                yield word, _BIGRAM_ZIPF
        else:
            yield _term(word[:LONGEST_WORD], language)
