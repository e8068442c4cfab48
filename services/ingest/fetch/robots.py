"""Asks sites for their robots.txt, each once a day."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from services.ingest.fetch.errors import FetchError, TooManyRedirects
from services.ingest.fetch.fetch_url import FetchUrl, fetch_url
from services.ingest.fetch.host_slots import HostSlots
from services.ingest.fetch.robots_rules import ALLOW_ALL, DISALLOW_ALL, RobotsRules, robots_rules
from services.ingest.fetch.safe_fetch import SafeFetch

KEPT_FOR = 24 * 3600.0
"""Seconds for which rules hold (RFC 9309, section 2.4)."""
ASKED_AGAIN_AFTER = 3600.0
"""Seconds after which a site that could not be asked is asked again; until then nothing of it is fetched."""
SITES_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a URL may be fetched, and the seconds that its site wants between two visits, None for no wish."""

    allowed: bool
    crawl_delay: float | None


class Robots:
    """Answers for any URL from the rules of its site (scheme, host and port); `clock` gives monotonic seconds."""

    def __init__(self, fetch: SafeFetch, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, RobotsRules]] = OrderedDict()
        self._asking = HostSlots(1)

    async def permission(self, url: str) -> Permission:
        """Raises `RefusedUrl` for a URL that cannot be fetched at all; an unreachable robots.txt forbids (2.3.1.4)."""
        target = fetch_url(url)
        rules = await self._rules_of(target)
        return Permission(rules.allow(str(target)), rules.crawl_delay)

    async def _rules_of(self, target: FetchUrl) -> RobotsRules:
        if rules := self._known(target.origin):
            return rules
        async with self._asking.at(target.origin):
            return self._known(target.origin) or await self._asked(target)

    def _known(self, origin: str) -> RobotsRules | None:
        until, rules = self._kept.get(origin, (-math.inf, None))
        return rules if self._clock() < until else None

    async def _asked(self, target: FetchUrl) -> RobotsRules:
        try:
            answer = await self._fetch.get(f"{target.origin}/robots.txt", accept="text/plain, */*;q=0.1")
            rules = robots_rules(answer.status, answer.body)
        except TooManyRedirects:
            rules = ALLOW_ALL  # as if it were not there (section 2.3.1.2)
        except FetchError:
            rules = DISALLOW_ALL
        kept_for = ASKED_AGAIN_AFTER if rules is DISALLOW_ALL else KEPT_FOR
        self._kept[target.origin] = (self._clock() + kept_for, rules)
        self._kept.move_to_end(target.origin)
        while len(self._kept) > SITES_KEPT:
            self._kept.popitem(last=False)
        return rules
