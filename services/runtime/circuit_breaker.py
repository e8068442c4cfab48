"""Stops a service that refuses so much that the fault is not the documents': nothing more is rejected until someone
has looked. Pure."""

from collections import deque
from dataclasses import dataclass

from schemas.rejected import Rejection
from services.runtime.halt import MustHaltError
from services.runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic} partition {self.partition} offset {self.offset}"


class BreakerOpen(MustHaltError):  # noqa: N818 - names a state
    """Too many records were rejected; the message says how many, why the last one, from where to where, what to do."""


class CircuitBreaker:
    """Opens at `in_a_row` rejected records in a row, or at `share` among the last `of`; never when it is not `on`."""

    def __init__(self, in_a_row: int = 50, share: int = 100, of: int = 1000, *, on: bool = True) -> None:
        self._on = on
        self._in_a_row = in_a_row
        self._share = share
        self._of = of
        self._taken = 0
        self._row: deque[Place] = deque(maxlen=in_a_row)
        self._rejected: deque[tuple[int, Place]] = deque()

    def take(self, place: Place, rejection: Rejection | None) -> None:
        """Takes the outcome of one record, None when it was not rejected; raises `BreakerOpen`.

        Call it for each record of a batch before anything of that batch is sent or committed.
        """
        if not self._on:
            return
        self._taken += 1
        while self._rejected and self._rejected[0][0] <= self._taken - self._of:
            self._rejected.popleft()
        if rejection is None:
            self._row.clear()
            return
        self._row.append(place)
        self._rejected.append((self._taken, place))
        if len(self._row) >= self._in_a_row:
            raise self._open(f"{len(self._row)} records in a row", self._row[0], place, rejection)
        if len(self._rejected) >= self._share:
            many = f"{len(self._rejected)} of the last {min(self._taken, self._of)} records"
            raise self._open(many, self._rejected[0][1], place, rejection)

    def _open(self, many: str, first: Place, last: Place, rejection: Rejection) -> BreakerOpen:
        return BreakerOpen(
            f"{many} were rejected, from {first} to {last}, the last one at stage {rejection.stage}:"
            f" {rejection.reason}. Nothing of the last batch was sent or committed. Look at articles.rejected and at"
            " these records; mend the cause, or set THEMEWIRE_BREAKER=off to let them all be rejected; then start this"
            " process again: it goes on where it stopped"
        )


def breaker_of(settings: Settings) -> CircuitBreaker:
    """A breaker as the settings say."""
    return CircuitBreaker(on=settings.breaker == "on")
