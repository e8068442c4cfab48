"""Where a client that connects begins, and whether it must first forget what it has."""

from dataclasses import dataclass, replace

from services.view.live.position import Known, NotAnIdError, Reached, is_same_log, read


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
    if had.current_at < now - kept:
        return Beginning(_empty(here), "away for longer than retractions are remembered")
    return Beginning(had)


def _empty(here: Known) -> Known:
    """What a client knows that holds no article. It need not hear what ceased to match before: it holds none of it."""
    return replace(here, position=tuple(Reached(0, reached.current) for reached in here.position))
