"""Which articles a client wants to hear of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Both must hold where they are set; nothing set is every article. Equal ones are looked at once for all clients.

    `expression`: what the full-text index is asked (see `Asked.expression`), as GET /v1/articles asks it.
    """

    article: str | None = None
    expression: str | None = None
