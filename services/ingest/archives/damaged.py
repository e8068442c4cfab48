"""A place where packed data cannot be read."""


class Damaged(Exception):  # noqa: N818 - names what is there
    """Packed data is broken or ends too early; the message says where. Reading on gives what follows it, if anything
    does.

    `inside` says that bytes of the broken part were given out already: what was being read when they came is not to
    be trusted.
    """

    def __init__(self, reason: str, *, inside: bool) -> None:
        super().__init__(reason)
        self.inside = inside
