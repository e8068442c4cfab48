"""Terms as small numbers, so that a signature takes six bytes a term."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness import signature as signatures

Terms = NDArray[np.int32]
Weights = NDArray[np.int16]


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

    def known(self, signature: signatures.Weights) -> Vector:
        """Those terms that some article holds."""
        numbers = self._numbers
        known = [(numbers[term], weight) for term, weight in signature.items() if term in numbers]
        return _packed([number for number, _ in known], (weight for _, weight in known))

    def hold(self, signature: signatures.Weights) -> Vector:
        """An article's terms, which it holds until they are released."""
        found = list(map(self._numbers.get, signature))
        numbers = [
            self._number(term) if number is None else number for term, number in zip(signature, found, strict=True)
        ]
        vector = _packed(numbers, signature.values())
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


def _packed(numbers: list[int], weights: Iterable[int]) -> Vector:
    """Raises ``OverflowError`` for a weight that is none of `signature`'s."""
    return Vector(np.array(numbers, np.int32), np.fromiter(weights, np.int16, len(numbers)))
