"""Link headers (RFC 8288, section 3) -> the addresses of a relation."""

import re
from collections.abc import Mapping

from services.ingest.feeds.addresses import http_urls

_VALUE = r"(?:\"[^\"]{0,999}\"|[^\s;,\"]{1,999})"
_PARAMETER = rf"\s{{0,99}};\s{{0,99}}[^\s;,=\"]{{1,99}}(?:\s{{0,9}}=\s{{0,9}}{_VALUE})?"
_LINK = re.compile(rf"<([^<>]{{1,8192}})>((?:{_PARAMETER}){{0,20}})")
_RELATION = re.compile(r";\s{0,99}rel\s{0,9}=\s{0,9}(?:\"([^\"]{0,999})\"|([^\s;,\"]{1,999}))", re.I)


def linked(headers: Mapping[str, str], relation: str, base: str) -> tuple[str, ...]:
    """The addresses that the answer from `base` names as `relation`; several headers are joined by commas."""
    found = []
    for link in _LINK.finditer(headers.get("link", "")):
        said = _RELATION.search(link[2])
        if said and relation in (said[1] or said[2] or "").lower().split():
            found.append(link[1])
    return http_urls(found, base)
