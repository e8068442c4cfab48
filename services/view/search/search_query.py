"""What a reader asks for in words, as an expression of SQLite's full-text index (FTS5, section 3).

All words must be there; "several words" as a phrase; `-word` must not be there; `word*` is the beginning of one.
"""

import re
import unicodedata
from dataclasses import dataclass

from services.relatedness.bigrams import SCRIPTS
from services.relatedness.normal_form import written_form
from services.view.search.indexed_text import bigrams, units_of

LONGEST = 300
"""Characters of a query."""
_PIECE = re.compile(r'(?P<not>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))(?P<star>\*?)')
_RUNS = re.compile(f"(?P<run>[{SCRIPTS}]+)|[^{SCRIPTS}]+")


class QueryError(ValueError):
    """q names no word that must be there: give one, or leave q out."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Both are parts of an expression; `unwanted` is None when nothing must be missing."""

    wanted: str
    unwanted: str | None

    def within(self, columns: str) -> str:
        """The expression that all that is wanted stands in these columns (names with blanks between)."""
        return f"{{{columns}}} : ({self.wanted})"


def search_query(q: str) -> SearchQuery:
    """Reads a query of any characters; raises `QueryError`."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for piece in _PIECE.finditer(q[:LONGEST]):
        word = piece["word"] or ""
        text = word.rstrip("*") if piece["phrase"] is None else piece["phrase"]
        begins = bool(piece["star"]) or word.endswith("*")
        (unwanted if piece["not"] else wanted).extend(_phrases(text, begins=begins))
    if not wanted:
        raise QueryError(QueryError.__doc__)
    return SearchQuery(" AND ".join(wanted), " OR ".join(unwanted) or None)


def _phrases(text: str, *, begins: bool) -> list[str]:
    """One for each run of script that parts no words, one for what stands between."""
    phrases = []
    for part in _RUNS.finditer("".join(c if _is_of_words(c) else " " for c in written_form(text).casefold())):
        if part["run"] is None:
            words, prefix = part[0].split(), begins and part.end() == len(part.string)
        else:
            # One unit begins the bigram it stands in, or is alone at the end of its run.
            words, prefix = bigrams(part[0]) or units_of(part[0]), len(units_of(part[0])) == 1
        if words:
            phrases.append(f'"{" ".join(words)}"' + ("*" if prefix else ""))
    return phrases


def _is_of_words(char: str) -> bool:
    """Whether the index's tokenizer takes it for a part of a word."""
    category = unicodedata.category(char)
    return category[0] in "LN" or category in ("Co", "Mn", "Mc")
