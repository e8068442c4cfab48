"""Words of a text as they stand there, and the terms of a word: stemmed, with how rare each is in its language.

Scripts that do not separate words give bigrams.
"""

import re
from functools import lru_cache

from services.relatedness import bigrams
from services.relatedness.apostrophes import bare_word
from services.relatedness.language_names import primary_subtag
from services.relatedness.normal_form import MARKS, is_plain, normal_form, written_form
from services.relatedness.stems import stem
from services.relatedness.word_frequency import word_frequency

# Of text without underscores. Possessive, and without a class that is not `\w`, it takes three quarters of the time.
_PLAIN_WORD = re.compile(r"\w++(?:'\w++)*+")
_LETTERS = rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*"
# Hebrew writes its acronyms with a quotation mark inside.
_WORD = re.compile(rf"{_LETTERS}(?:(?:'|(?<=[\u05d0-\u05ea])\"(?=[\u05d0-\u05ea])){_LETTERS})*")
_RUN = re.compile(f"(?P<unseparated>[{bigrams.SCRIPTS}]+)|[^{bigrams.SCRIPTS}]+")
LONGEST_WORD = 60
"""Characters read of a word: no language has longer ones, and every term travels in records whose size is limited."""
LONGEST_RUN = 10_000
"""Characters read of a text that does not separate its words."""
_KNOWN_WORDS = 100_000
"""Kept of a language."""
_LONG = 7
"""Characters of a word with what stands between words: a little more than most texts have in the mean."""

Terms = tuple[tuple[str, int], ...]
"""(term, Zipf frequency in hundredths: 0 unknown, 780 as common as can be)."""


def words(text: str, limit: int) -> list[str]:
    """The first `limit` words in reading order, as they are written; what does not separate its words is one run."""
    # Few texts have words so long that more must be read, and reading all of a long one would take most of the time.
    end = limit * _LONG
    found = _words(text[:end])
    while len(found) <= limit and end < len(text):
        end *= 2
        found = _words(text[:end])
    return found[:limit]


def _words(text: str) -> list[str]:
    written = written_form(text)
    found: list[str] = _PLAIN_WORD.findall(written.replace("_", " ")) if is_plain(text) else _WORD.findall(written)
    return found


class TermsOf(dict[str, Terms]):
    """Word -> its terms in one language: one, none where nothing is left of it, bigrams of a run that does not separate
    its words. Filled as words are asked for, and emptied when it is full."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> Terms:
        found = _terms_of(word, self.language)
        if len(word) <= LONGEST_WORD:
            if len(self) >= _KNOWN_WORDS:
                self.clear()
            self[word] = found
        return found


def terms_in(language: str | None) -> TermsOf:
    """The terms of words in a language (a language tag); an unknown one is read without stems and with English
    frequencies."""
    return _terms_in(primary_subtag(language))


_terms_in = lru_cache(maxsize=16)(TermsOf)


def _terms_of(word: str, language: str) -> Terms:
    bare = bare_word(normal_form(word, language), language)
    if bare.isascii():
        return (_term(bare, language),) if bare else ()
    found: list[tuple[str, int]] = []
    for run in _RUN.finditer(bare):
        if run["unseparated"]:
            found += bigrams.bigrams(run.group()[:LONGEST_RUN], language)
        else:
            found.append(_term(run.group(), language))
    return tuple(found)


def _term(word: str, language: str) -> tuple[str, int]:
    word = word[:LONGEST_WORD]
    return stem(word, language), word_frequency(word, language)
