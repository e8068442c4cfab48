"""What can be wrong with a feed, by name; every message tells the subscriber what to do."""


class FeedError(Exception):
    """A document that gives no entries."""


class EmptyDocumentError(FeedError):
    """The answer has no body."""

    def __init__(self) -> None:
        super().__init__("the answer is empty: check the feed's address in a browser")


class NotAFeedError(FeedError):
    """The document is something else."""

    def __init__(self, root: str) -> None:
        super().__init__(
            f"the document is no feed (it begins with {root[:40]!r}): give the address of an RSS, Atom, RDF, JSON Feed"
            " or sitemap"
        )


class WebPageError(FeedError):
    """The document is an HTML page, which may name its feeds."""

    def __init__(self) -> None:
        super().__init__("the document is a web page and no feed: subscribe to one of the feeds that it links to")


class BrokenFeedError(FeedError):
    """The document is a feed of which nothing can be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the feed cannot be read: {why}; tell its publisher")
