"""Whether an answer sends a request on, and where to."""

from services.ingest.fetch.fetch_url import FetchUrl

PERMANENT = frozenset([301, 308])
_GET_FOLLOWS = frozenset([301, 302, 303, 307, 308])
_POST_FOLLOWS = frozenset([307, 308])
"""The others turn a POST into a GET (RFC 9110, section 15.4), which no hub means (WebSub, section 5.1)."""


def redirected_to(url: FetchUrl, method: str, status: int, location: str | None) -> FetchUrl | None:
    """The next URL of a request for `url`, or None when the answer is the last one.

    `location` is the header's bytes as Latin-1; beyond ASCII they mean UTF-8, as browsers take them (WHATWG Fetch).
    A form, which may hold a secret, is not carried from https to http. Raises `RefusedUrl` for a location that cannot
    be fetched.
    """
    if not location or status not in (_POST_FOLLOWS if method == "POST" else _GET_FOLLOWS):
        return None
    target = url.joined(location.encode("latin-1").decode("utf-8", "replace"))
    if method == "POST" and (url.scheme, target.scheme) == ("https", "http"):
        return None
    return target
