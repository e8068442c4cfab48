"""Words of a text, stemmed, with how rare each is in its language.

Scripts that do not separate words give bigrams.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from services.relatedness import bigrams
from services.relatedness.apostrophes import bare_word
from services.relatedness.language_names import primary_subtag
from services.relatedness.normal_form import MARKS, normal_form
from services.relatedness.stems import stem
from services.relatedness.word_frequency import word_frequency

_LETTERS = rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*"
# Hebrew writes its acronyms with a quotation mark inside.
_WORD = re.compile(rf"{_LETTERS}(?:(?:'|(?<=[\u05d0-\u05ea])\"(?=[\u05d0-\u05ea])){_LETTERS})*")
_RUN = re.compile(f"(?P<unseparated>[{bigrams.SCRIPTS}]+)|[^{bigrams.SCRIPTS}]+")
LONGEST_WORD = 60
"""Characters read of a word: no language has longer ones, and every term travels in records whose size is limited."""
LONGEST_RUN = 10_000
"""Characters read of a text that does not separate its words."""


@lru_cache(maxsize=100_000)
def _term(word: str, language: str) -> tuple[str, int]:
    """The stem and the word's zipf frequency in hundredths (0 unknown, 780 as common as can be)."""
    return stem(word, language), word_frequency(word, language)


def _words(text: str, language: str) -> Iterator[str]:
    for match in _WORD.finditer(normal_form(text, language)):
        if word := bare_word(match.group(), language):
            yield word


def terms(text: str, language: str | None, limit: int | None = None) -> Iterator[tuple[str, int]]:
    """(term, zipf frequency in hundredths) for each of the first `limit` words, in reading order.

    `language` is a language tag; an unknown one is read without stems and with English frequencies.
    """
    language = primary_subtag(language)
    for word in islice(_words(text, language), limit):
        if word.isascii():
            yield _term(word[:LONGEST_WORD], language)
            continue
        for run in _RUN.finditer(word):
            if run["unseparated"]:
                yield from bigrams.bigrams(run.group()[:LONGEST_RUN], language)
            else:
                yield _term(run.group()[:LONGEST_WORD], language)
