"""A place where packed data cannot be read."""


class Damaged(Exception):  # noqa: N818 - names what is there
    """Packed data is broken or ends too early; the message says where. Reading on gives what follows it, if anything
    does.

    `since` is the place in the unpacked data, in bytes, from which on it is not to be trusted: the beginning of the
    broken part, of which something may have been given out already.
    """

    def __init__(self, reason: str, *, since: int) -> None:
        super().__init__(reason)
        self.since = since
