"""A URL made ready for fetching: its parts are read once, and the same parts are checked, connected to and sent."""

import re
import socket
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from services.ingest.fetch.errors import RefusedScheme, RefusedUrl
from services.ingest.fetch.public_address import IPAddress
from services.ingest.request_checks import URL_LIMIT

_DEFAULT_PORT = {"http": 80, "https": 443}
_NO_PART_OF_A_URL = re.compile(r"[\x00-\x20\x7f]")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.ASCII)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)
_SENT_AS_IT_IS = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"<>\\^`{|}')


@dataclass(frozen=True, slots=True)
class FetchUrl:
    """`scheme` http or https; `host` a name in ASCII, or the usual spelling of an IP address without brackets;
    `address` that address; `target` path and query as they are sent."""

    scheme: str
    host: str
    address: IPAddress | None
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says (RFC 9112, section 3.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORT[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port (RFC 6454)."""
        return f"{self.scheme}://{self.authority}"

    @property
    def shown(self) -> str:
        """For messages and logs: without the query, which may hold secrets."""
        return self.origin + self.target.partition("?")[0]

    def __str__(self) -> str:
        return self.origin + self.target

    def joined(self, reference: str) -> "FetchUrl":
        """Where a reference in an answer leads (RFC 3986, section 5); raises as `fetch_url`."""
        try:
            return fetch_url(urljoin(str(self), reference.strip()))
        except ValueError as error:
            raise _not_a_url() from error


def fetch_url(text: str) -> FetchUrl:
    """Reads an absolute URL.

    Numbers that stand for an IPv4 address are read as the C library reads them ("0x7f.1" is 127.0.0.1), names beyond
    ASCII by UTS 46. Raises `RefusedScheme` for anything but http and https, and `RefusedUrl` for user names and
    passwords, zone ids, control characters, and hosts and ports that are none.
    """
    text = text.strip()
    if len(text) > URL_LIMIT or _NO_PART_OF_A_URL.search(text):
        raise _not_a_url()
    try:
        parts = urlsplit(text)
        named, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _not_a_url() from error
    if parts.scheme not in _DEFAULT_PORT:
        raise RefusedScheme(f"{parts.scheme[:20] or 'no scheme'}: only http and https are fetched, give such a URL")
    if "@" in parts.netloc:
        raise RefusedUrl(f"{parts.scheme} URL with a user name or password: leave out what stands before the @")
    if port == 0 or ("[" in parts.netloc and ":" not in named):  # IPvFuture (RFC 3986), which nobody speaks
        raise _not_a_url()
    host, address = _host(named)
    path = quote(parts.path or "/", safe=_SENT_AS_IT_IS, errors="replace")
    query = "?" + quote(parts.query, safe=_SENT_AS_IT_IS, errors="replace") if parts.query else ""
    return FetchUrl(parts.scheme, host, address, port or _DEFAULT_PORT[parts.scheme], path + query)


def _host(named: str) -> tuple[str, IPAddress | None]:
    if "%" in named:
        raise RefusedUrl("the URL's host has a % in it, an escape or a zone id: give the host's plain name or address")
    if ":" in named:
        try:
            address = IPv6Address(named)
        except AddressValueError as error:
            raise _not_a_url() from error
        return str(address), address
    host = _in_ascii(named).removesuffix(".")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _ipv4(host)
    if not _NAME.fullmatch(host):
        raise _not_a_url()
    return host, None


def _in_ascii(named: str) -> str:
    if named.isascii():
        return named.lower()
    try:
        return idna.encode(named, uts46=True).decode("ascii").lower()
    except UnicodeError as error:
        raise RefusedUrl(
            "the URL's host is no internationalised domain name: give the name in its xn-- form"
        ) from error


def _ipv4(host: str) -> tuple[str, IPAddress]:
    """A host whose last label is a number is an IPv4 address or nothing (WHATWG URL, "ends in a number")."""
    try:
        address = IPv4Address(socket.inet_aton(host))
    except OSError as error:
        raise RefusedUrl("the URL's host ends in a number and is no IPv4 address: check the host") from error
    return str(address), address


def _not_a_url() -> RefusedUrl:
    return RefusedUrl(
        f"not an http or https URL of at most {URL_LIMIT} characters with a host and, if any, a port from 1 to 65535:"
        " give the full address, percent-encoded"
    )
