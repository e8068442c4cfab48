"""Which articles a client wants to hear of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """All that is set must hold; nothing set is every article. Equal filters are looked at once for all clients.

    `publisher` and `q` mean what they mean to GET /v1/articles.
    """

    article: str | None = None
    publisher: str | None = None
    q: str | None = None

    @property
    def by_text(self) -> bool:
        """Whether the article's text must be asked."""
        return self.publisher is not None or self.q is not None
