"""What a client with a filter is told of a changed article, so that it ends with exactly the articles that match."""

from typing import Literal

from services.view.live.changed_articles import Changed

Outcome = Literal["updated", "gone"]


def outcome(changed: Changed, *, by_text: bool, matches: bool) -> Outcome | None:
    """None when there is nothing to tell. `by_text`: whether the filter asks for the text, `matches`: what it says.

    An article that is gone is told to all: whether it matched is no longer known. One that does not match is told as
    gone only when its text changed and it was there before, as otherwise the client does not have it.
    """
    if not by_text:
        matches = changed.of_record
    if changed.article is None:
        return "gone"
    if matches:
        return None if changed.told_later else "updated"
    return "gone" if by_text and changed.may_be_lost else None
