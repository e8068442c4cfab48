"""Terms as small numbers, so that a signature takes six bytes a term."""

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness.article import Article
from services.relatedness.compiled import compiled

Terms = NDArray[np.int32]
Weights = NDArray[np.int16]
Numbers = NDArray[np.int64]
_UNKNOWN = -1


class Vector(NamedTuple):
    """A signature's terms by number, with their weights in the same order."""

    terms: Terms
    weights: Weights


class Vectors(NamedTuple):
    """Those of several articles, one behind the other."""

    terms: Terms
    weights: Weights
    lengths: Numbers
    """Terms of each article."""


class Vocabulary:
    """Term -> number. A term that no article holds any more gives its number back."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[str] = []
        self._free: list[int] = []
        self.holders: NDArray[np.int32] = np.zeros(1024, np.int32)
        """Articles that hold each term, by number; its length is the room for numbers."""

    def __len__(self) -> int:
        return len(self._numbers)

    def known(self, terms: Sequence[str], weights: Sequence[int]) -> Vector:
        """Those of a signature's terms that some article holds."""
        found = (self._numbers.get(term, _UNKNOWN) for term in terms)
        numbers = np.fromiter(found, np.int32, len(terms))
        known = numbers != _UNKNOWN
        return Vector(numbers[known], np.array(weights, np.int16)[known])

    def hold(self, articles: Sequence[Article]) -> Vectors:
        """The articles' terms, which they hold until they are released: they share them as objects, too."""
        numbers: list[int] = []
        for article in articles:
            own = list(map(self._numbers.get, article.terms, repeat(_UNKNOWN)))
            if _UNKNOWN in own:
                known = zip(article.terms, own, strict=True)
                own = [self._number(term) if number == _UNKNOWN else number for term, number in known]
            article.terms = tuple(map(self._terms.__getitem__, own))
            numbers += own
        terms = np.array(numbers, np.int32)
        _count(self.holders, terms)
        weights = np.concatenate([np.frombuffer(article.weights, np.int16) for article in articles])
        return Vectors(terms, weights, np.array([len(article.terms) for article in articles], np.int64))

    def release(self, terms: Terms) -> None:
        """Takes back what `hold` gave."""
        self.holders[terms] -= 1
        for number in terms[self.holders[terms] == 0].tolist():
            del self._numbers[self._terms[number]]
            self._terms[number] = ""
            self._free.append(number)

    def _number(self, term: str) -> int:
        if self._free:
            number = self._free.pop()
            self._terms[number] = term
        else:
            number = len(self._terms)
            self._terms.append(term)
            if number == len(self.holders):
                self.holders.resize(number + number // 4, refcheck=False)
        self._numbers[term] = number
        return number


@compiled
def _count(holders: Terms, terms: Terms) -> None:
    """One holder more of each, as often as it is there."""
    for term in terms:
        holders[term] += 1
