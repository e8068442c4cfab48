"""A dump's headline: the line above or at the head of the running text that shares most with it and looks like one."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from services.parser.byline import byline, labelled_date
from services.parser.dates import says_no_such_time
from services.parser.dump_lines import Line
from services.parser.footers import is_footer
from services.parser.list_headings import ends_list, inline_related, is_list_heading
from services.parser.listed import LONGEST
from services.relatedness.headline_key import headline_key

_ABOVE, _INTO = 300, 3
"""Lines above the text and in it that are looked at."""
_FIRST = 3
"""Lines at the head of the text, which say again what the headline says."""
_SHORTEST = 15
_WORD = re.compile(r"\w{4,}")
_NUMBER = re.compile(r"\d")
_STEM = 6
_SHARED, _SHARED_FIRST, _MOST_FIRST = 2.5, 7.5, 4
_SIZE, _TOO_LONG, _LONG = 40, 130, 40
_BULLET, _MARKED, _OPEN_END, _INSIDE, _DIGIT = 30, 40, 35, 25, 20
_REPEATED = {2: 20, 3: 10}
_KICKER, _APART, _DATED, _COLON, _QUOTED = 20, 10, 20, 10, 30
"""Points, tuned on dumps of real pages."""
_SHORT = 25
_DATE_WITHIN = 6
_FINALISTS = 10


def find_headline(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Index of the headline of the text in ``lines[start:end]``, of the first line where there is no text; None when
    no line could be one."""
    around = range(max(0, start - _ABOVE), min(len(lines), start + _INTO + 1))
    points = _Points(lines, start, end)
    fitting = (i for i in around if _fits(lines[i]))
    ranked = sorted(fitting, key=lambda i: -points.of(i)) if start < end else ()
    finalists = list(islice((i for i in ranked if _could_be(lines[i].text)), _FINALISTS))
    if not finalists:
        return next((i for i, line in enumerate(lines) if not line.date and _could_be(line.text)), None)
    return max(finalists, key=lambda i: (points.of(i) + points.quoted(i), -i))


def _fits(line: Line) -> bool:
    return not line.date and line.size >= _SHORTEST and len(line.text) <= LONGEST


def _could_be(text: str) -> bool:
    return not (
        is_footer(text)
        or is_list_heading(text)
        or ends_list(text)
        or inline_related(text)
        or byline(text)
        or labelled_date(text)
        or says_no_such_time(text)
        or not headline_key(text)
    )


class _Points:
    """How much each line of a dump is like the headline of its text."""

    def __init__(self, lines: Sequence[Line], start: int, end: int) -> None:
        self._lines = lines
        self._start = start
        self._first = _stems(lines[start : min(end, start + _FIRST)])
        texts = {line.text: line for line in lines[start:end]}
        self._all = Counter(stem for line in texts.values() for stem in _stems([line]))
        self._times = Counter(line.text for line in lines)
        self._text = "\n".join(line.text for line in lines)

    def of(self, i: int) -> float:
        line = self._lines[i]
        text, size = line.text, line.size
        own = 1 if i >= self._start else 0  # what stands in the text has its own words there
        shared = [word for word in _stems([line]) if self._all[word] > own]
        points = min(size, _SIZE) + _SHARED * len(shared)
        points += _SHARED_FIRST * min(sum(word in self._first for word in shared), _MOST_FIRST)
        points += _MARKED if line.heading else 0
        points -= (_LONG if size > _TOO_LONG else 0) + (_BULLET if line.bulleted else 0)
        points += -_OPEN_END if text.endswith((".", "…", ":")) else _REPEATED.get(self._times[text], 0)
        points += _COLON if ":" in text[:-1] else 0
        points -= _DIGIT if _NUMBER.search(text) else 0
        return points + self._place(i)

    def _place(self, i: int) -> float:
        below = self._lines[i + 1 : i + 1 + _DATE_WITHIN]
        points = _KICKER if i and self._lines[i - 1].size < _SHORT else 0
        points += _APART if below and below[0].gap else 0
        points += _DATED if any(line.date for line in below) else 0
        return points - (_INSIDE if i >= self._start else 0)

    def quoted(self, i: int) -> float:
        """A headline stands also in breadcrumbs, in share lines and in the page's title."""
        text = self._lines[i].text
        return _QUOTED if self._text.count(text) > self._times[text] else 0


def _stems(lines: Sequence[Line]) -> set[str]:
    return {word[:_STEM] for line in lines for word in _WORD.findall(line.text.casefold())}
