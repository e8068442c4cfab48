"""Why a fetch gave no answer. Every message names the address, without its query, and says what to do."""
# ruff: noqa: N818 - a fetch that gets no answer is an everyday outcome


class FetchError(Exception):
    """No answer came, or none that may be used."""


class RefusedUrl(FetchError):
    """The URL cannot be fetched as it is written. Nothing was sent."""


class RefusedScheme(RefusedUrl):
    """The URL is neither http nor https. Nothing was sent."""


class RefusedAddress(FetchError):
    """The host is, or its name leads to, an address that is not public. Nothing was sent to it."""


class TooManyRedirects(FetchError):
    """One answer after the other names another address."""


class TooLarge(FetchError):
    """The body is larger than the limit, as sent or decompressed. What came of it is gone."""


class FetchTimeout(FetchError):
    """The connection or the whole answer took longer than it may."""


class ConnectionFailed(FetchError):
    """The name has no address, nobody listens there, TLS failed, or the connection broke."""


class MalformedResponse(FetchError):
    """What came is not HTTP, ended early or is compressed in a way that was not asked for."""
