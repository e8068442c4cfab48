"""A dump cut into headline, what stands below that, text, related list and footer."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.parser.dump_headline import find_headline
from services.parser.dump_lines import Line
from services.parser.dump_segment import running_text
from services.parser.footers import is_footer
from services.parser.list_headings import ends_list, is_list_heading
from services.parser.listed import LONGEST
from services.parser.plain_text import SENTENCE_ENDS

_HEAD = 15
"""Lines below the headline in which its time, authors and dek stand."""
_FEWEST_DATED = 3
_GOES_ON = 0.3
"""Share of the text that stands behind a list which is none of the article's end."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A dump cut into its parts; `headline` None when no line has words."""

    headline: Line | None
    above: Sequence[Line]
    head: Sequence[Line]
    article: Sequence[Line]
    listed: Sequence[Line]
    listed_from: str
    footer: Sequence[Line]


def split_blocks(lines: list[Line]) -> Blocks:
    """Cuts a dump's lines."""
    text = running_text(lines)
    start, end = text.start, text.end
    at = find_headline(lines, start, end)
    if at is None:
        return Blocks(None, lines, (), (), (), "", ())
    if start == end:  # no sentence at all
        start, end = at + 1, len(lines)
    start = max(start, at + 1)
    end, list_start, listed_from = _article_end(lines, start, max(end, start))
    list_end = _list_end(lines, list_start) if list_start is not None else end
    return Blocks(
        headline=lines[at],
        above=lines[max(0, at - 3) : at],
        head=lines[at + 1 : min(start, at + 1 + _HEAD)],
        article=[lines[i] for i in range(start, end) if i not in text.left_out and not _menu(lines[i])],
        listed=lines[list_start:list_end] if list_start is not None else (),
        listed_from=listed_from,
        footer=lines[min(end, list_end) :],
    )


def _menu(line: Line) -> bool:
    """A bulleted line of a few words: an entry of a menu or of a tag list."""
    return line.bulleted and len(line.text) < 40 and not line.text.endswith(SENTENCE_ENDS)


def _article_end(lines: list[Line], start: int, end: int) -> tuple[int, int | None, str]:
    """(end of the article, start of its list or None, how the list was found)."""
    whole = left = sum(len(line.text) for line in lines[start:end])
    for i in range(start, len(lines)):
        goes_on = left > _GOES_ON * whole  # a box between paragraphs: the article goes on behind it
        if not goes_on and is_list_heading(lines[i].text) and _headlines_follow(lines, i + 1):
            return min(end, i), i + 1, "list heading"
        left -= len(lines[i].text) if i < end else 0
    tail = next((i for i in range(end, len(lines)) if _starts_dated_list(lines, i)), None)
    if tail is not None:
        return end, tail + _heading_above_doubled_times(lines, tail), "dated lines"
    return end, None, ""


def _heading_above_doubled_times(lines: list[Line], at: int) -> bool:
    """Heading, time, headline, the same time: the list has a heading of words that are not known."""
    first, above, _, below = [*lines[at : at + 4], *[Line("")] * 4][:4]
    return not first.date and bool(above.date and below.date) and above.date == below.date


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
