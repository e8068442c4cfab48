"""Where a dump's article starts and ends: what stands above it, its lines, its related list, the page's footer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.parser.byline import byline, labelled_date
from services.parser.dump_lines import Line
from services.parser.footers import is_footer
from services.parser.list_headings import ends_list, is_list_heading
from services.parser.listed import LONGEST
from services.relatedness.headline_key import headline_key

_PARAGRAPH = 100
"""Characters; a shorter line may be a menu entry, a label or a headline."""
_FEWEST_DATED = 3
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "。", "।", "؟", "»", ":")


@dataclass(frozen=True, slots=True)
class Blocks:
    """A dump cut into its parts; `headline` None when no line has words."""

    headline: Line | None
    headline_from: str
    above: Sequence[Line]
    article: Sequence[Line]
    listed: Sequence[Line]
    listed_from: str
    footer: Sequence[Line]


def split_blocks(lines: list[Line]) -> Blocks:
    """Cuts a dump's lines."""
    at, source = _headline(lines)
    if at is None:
        return Blocks(None, "", lines, (), (), "", ())
    end, list_start, listed_from = _article_end(lines, at)
    list_end = _list_end(lines, list_start) if list_start is not None else end
    return Blocks(
        headline=lines[at],
        headline_from=source,
        above=lines[max(0, at - 3) : at],
        article=[line for line in lines[at + 1 : end] if not _menu(line)],
        listed=lines[list_start:list_end] if list_start is not None else (),
        listed_from=listed_from,
        footer=lines[min(end, list_end) :],
    )


def _is_paragraph(line: Line) -> bool:
    return len(line.text) >= _PARAGRAPH and not line.bulleted and not line.date


def _menu(line: Line) -> bool:
    """A bulleted line of a few words: an entry of a menu or of a tag list."""
    return line.bulleted and len(line.text) < 40 and not line.text.endswith(_SENTENCE_ENDS)


def _could_be_headline(line: Line) -> bool:
    return (
        not line.date
        and not is_footer(line.text)
        and not byline(line.text)
        and not labelled_date(line.text)
        and not is_list_heading(line.text)
        and bool(headline_key(line.text))
    )


def _headline(lines: list[Line]) -> tuple[int | None, str]:
    """The line above the first paragraph that looks most like one; the first line where no menu stands above."""
    first = next((i for i, line in enumerate(lines) if _is_paragraph(line)), len(lines))
    above = [i for i in range(first) if _could_be_headline(lines[i])]
    if not above or first == len(lines):
        fitting = [i for i, line in enumerate(lines) if _could_be_headline(line)]
        return next((i for i in fitting if not lines[i].bulleted), next(iter(fitting), None)), "first line"
    keys = [headline_key(lines[i].text) for i in above]
    counts = Counter(keys)
    for i, key in zip(above, keys, strict=True):
        if counts[key] == 2 and len(key.split()) >= 4:
            return i, "repeated line"
    if len(above) <= 5 and not any(lines[i].bulleted for i in above):
        return above[0], "first line"
    marked = [i for i in above if lines[i].heading]
    candidates = [i for i in above if not lines[i].bulleted and 20 <= len(lines[i].text) <= LONGEST]
    near = [i for i in candidates if first - i <= 12 and not lines[i].text.endswith((".", ":"))]
    if near or candidates:
        pool = [i for i in marked if i in candidates] or near or candidates
        return max(pool, key=lambda i: (min(len(lines[i].text), 60), i)), "line above the body"
    return above[-1], "line above the body"


def _article_end(lines: list[Line], at: int) -> tuple[int, int | None, str]:
    """(end of the article, start of its list or None, how the list was found)."""
    for i in range(at + 1, len(lines)):
        if is_list_heading(lines[i].text) and _headlines_follow(lines, i + 1):
            return i, i + 1, "list heading"
    last = max((i for i in range(at + 1, len(lines)) if _is_paragraph(lines[i])), default=at)
    tail = next((i for i in range(last + 1, len(lines)) if _starts_dated_list(lines, i)), None)
    if tail is not None:
        return tail, tail + _heading_above_doubled_times(lines, tail), "dated lines"
    end = next((i for i in range(last + 1, len(lines)) if _ends(lines[i])), len(lines))
    return end, None, ""


def _heading_above_doubled_times(lines: list[Line], at: int) -> bool:
    """Heading, time, headline, the same time: the list has a heading of words that are not known."""
    first, above, _, below = [*lines[at : at + 4], *[Line("")] * 4][:4]
    return not first.date and bool(above.date and below.date) and above.date == below.date


def _ends(line: Line) -> bool:
    return is_footer(line.text) or ends_list(line.text) or is_list_heading(line.text)


def _headlines_follow(lines: list[Line], start: int) -> bool:
    """No paragraph among the next few lines: a list, not a subheading within the article."""
    following = [line for line in lines[start : start + 4] if not line.date]
    return bool(following) and sum(len(line.text) > LONGEST for line in following) <= len(following) // 3


def _starts_dated_list(lines: list[Line], start: int) -> bool:
    rest = lines[start : start + 4 * _FEWEST_DATED]
    if len(rest) < 2 * _FEWEST_DATED or not (rest[0].date or rest[1].date):
        return False
    dates = sum(line.date is not None for line in rest)
    return dates >= _FEWEST_DATED and dates >= len(rest) // 3


def _list_end(lines: list[Line], start: int) -> int:
    """The first footer, other block's heading, or second paragraph in a row."""
    for i in range(start, len(lines)):
        if is_footer(lines[i].text) or ends_list(lines[i].text):
            return i
        if len(lines[i].text) > LONGEST and i + 1 < len(lines) and len(lines[i + 1].text) > LONGEST:
            return i
    return len(lines)
