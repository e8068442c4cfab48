"""The one way to ask the outside for something: public addresses only, within limits, redirects included."""

import asyncio
import ssl
from collections.abc import Mapping
from urllib.parse import urlencode

from httpcore import AsyncNetworkBackend, default_ssl_context

from services.ingest.fetch.errors import FetchTimeout, TooManyRedirects
from services.ingest.fetch.fetch_url import FetchUrl, fetch_url
from services.ingest.fetch.fetched import Fetched, FetchLimits
from services.ingest.fetch.guarded_network import GuardedNetwork, Resolver
from services.ingest.fetch.host_slots import HostSlots
from services.ingest.fetch.one_request import Answer, Question, ask
from services.ingest.fetch.redirects import PERMANENT, redirected_to


class SafeFetch:
    """Fetches for everybody in the process, as the connections to a host are counted here. It remembers no visit.

    `allow_private_networks` is for tests and intranets. `resolver`, `network` and `tls` stand in for the system's.
    """

    def __init__(
        self,
        *,
        allow_private_networks: bool,
        limits: FetchLimits | None = None,
        resolver: Resolver | None = None,
        network: AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._network = GuardedNetwork(allow_private=allow_private_networks, resolver=resolver, network=network)
        self._tls = tls or default_ssl_context()
        self._slots = HostSlots(self._limits.per_host)

    async def get(
        self, url: str, *, accept: str = "*/*", etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """GET; conditional (RFC 9110, section 13) when the ETag or Last-Modified of a former answer is given.

        Every complete answer is returned, whatever its status; raises a `FetchError` when there is none.
        """
        conditions = {"if-none-match": etag, "if-modified-since": last_modified}
        given = {name: value for name, value in conditions.items() if value}
        return await self._follow(Question("GET", {"accept": accept, **given}), fetch_url(url))

    async def post_form(self, url: str, form: Mapping[str, str]) -> Fetched:
        """POST of an application/x-www-form-urlencoded body; only 307 and 308 are followed. Otherwise as `get`."""
        headers = {"accept": "*/*", "content-type": "application/x-www-form-urlencoded"}
        return await self._follow(Question("POST", headers, urlencode(form).encode("ascii")), fetch_url(url))

    async def _follow(self, question: Question, url: FetchUrl) -> Fetched:
        left = self._limits.total
        permanent: list[bool] = []
        while True:
            answer, took = await self._asked(question, url, left)
            left -= took
            target = redirected_to(url, question.method, answer.status, answer.headers.get("location"))
            if target is None:
                moved = bool(permanent) and all(permanent)
                return Fetched(answer.status, str(url), moved, answer.headers, answer.body)
            if len(permanent) == self._limits.redirects:
                raise TooManyRedirects(
                    f"{url.shown}: more than {self._limits.redirects} redirects, give the address they end at"
                )
            permanent.append(answer.status in PERMANENT)
            url = target

    async def _asked(self, question: Question, url: FetchUrl, left: float) -> tuple[Answer, float]:
        """The answer and the seconds that it took. No slot is held over a redirect: two hosts that send each other's
        visitors to and fro would make them wait for one another."""
        async with self._slots.at(url.host):
            clock = asyncio.get_running_loop().time
            started = clock()
            try:
                async with asyncio.timeout(left):
                    answer = await ask(question, url, self._network, self._tls, self._limits)
            except TimeoutError as error:
                raise FetchTimeout(
                    f"{url.shown}: no whole answer within {self._limits.total:g} s, ask again later"
                ) from error
            return answer, clock() - started
