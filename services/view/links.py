"""Which link a headline gets. Only http and https become links: a `javascript:` or `data:` URL stays text."""

from urllib.parse import quote, urlsplit

from schemas.parsed_article import Publisher


def outside(url: str | None) -> str | None:
    """The URL when it is an absolute http or https one (RFC 3986), else None."""
    if not url or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def page(article_id: str | None) -> str | None:
    """The article's page here, None when no article is known."""
    return f"/articles/{quote(article_id, safe='')}" if article_id else None


def publisher_label(publisher: Publisher, url: str | None) -> str | None:
    """What names the publisher: its name, else its domain, else the host of the article's URL."""
    if publisher.name or publisher.domain:
        return publisher.name or publisher.domain
    link = outside(url)
    host = urlsplit(link).hostname if link else None
    return host.removeprefix("www.") if host else None
