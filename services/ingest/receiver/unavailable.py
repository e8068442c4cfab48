"""Why a document is not taken now, though nothing is wrong with it: it may be sent again."""


class NotConfirmed(Exception):  # noqa: N818 - an answer, not an accident
    """The broker did not say in time that it has the document. It may have it: sending it again is harmless."""


class Busy(Exception):  # noqa: N818 - an answer, not an accident
    """So many documents are on their way to the broker that this one has to wait outside."""
