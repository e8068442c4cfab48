"""What a fetch brings, and what it may cost."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bytes of a body, compressed and decompressed; seconds to connect and in all; redirects; connections a host.

    The seconds in all do not count the wait for a free connection to the host.
    """

    body: int = 15 * 1024 * 1024
    connect: float = 10.0
    total: float = 20.0
    redirects: int = 5
    per_host: int = 2


@dataclass(frozen=True, slots=True)
class Fetched:
    """The last answer of a fetch.

    `url` is where it came from; `permanent`: there were redirects and each was permanent (301 or 308), so that `url`
    may be asked the next time. `headers` have lower-case names, repeated ones are joined by ", " (RFC 9110, section
    5.3), Set-Cookie is left out. `body` is decompressed, and empty unless the status is a 2xx.
    """

    status: int
    url: str
    permanent: bool
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The Content-Type as it was sent, "" without one."""
        return self.headers.get("content-type", "")
