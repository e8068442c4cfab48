"""By what an entry is known again at the next visit."""

import hashlib

from services.ingest.feeds.plain_text import without_controls

_LONGEST = 1000
"""Characters; of a longer id its hash is kept."""


def entry_id(own: str | None, url: str | None, *texts: str) -> str:
    """The feed's own id (`guid`, Atom `id`), else the address, else a hash of what the entry says."""
    named = without_controls(own) or url or ""
    return named if 0 < len(named) <= _LONGEST else f"urn:sha256:{text_hash(named, *texts)}"


def text_hash(*texts: str) -> str:
    """SHA-256 over texts that hold no line feeds at their bounds' sake: each is preceded by its length. Hex."""
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode("utf-8", "replace")
        digest.update(b"%d\n" % len(encoded))
        digest.update(encoded)
    return digest.hexdigest()
