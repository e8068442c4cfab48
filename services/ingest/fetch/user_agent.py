"""What the fetcher calls itself."""

PRODUCT_TOKEN = "themewire"  # noqa: S105 - a robots.txt term, no secret
"""The name that robots.txt groups are looked up by (RFC 9309, section 2.2.1)."""
USER_AGENT = f"{PRODUCT_TOKEN}/0.1.0 (+feed reader)"
"""Sent with every request; the version is the distribution's."""
