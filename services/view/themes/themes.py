"""All themes of one moment: in order, filtered, and by the articles in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.view.cursor import ThemePlace
from services.view.themes.theme import Theme


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which themes: with an article of this publisher (as filters know it) or in this language, with one at or after
    `since_us`, of so many articles at least. None wants all."""

    publisher: str | None = None
    language: str | None = None
    since_us: int | None = None
    min_size: int = 2

    def wants(self, theme: Theme) -> bool:
        return (
            theme.size >= self.min_size
            and (self.since_us is None or theme.last_us >= self.since_us)
            and (self.publisher is None or any(article.publisher == self.publisher for article in theme.articles))
            and (self.language is None or any(article.language == self.language for article in theme.articles))
        )


class Themes:
    """Themes as they were grouped; nothing in it changes."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self._in_order = sorted(themes, key=place_of, reverse=True)
        self._of = {article.id: theme for theme in self._in_order for article in theme.articles}

    def of(self, article_id: str) -> Theme | None:
        """The theme that an article belongs to, whether it is the representative or not; None when to none."""
        return self._of.get(article_id)

    def wanted(self, wanted: Wanted = Wanted(), after: ThemePlace | None = None) -> Iterator[Theme]:
        """The largest themes first, those after a place."""
        for theme in self._in_order:
            if (after is None or place_of(theme) < after) and wanted.wants(theme):
                yield theme


def place_of(theme: Theme) -> ThemePlace:
    """The order of themes: by size, then by the time of the newest article, then by id."""
    return ThemePlace(theme.size, theme.last_us, theme.id)
