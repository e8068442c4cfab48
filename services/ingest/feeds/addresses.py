"""Addresses as feeds and pages write them -> absolute http or https URLs."""

from collections.abc import Iterable
from urllib.parse import urljoin

from services.ingest.request_checks import Refusal, checked_url


def http_url(text: str | None, base: str | None) -> str | None:
    """The absolute URL that `text` names where `base` is; None for every other scheme and for what is no URL."""
    written = "".join(c for c in (text or "").strip() if c not in "\t\r\n").replace(" ", "%20")
    if not written:
        return None
    try:
        return checked_url(urljoin(base or "", written))
    except (Refusal, ValueError):
        return None


def http_urls(texts: Iterable[str | None], base: str | None) -> tuple[str, ...]:
    """The URLs among them, each once, in their order."""
    return tuple(dict.fromkeys(url for text in texts if (url := http_url(text, base))))
