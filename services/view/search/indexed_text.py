"""Text in the form in which it is indexed, the same for articles and for what is asked for.

SQLite's tokenizer `unicode61` parts words at what is neither letter, digit nor mark, folds their case and takes their
diacritics off. Scripts that do not part words (Chinese, Japanese, Korean, Thai and others) come here as bigrams.
"""

import hashlib
import re
from itertools import pairwise

from services.relatedness.bigrams import SCRIPTS, simplified, units
from services.relatedness.normal_form import written_form

_RUN = re.compile(f"[{SCRIPTS}]+")


def indexed(text: str) -> str:
    """The text with each run of unparted script as its bigrams and, for searches of one unit, its last unit alone."""
    text = written_form(text)
    return text if text.isascii() else _RUN.sub(_parted, text.casefold())


def units_of(run: str) -> list[str]:
    """What a run of unparted script is made of; Chinese in simplified characters, whatever the language: a query does
    not tell in which one it is written."""
    return units(run.translate(simplified()))


def bigrams(run: str) -> list[str]:
    """Each two neighbours; none of a single unit."""
    return [first + second for first, second in pairwise(units_of(run))]


def _parted(run: re.Match[str]) -> str:
    return f" {' '.join([*bigrams(run[0]), units_of(run[0])[-1]])} "


def label(kind: str, value: str) -> str:
    """One word of the index's column `labels`, by which articles of a publisher, language or topic are found: a digest,
    since a tokenizer would take the value apart. Case does not count."""
    return kind + hashlib.sha256(value.lower().encode("utf-8", "surrogatepass")).hexdigest()[:16]
