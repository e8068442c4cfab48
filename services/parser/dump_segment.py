"""Where a dump's running text stands: the stretch of lines with the highest sum of scores.

Sentences count for it, menus, labels and teasers against it (after Pasternack and Roth, "Extracting Article Text from
the Web with Maximum Subsequence Segmentation", WWW 2009; the scores here are by rule and tuned on dumps of real
pages, not learned).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.parser.dump_lines import Line
from services.parser.footers import is_footer
from services.parser.list_headings import ends_list, is_list_heading
from services.parser.plain_text import SENTENCE_ENDS

_SENTENCE = re.compile(r"[.!?…。！？।؟][\"”’»)]?(?:\s|$)")
_CUT = ("…", "...")
_ASKS = ("?", "!", "？", "！", "؟")
_PARAGRAPH, _LONG_LINE, _SENTENCE_LINE, _LABEL = 80, 160, 30, 25
"""Weights from which a line with sentences is a paragraph, any line is one, a line may be a sentence, a teaser."""
_MOST = 400
_PARAGRAPH_BONUS, _LONG_SCORE, _SENTENCE_SCORE = 0.1, 1.0, 0.35
_DATE, _TEASER, _BULLET, _LABEL_SCORE, _FOOTER, _HEADING = -0.3, -1.0, -1.0, -1.2, -2.0, -3.0
_COMMA, _TWICE, _QUESTION, _ELLIPSIS = 0.6, -1.0, -1.0, -1.0
_CLOSE_PARAGRAPH, _CLOSE_SENTENCE, _CLOSE_SHORT, _FAR = -0.3, -1.0, -0.6, -0.6
"""What a line loses that follows another at once, or after two blank lines, in a dump that parts its paragraphs."""
_SPACED = 0.5
_TALK = (0.0, 0.0, -2.0, -3.0)
"""What a line loses by the number of different words about the page's own business."""
_FADES = 0.97
"""Each line of a run that counts against the text counts so much less than the one before."""
_LEAST = -1.4
"""A line below it is no part of the text around it."""
_REPEATED, _LONGEST_LABEL = 3, 60
_BUSINESS = (
    *("cookie", "consent", "privacy", "datenschutz", "privatsph", "opt-out", "opt out", "personal data"),
    *("personal information", "personenbezogen", "browser", "javascript", "einwillig", "données personnelles"),
    *("datos personales", "ad block", "adblock", "newsletter", "sign up", "signing up", "inbox", "subscri", "email"),
    *("e-mail", "affiliate", "log in", "login", "abonn", "account", "copyright", "all rights", "externe inhalt"),
    *("externer inhalt", "externen inhalt"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """``lines[start:end]``, without the lines at the indices `left_out`. Both bounds are equal when no line has a
    sentence."""

    start: int
    end: int
    left_out: frozenset[int]


def running_text(lines: Sequence[Line]) -> Stretch:
    """The stretch with the highest sum."""
    times = Counter(line.text for line in lines)
    gaps = [line.gap > 0 for line in lines if line.size >= _PARAGRAPH]
    spaced = sum(gaps) > _SPACED * len(gaps)
    scores = [_score(line, times[line.text], spaced=spaced) for line in lines]
    for i, below in enumerate(lines[1:]):
        if scores[i] == _HEADING and is_paragraph(below):
            scores[i] = _BULLET  # no list follows: "Read more" between two paragraphs
    start, end = _highest(scores)
    left_out = (i for i in range(start, end) if scores[i] <= _LEAST or _is_label(lines[i], times[lines[i].text]))
    return Stretch(start, end, frozenset(left_out))


def _highest(scores: Sequence[float]) -> tuple[int, int]:
    best, best_start, best_end = 0.0, 0, 0
    total, start, weight = 0.0, 0, 1.0
    for i, score in enumerate(scores):
        if total <= 0:
            total, start, weight = 0.0, i, 1.0
        if score < 0:
            total += score * weight
            weight *= _FADES
        else:
            total += score
            weight = 1.0
        if total > best:
            best, best_start, best_end = total, start, i + 1
    return best_start, best_end


def _is_label(line: Line, times: int) -> bool:
    """What stands in a page again and again, such as ``Advertisement``, says nothing about what is around it."""
    return times >= _REPEATED and len(line.text) < _LONGEST_LABEL


def _score(line: Line, times: int, *, spaced: bool) -> float:
    if line.date:
        return _DATE
    if _is_label(line, times):
        return 0.0
    text, size = line.text, line.size
    if size >= _LABEL and is_footer(text):
        return _FOOTER
    if is_list_heading(text) or ends_list(text):
        return _HEADING
    if is_paragraph(line):
        return _paragraph(line, times, spaced=spaced)
    if size >= _SENTENCE_LINE and text.endswith(SENTENCE_ENDS):
        return _SENTENCE_SCORE + (_CLOSE_SENTENCE if spaced and not line.gap else 0.0)
    score = _BULLET if line.bulleted else _LABEL_SCORE if size < _LABEL else _TEASER
    score += _CLOSE_SHORT if spaced and not line.gap else 0.0
    return score + ((_COMMA if "," in text else 0.0) + _TALK[_business(text)] if size >= _LABEL else 0.0)


def _paragraph(line: Line, times: int, *, spaced: bool) -> float:
    text = line.text
    score = min(line.size, _MOST) / 100 + _PARAGRAPH_BONUS if _has_sentence(text) else _LONG_SCORE
    score += _TALK[_business(text)] + (_TWICE if times > 1 else 0.0)
    score += _ELLIPSIS if text.endswith(_CUT) else _QUESTION if text.endswith(_ASKS) else 0.0
    if spaced:
        score += _CLOSE_PARAGRAPH if not line.gap else _FAR if line.gap > 1 else 0.0
    return score


def _business(text: str) -> int:
    """How many words of a page's own business a text has, up to those that `_TALK` tells apart."""
    folded = text.lower()
    return min(len([word for word in _BUSINESS if word in folded]), len(_TALK) - 1)


def is_paragraph(line: Line) -> bool:
    """Whether a line is long enough for a paragraph, and has a sentence unless it is longer than any label."""
    return line.size >= _LONG_LINE or (line.size >= _PARAGRAPH and _has_sentence(line.text))


def _has_sentence(text: str) -> bool:
    return text.endswith(SENTENCE_ENDS) or _SENTENCE.search(text) is not None
