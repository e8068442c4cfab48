"""Terms as small numbers, so that a signature takes six bytes a term."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Terms = NDArray[np.int32]
Weights = NDArray[np.int16]
_UNKNOWN = -1


class Vector(NamedTuple):
    """A signature's terms by number, with their weights in the same order."""

    terms: Terms
    weights: Weights


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

    def hold(self, terms: Sequence[str], weights: Sequence[int]) -> Vector:
        """An article's terms, which it holds until they are released."""
        found = list(map(self._numbers.get, terms))
        if None in found:
            found = [
                self._number(term) if number is None else number for term, number in zip(terms, found, strict=True)
            ]
        vector = Vector(np.fromiter(found, np.int32, len(terms)), np.array(weights, np.int16))
        self.holders[vector.terms] += 1
        return vector

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
