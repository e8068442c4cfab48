"""What a process still waits for before it is ready; read by /readyz."""

from collections.abc import Iterable


class Readiness:
    """Named conditions, all unmet at the start, e.g. ``joined assigned recovered producer``."""

    def __init__(self, conditions: Iterable[str]) -> None:
        self._met = dict.fromkeys(conditions, False)
        self.halted: str | None = None
        """Why the process stopped its work for good and waits for a person; set by `services.runtime.halt`."""

    def declare(self, condition: str) -> None:
        """One more condition, unmet."""
        self._met[condition] = False

    def met(self, condition: str, value: bool = True) -> None:
        """Sets one declared condition; raises KeyError for one that was not declared."""
        if condition not in self._met:
            raise KeyError(f"readiness condition {condition!r} was not declared; declared: {sorted(self._met)}")
        self._met[condition] = value

    @property
    def unmet(self) -> list[str]:
        return [condition for condition, value in self._met.items() if not value]

    @property
    def ready(self) -> bool:
        return not self.unmet and self.halted is None
