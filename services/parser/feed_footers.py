"""Lines that blog software puts below an item's text: "The post … appeared first on …", "Continue reading …"."""

import re

_APPEARED = re.compile(
    r"(?:the post|der beitrag|l['’]article|la entrada|l['’]articolo|o post|het bericht|artykuł|inlägget|indlægget"
    r"|innlegget|запись|příspěvek|a bejegyzés)\s.{1,400}?\s(?:(?:first )?appeared first on|erschien zuerst auf"
    r"|est apparu en premier sur|(?:se publicó|aparece|apareció) primero en|proviene da|apareceu primeiro em"
    r"|verscheen eerst op|pochodzi z serwisu|dök först upp på|blev først udgivet på|dukket først opp på"
    r"|впервые появилась|nejdříve se objevil na|először)\s.{1,200}",
    re.I,
)
_CONTINUE = re.compile(
    r"[\[(]?(?:(?:continue|keep) reading|read (?:more|the (?:full|whole|rest)(?: of(?: the| this)?)?)|weiterlesen"
    r"|lire la suite|(?:seguir|sigue|continuar) leyendo|leer más|leggi tutto|continua a leggere|leia mais"
    r"|continue lendo|lees verder|verder lezen|czytaj dalej|läs mer|læs mere|les mer|читать далее)\b.{0,200}",
    re.I,
)
_LINKED = re.compile(r"\[?(?:…|\.\.\.)\]?\s{0,9}(?:→|»|>>)?$")


_LAST_LINK = re.compile(r"<a\b[^<>]{0,2000}>([^<>]{1,80})</a>(?=\s{0,20}(?:</p>\s{0,20})?$)", re.I)


def without_last_link(html: str) -> str:
    """A summary without the link at its end that leads to the rest."""
    found = _LAST_LINK.search(html.rstrip())
    return html[: found.start()] + html[found.end() :] if found and is_feed_footer(found[1]) else html


def is_feed_footer(line: str) -> bool:
    """Whether a paragraph is no part of an item's text."""
    return len(line) <= 700 and bool(_APPEARED.fullmatch(line) or _CONTINUE.fullmatch(line))


def without_ellipsis(text: str) -> str:
    """A text that was cut, with one plain ellipsis at its end for `[…]` and its like."""
    text = text.rstrip()
    found = _LINKED.search(text)
    return f"{text[: found.start()].rstrip()}…" if found else text
