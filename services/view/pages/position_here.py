"""Where the log stood when a page was made: its script goes on from there, so nothing that came since is missed."""

from services.view.live.look import known_here, one_state
from services.view.live.position import written
from services.view.store import Store


def position_here(store: Store) -> str | None:
    """The id that `GET /v1/changes` goes on from; None while nothing was read yet. To be asked before what is shown:
    what is told twice does no harm."""
    with one_state(store.file) as db:
        known = known_here(db)
    return written(known) if known else None
