"""Where a client that connects begins, and whether it must first forget what it has."""

from dataclasses import dataclass, replace

from services.view.live.position import Known, NotAnIdError, Reached, is_same_log, reaches, read

AHEAD_FOR = 600
"""Seconds. A store looks at the log's end every minute, so an id has more than what it says its sender had all of, but
not of the next ten minutes."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """`known` is what the client has; `reset` why it must forget all it has, None when it need not."""

    known: Known
    reset: str | None = None


def beginning(last_event_id: str | None, here: Known, *, whole: bool, now: float, kept: float) -> Beginning:
    """Where a client goes on at a replica that knows `here`.

    Without an id it begins with what comes from now on or, if it wants the `whole` state, with that. `now`: seconds
    since 1970; `kept`: seconds that retractions are remembered: whoever was away longer may have missed one.
    """
    if last_event_id is None:
        return Beginning(_empty(here) if whole else here)
    try:
        had = read(last_event_id)
    except NotAnIdError:
        return Beginning(_empty(here), "the id was not made by a view")
    if not is_same_log(had, here):
        return Beginning(_empty(here), "the id is of another log")
    if is_of_no_log(had, here):
        return Beginning(_empty(here), "the log is another one than the id is of: it does not reach so far")
    if had.current_at < now - kept:
        return Beginning(_empty(here), "away for longer than retractions are remembered")
    return Beginning(had)


def is_of_no_log(had: Known, here: Known) -> bool:
    """Whether a topic was made anew under its old name: the client knows more than there was long after.

    A replica that is behind does not have that much either, but has not had all there was since. Should it be wrong,
    a client begins anew that need not.
    """
    return here.current_at > had.current_at + AHEAD_FOR and not all(map(reaches, here.position, had.position))


def _empty(here: Known) -> Known:
    """What a client knows that holds no article. It need not hear what ceased to match before: it holds none of it."""
    return replace(here, position=tuple(Reached(0, reached.current) for reached in here.position))
