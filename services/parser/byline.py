"""Lines that say who wrote an article or when it was published or changed."""

import re

from schemas.parsed_article import Published
from services.parser.dates import read_date, split_date

_BY = re.compile(
    r"(?:by|von|par|por|di|door|av|af|autor(?:in)?:?|text:|written by|story by|reporting by"
    r"|автор:?)\s+(?P<names>\S.{2,150})",
    re.I,
)
_AND = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b)\s*")
_NAME = re.compile(r"[^\W\d_][\w.'’-]{0,30}(?:\s[\w.'’-]{1,30}){1,4}")
_SIGN = re.compile(r"[A-Z]{2,6}")
"""What an agency or a house signs with."""
_LABEL = re.compile(
    r"(?P<label>(?:first )?published(?: (?:on|at))?|posted(?: (?:on|at))?|(?:last )?(?:updated"
    r"|modified)(?: (?:on|at))?|date"
    r"|veröffentlicht(?: am)?|stand|aktualisiert(?: am)?|publié(?: le)?|mis à jour(?: le)?|publicado(?: (?:el"
    r"|em))?|actualizado(?: el)?"
    r"|atualizado(?: em)?|pubblicato(?: il)?|aggiornato(?: il)?|gepubliceerd(?: op)?|publicerad|uppdaterad"
    r"|опубликовано|обновлено)"
    r"\s*[:：]?\s+(?P<date>\S.{5,119})",
    re.I,
)
_CHANGED = re.compile(
    r"(?:last )?(?:updated|modified)|aktualisiert|stand|mis à jour|a[ct]tuali[sz]ado|atualizado|aggiornato"
    r"|uppdaterad|обновлено",
    re.I,
)
_LONGEST = 160


def byline(text: str) -> tuple[str, ...]:
    """The names of ``By Jane Doe and John Roe``; empty when the line is no byline."""
    match = _BY.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        return ()
    parts = [part.strip(" .") for part in _AND.split(match["names"]) if part.strip(" .")]
    names = [part for part in parts if is_name(part) or _SIGN.fullmatch(part)]
    return tuple(names) if names and names[0] == parts[0] else ()


def is_name(text: str) -> bool:
    """Whether a text is written like a person's name: two to five words, the first and the last with a capital."""
    return _NAME.fullmatch(text) is not None and text[0].isupper() and text.rsplit(maxsplit=1)[-1][0].isupper()


def labelled_date(text: str) -> tuple[Published, bool] | None:
    """The date of ``Published: …`` or ``Updated …`` and whether it is the change; None for another line."""
    match = _LABEL.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        return None
    date = read_date(match["date"].strip()) or split_date(match["date"])[0]
    return (date, _CHANGED.match(match["label"]) is not None) if date else None
