"""Pairs of which one page names the other's headline: by normalised headline, whatever their scores."""

from array import array
from collections import defaultdict

from services.relatedness.article import Article

SlotsByKey = defaultdict[str, "array[int]"]


class HeadlineKeys:
    """Slots of articles by their own headline and by the headlines that their pages list."""

    def __init__(self) -> None:
        self._headlines: SlotsByKey = defaultdict(lambda: array("i"))
        self._listed: SlotsByKey = defaultdict(lambda: array("i"))

    def add(self, article: Article, slot: int) -> None:
        if article.key:  # No line names an article whose headline has no letters.
            self._headlines[article.key].append(slot)
        for key in _listed_keys(article):
            self._listed[key].append(slot)

    def remove(self, article: Article, slot: int) -> None:
        if article.key:
            _forget(self._headlines, article.key, slot)
        for key in _listed_keys(article):
            _forget(self._listed, key, slot)

    def named(self, article: Article) -> set[int]:
        """Slots of those that may name the article or be named by it; their times are not looked at."""
        found = set(self._listed.get(article.key, ()))
        for key in _listed_keys(article):
            found.update(self._headlines.get(key, ()))
        return found


def _listed_keys(article: Article) -> set[str]:
    return {line.key for line in article.slots}


def _forget(index: SlotsByKey, key: str, slot: int) -> None:
    slots = index[key]
    slots.remove(slot)
    if not slots:
        del index[key]
