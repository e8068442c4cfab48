"""How many bytes of documents may be on their way to the broker at once."""


class Pending:
    """Counts bytes in memory; a sender that would go over `limit` bytes is told to come back."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0

    def take(self, size: int) -> bool:
        """Counts `size` bytes more; False, and nothing counted, when that is over the limit."""
        if self.bytes + size > self.limit:
            return False
        self.bytes += size
        return True

    def give(self, size: int) -> None:
        """Counts `size` bytes less; raises ValueError for more than was taken."""
        if size > self.bytes:
            raise ValueError(f"{size} bytes given back, {self.bytes} taken")
        self.bytes -= size
