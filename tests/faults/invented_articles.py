"""Endless invented articles as text dumps, the same in every run: number and revision say every byte.

Themes of twelve articles, five of them at a time: a theme is soon complete, and what was lost of it by then is not
written again by its next article.
The words of a theme are invented and thus rare: its articles are related, and hardly any others.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from schemas.article_id import article_id_of, normalised_url

IN_A_THEME = 12
THEMES_AT_ONCE = 5
SHOWS_A_LIST = 4
"""One article in so many has a related list of its own: of the theme, the article before it and the one after."""
BASE = datetime(2031, 1, 1, tzinfo=UTC)

_SYLLABLES = [
    "bal",
    "cor",
    "dun",
    "esk",
    "fen",
    "gal",
    "hov",
    "ist",
    "jor",
    "kel",
    "lom",
    "mur",
    "nar",
    "orr",
    "pel",
    "quin",
    "rav",
    "sel",
    "tor",
    "und",
    "vey",
    "wex",
    "yar",
    "zim",
]
_LINES = (
    "{a} and {b} were in {c} for a {d} that the {e} had.",
    "It was {a} who said that the {b} of {c} is not the {d} of the {e}.",
    "They had {b} and {d} with {a} in the {e} of {c}.",
    "There was no {d} in {c}, and {a} will not be at the {b} or the {e}.",
)
"""Only the commonest words beside the invented ones: these say nothing, so that themes keep apart."""


@dataclass(frozen=True, slots=True)
class InventedArticle:
    """One version of an article: `headline`, `published` and `body` are what the parser must find in `dump`."""

    number: int
    revision: int
    headline: str
    published: datetime
    body: tuple[str, ...]
    listed: tuple[tuple[datetime, str], ...]

    @property
    def url(self) -> str:
        return f"https://invented.example/articles/{self.number}"

    @property
    def id(self) -> str:
        return article_id_of(normalised_url(self.url))

    @property
    def content(self) -> str:
        """What tells this version from every other, see `content_of`."""
        return content_of(self.headline, self.body)

    @property
    def dump(self) -> bytes:
        """The page as text, UTF-8."""
        lines = [f"**{self.headline}**", _written(self.published), *self.body]
        if self.listed:
            lines += ["MORE ON THEME"]
            lines += [text for at, headline in self.listed for text in (_written(at), headline, _written(at))]
        return ("\n\n".join(lines) + "\n").encode()


def content_of(headline: str, body: "tuple[str, ...] | list[str]") -> str:
    """Digest of what readers read: the same for what was sent and for the record that came out of it."""
    return hashlib.sha256("\n".join([headline, *body]).encode()).hexdigest()[:16]


def invented_article(number: int, revision: int = 0) -> InventedArticle:
    """Article `number` (0, 1, ...); another `revision` is a correction with another headline and text."""
    names = _names(_theme(number))
    own = Random(f"article {number} revision {revision}")
    body = []
    for _ in range(3):
        said = [
            own.choice(_LINES).format(a=own.choice(names), c=own.choice(names), **_own_words(own)) for _ in range(3)
        ]
        body.append(" ".join(said))
    before, after = number - THEMES_AT_ONCE, number + THEMES_AT_ONCE
    near = [other for other in (before, after) if other >= 0 and _theme(other) == _theme(number)]
    listed = [(_published(n), _headline(n, 0)) for n in near] if number % SHOWS_A_LIST == 0 else []
    return InventedArticle(
        number, revision, _headline(number, revision), _published(number), tuple(body), tuple(listed)
    )


def _theme(number: int) -> int:
    block = number // (THEMES_AT_ONCE * IN_A_THEME)
    return block * THEMES_AT_ONCE + number % THEMES_AT_ONCE


def _headline(number: int, revision: int) -> str:
    own = Random(f"headline {number} revision {revision}")
    first, second = own.sample(_names(_theme(number)), 2)
    again = f" after correction {revision}" if revision else ""
    return f"{first} and {second} in the {_word(own)} of {_word(own)}{again}"


def _published(number: int) -> datetime:
    return BASE + timedelta(minutes=number)


def _written(at: datetime) -> str:
    return f"{at:%a, %d %b %Y %H:%M:%S} GMT"


@lru_cache(maxsize=1000)
def _names(theme: int) -> tuple[str, ...]:
    """The theme's own words."""
    own = Random(f"theme {theme}")
    return tuple(_word(own).capitalize() for _ in range(8))


def _own_words(random: Random) -> dict[str, str]:
    return {name: _word(random) for name in "bde"}


def _word(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(3))
