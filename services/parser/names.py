"""Author names as metadata gives them: one or several in a string, with titles, addresses and the house among them."""

import re
from collections.abc import Container, Sequence

from services.parser.article_url import houses_of
from services.parser.plain_text import one_line
from services.relatedness.headline_key import headline_key

_SPLIT = re.compile(r"\s*(?:;|\||\n|\s(?:and|und|et|y|&)\s)\s*", re.I)
_SPLIT_NAMES = re.compile(r",|\s(?:og|och|ja|e|en|i|oraz|ve|és|и|та|і)\s", re.I)
"""What parts whole names only: also a comma of ``Doe, Jane`` or a part of a name."""
_MARK = re.compile(r"\s*\([^()]{1,30}\)$|\s*(?:기자|記者|记者)$")
"""A short sign or a title behind a name: ``Jane Doe (jad)``."""
_AGENCY = re.compile(
    r"(?:dpa|afp|apa|sda|sid|epd|kna|ap|rtr|reuters|tass|ansa|efe|ntb|tt|anp|belga|xinhua)(?:[-/]\w{1,10})?", re.I
)
_JOB = re.compile(
    r"\b(?:correspondent|editor|reporter|writer|columnist|journalist|korrespondent(?:in)?|redakteur(?:in)?|reporterin"
    r"|journaliste|rédact(?:eur|rice)|corresponsal|redact(?:or|ora)|inviat[oa]|correspondente)\b",
    re.I,
)
_BY = re.compile(r"^(?:by|von|par|por|di|door)\s+", re.I)
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net)\b", re.I)
_LONGEST = 80


def author_names(values: Sequence[str], known_houses: Container[str]) -> list[str]:
    """The persons in their order, each once: one of `known_houses`, an agency or a job is none."""
    return [name for name in outside_names(values, known_houses) if not _AGENCY.fullmatch(name) and not _is_job(name)]


def outside_names(values: Sequence[str], known_houses: Container[str]) -> list[str]:
    """Everybody named but the house: an agency has written what names no person."""
    return [name for name in all_names(values) if not _is_house(name, known_houses)]


def all_names(values: Sequence[str]) -> list[str]:
    """Everybody named, the house too: where nobody else is, it has written the article."""
    names: dict[str, None] = {}
    for value in values:
        for part in _parts(value):
            name = _MARK.sub("", _BY.sub("", one_line(part)).strip(" ,.-–—"))
            if _could_be_a_name(name):
                names.setdefault(name)
    return list(names)


def houses(publisher: str | None, url: str | None) -> frozenset[str]:
    """What the house behind an address may be called."""
    return frozenset([house_key(publisher or ""), *houses_of(url or "")])


def house_key(name: str) -> str:
    """A name of a publisher as it compares, whether written as a name or as a domain."""
    return headline_key(name).replace(" ", "")


def _is_house(name: str, known_houses: Container[str]) -> bool:
    """The house, or an editorial office of it: ``Example North``."""
    return house_key(name) in known_houses or house_key(name.partition(" ")[0]) in known_houses


def _is_job(name: str) -> bool:
    return " " in name and _JOB.search(name) is not None


def _could_be_a_name(text: str) -> bool:
    written = 0 < len(text) <= _LONGEST and headline_key(text) != ""
    return written and not _ADDRESS.search(text) and "(" not in text and not text.isdigit()


def _parts(value: str) -> list[str]:
    parts: list[str] = []
    for piece in _SPLIT.split(value):
        named = [part.strip() for part in _SPLIT_NAMES.split(piece)]
        persons = [part for part in named if not _AGENCY.fullmatch(part)]
        parts += persons if persons and all(len(part.split()) >= 2 for part in persons) else [piece]
    return parts
