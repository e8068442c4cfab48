"""A theme: articles around a representative, with what a list of themes tells of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from services.view.themes.linked_article import LinkedArticle
from services.view.themes.star_clusters import Links, Places, star_clusters


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of mutually related articles."""

    representative: LinkedArticle
    """The one that the others are most related to."""
    articles: tuple[LinkedArticle, ...]
    """All, copies too, the representative among them; newest first by (effective time, id)."""
    originals: tuple[LinkedArticle, ...]
    """Without copies: of those that are copies of one another the earliest."""

    @property
    def id(self) -> str:
        """The representative's: the same as long as that one stays the representative."""
        return self.representative.id

    @property
    def headline(self) -> str:
        return self.representative.headline

    @property
    def size(self) -> int:
        """How many articles; copies of one another count once."""
        return len(self.originals)

    @property
    def first_us(self) -> int:
        """Effective time of the earliest article, microseconds from 1970 UTC."""
        return self.articles[-1].effective_us

    @property
    def last_us(self) -> int:
        """The same of the newest."""
        return self.articles[0].effective_us

    @property
    def publishers(self) -> tuple[str, ...]:
        """Whoever published one of the articles, copies too, as readers are shown them: those with most articles
        first."""
        counts = Counter(article.publisher_name for article in self.articles if article.publisher_name)
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def themes_of(articles: Iterable[LinkedArticle]) -> list[Theme]:
    """The themes of these articles, of two articles at least that are no copies of one another. Links to others are not
    followed. Neither the order of the articles nor that of their links matters; no article is in two themes.

    Copies are one article that has the links of all: a text that many carry is not more of a centre than others.
    """
    in_order = sorted(articles, key=_age)
    originals = _originals(in_order)
    centres = star_clusters(len(in_order), _links(in_order, originals))
    grouped: defaultdict[int, list[LinkedArticle]] = defaultdict(list)
    without_copies: defaultdict[int, list[LinkedArticle]] = defaultdict(list)
    own_place = np.arange(len(in_order))
    in_theme = (np.bincount(centres[originals == own_place], minlength=len(in_order)) > 1)[centres[originals]]
    for place in np.flatnonzero(in_theme)[::-1].tolist():
        original = originals[place]
        grouped[centres[original]].append(in_order[place])
        if original == place:
            without_copies[centres[original]].append(in_order[place])
    return [Theme(in_order[centre], tuple(group), tuple(without_copies[centre])) for centre, group in grouped.items()]


def _originals(in_order: Sequence[LinkedArticle]) -> Places:
    """For each article the place of the earliest that it is a copy of, directly or by others; its own for most."""
    originals = np.arange(len(in_order), dtype=np.int32)
    if not any(article.copies for article in in_order):
        return originals
    places = {article.id: place for place, article in enumerate(in_order)}

    def original(place: int) -> int:
        while originals[place] != place:
            place = int(originals[place])
        return place

    for place, article in enumerate(in_order):
        for copy in article.copies:
            if (other := places.get(copy)) is not None:
                one, two = original(place), original(other)
                originals[max(one, two)] = min(one, two)
    for place in range(len(in_order)):
        originals[place] = originals[originals[place]]  # an earlier place, which is settled
    return originals


def _links(in_order: Sequence[LinkedArticle], originals: Places) -> Links:
    """The links among these articles by the places of their originals."""
    packed = np.frombuffer(b"".join(article.links for article in in_order), np.int32).reshape(-1, 2)
    numbers = np.fromiter((article.number for article in in_order), np.int32, len(in_order))
    places = np.full(max(numbers.max(initial=0), packed[:, 0].max(initial=0)) + 1, -1, np.int32)
    places[numbers] = originals
    links_of = np.fromiter((len(article.links) // packed.itemsize // 2 for article in in_order), np.int64)
    ones = np.repeat(originals, links_of)
    others = places[packed[:, 0]]
    known = (others >= 0) & (others != ones)
    return Links(ones[known], others[known], packed[known, 1])


def _age(article: LinkedArticle) -> tuple[int, str]:
    return article.effective_us, article.id
