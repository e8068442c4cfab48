"""How many records a batch may hold, so that its work stays well under a second. Pure."""


class BatchLimit:
    """Halves after a slow batch, grows back after quick full ones; between 1 and `largest`."""

    def __init__(self, largest: int = 200, slow: float = 0.5, quick: float = 0.2) -> None:
        self._largest = self.records = largest
        self._slow = slow
        self._quick = quick

    def took(self, records: int, seconds: float) -> None:
        """Tells how long a batch's work took."""
        if seconds > self._slow:
            self.records = max(1, min(records, self.records) // 2)
        elif seconds < self._quick and records >= self.records:
            self.records = min(self._largest, self.records * 2)
