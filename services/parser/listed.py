"""The page's own related list: headlines, each with its time before it, after it, on both sides, or none."""

from collections.abc import Iterable
from datetime import datetime

from schemas.parsed_article import LISTED_LIMIT, ListedHeadline, Published
from services.parser.dates import split_date
from services.parser.dump_lines import Line
from services.parser.plain_text import cut
from services.relatedness.headline_key import headline_key

SHORTEST, LONGEST = 8, 250
"""Characters of a headline in a list; what is longer is a teaser, what is shorter a label."""
_KEPT = 400


def read_listed(lines: Iterable[Line]) -> tuple[ListedHeadline, ...]:
    """The headlines of a list's lines in their order, each once, with times where the list gives them."""
    tokens = list(_tokens(lines))
    dates = sum(isinstance(token, Published) for token in tokens)
    headlines = len(tokens) - dates
    doubled = headlines > 0 and dates >= 1.5 * headlines
    first = isinstance(tokens[0], Published) if tokens else False
    found = _doubled(tokens) if doubled else (_before(tokens) if first else _before(tokens[::-1])[::-1])
    return unique(found)


def unique(found: Iterable[ListedHeadline]) -> tuple[ListedHeadline, ...]:
    """Each headline once, the first `LISTED_LIMIT` of them; a later mention may add a time or an address."""
    by_key: dict[str, ListedHeadline] = {}
    for item in found:
        key = headline_key(item.headline)
        known = by_key.setdefault(key, item)
        missing = {name: getattr(item, name) for name in ("published", "url") if getattr(known, name) is None}
        by_key[key] = known.model_copy(update=missing)
    by_key.pop("", None)
    return tuple(by_key.values())[:LISTED_LIMIT]


def _tokens(lines: Iterable[Line]) -> Iterable[Published | ListedHeadline]:
    for line in lines:
        if line.date:
            yield line.date
            continue
        date, text = split_date(line.text)
        text = text.strip(" -–—|:•·")
        if SHORTEST <= len(text) <= LONGEST and headline_key(text):
            yield ListedHeadline(headline=cut(text, _KEPT), published=date.at if date else None, url=line.url)


def _doubled(tokens: list[Published | ListedHeadline]) -> list[ListedHeadline]:
    """Time, headline, the same time again."""
    found: list[ListedHeadline] = []
    above: datetime | None = None
    for token in tokens:
        if isinstance(token, ListedHeadline):
            found.append(token if token.published else token.model_copy(update={"published": above}))
            above = None
        elif found and above is None and found[-1].published in (token.at, None):
            found[-1] = found[-1].model_copy(update={"published": token.at})
        else:
            above = token.at
    return found


def _before(tokens: list[Published | ListedHeadline]) -> list[ListedHeadline]:
    """A time belongs to the headline that follows it at once."""
    found: list[ListedHeadline] = []
    above: datetime | None = None
    for token in tokens:
        if isinstance(token, ListedHeadline):
            found.append(token if token.published else token.model_copy(update={"published": above}))
            above = None
        else:
            above = token.at
    return found
