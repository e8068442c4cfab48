"""What a site's robots.txt allows us (RFC 9309)."""

import re

from protego import Protego

from services.ingest.fetch.user_agent import PRODUCT_TOKEN

SIZE_LIMIT = 500 * 1024
"""Bytes that are read of a robots.txt (RFC 9309, section 2.5)."""

_USER_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent\s*(?::|\s)\s*([^#]*)", re.I)
_TOKEN = re.compile(r"\*|[a-z_-]*", re.I)
_SOMEBODY_ELSE = "another-crawler"


class RobotsRules:
    """The rules of one site; `crawl_delay` in seconds, None where it asks us for none."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)
        self.crawl_delay = self._rules.crawl_delay(PRODUCT_TOKEN)

    def allow(self, url: str) -> bool:
        """Whether the URL, one of this site, may be fetched."""
        return self._rules.can_fetch(url, PRODUCT_TOKEN)


ALLOW_ALL = RobotsRules("")
DISALLOW_ALL = RobotsRules("User-agent: *\nDisallow: /")


def robots_rules(status: int, body: bytes) -> RobotsRules:
    """The rules that an answer to a request for robots.txt gives (RFC 9309, section 2.3.1).

    A server error allows nothing, any other answer without a file everything. Of the body `SIZE_LIMIT` bytes are read,
    to the last line that is whole.
    """
    if status >= 500:
        return DISALLOW_ALL
    if not 200 <= status < 300:
        return ALLOW_ALL
    if len(body) > SIZE_LIMIT:
        body = body[: body.rfind(b"\n", 0, SIZE_LIMIT) + 1]
    return RobotsRules(_for_us(body.decode("utf-8-sig", "replace")))


def _for_us(text: str) -> str:
    """The text with one name for all crawlers that are not us.

    protego takes a group for "theme" as one for "themewire", where the RFC wants the whole token, and its time and
    memory grow with the number of names times the number of rules.
    """
    return "\n".join(_line_for_us(line) for line in text.splitlines())


def _line_for_us(line: str) -> str:
    if not (named := _USER_AGENT_LINE.match(line)):
        return line
    token = _TOKEN.match(named[1])
    ours = token is not None and token[0].lower() in ("*", PRODUCT_TOKEN)
    return f"User-agent: {token[0] if token and ours else _SOMEBODY_ELSE}"
