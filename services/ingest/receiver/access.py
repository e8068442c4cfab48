"""Who asks, what they may do, and how much of it: API keys, scopes and quotas. Imports no HTTP."""

import math
import time
from collections.abc import Callable, Mapping

from services.ingest.receiver.document_fields import RawHeaders
from services.ingest.request_checks import Refusal
from services.runtime.api_keys import ApiKey, Scope, recognised
from services.runtime.token_bucket import WINDOW, TokenBucket

Clock = Callable[[], float]


class Quota:
    """What a key may still send (the quotas hold for each receiver process)."""

    def __init__(self, key: ApiKey, now: float) -> None:
        self.limits = (key.documents_per_minute, key.bytes_per_minute)
        self.documents = TokenBucket.full(key.documents_per_minute, now)
        self.bytes = TokenBucket.full(key.bytes_per_minute, now)

    def wait(self, now: float) -> float:
        """Seconds until one more document may be sent."""
        return max(self.documents.wait(now), self.bytes.wait(now))

    def headers(self, now: float) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers-10: the policies, and what is left of each."""
        documents, size = self.limits
        buckets = (("documents", self.documents), ("bytes", self.bytes))
        return {
            "ratelimit-policy": f'"documents";q={documents};w={WINDOW:g},'
            f' "bytes";q={size};w={WINDOW:g};qu="content-bytes"',
            "ratelimit": ", ".join(
                f'"{name}";r={max(0, math.floor(b.tokens))};t={math.ceil(b.wait(now))}' for name, b in buckets
            ),
        }


class Caller:
    """Who sends one request; nobody in particular when no keys are asked for."""

    def __init__(self, key: ApiKey | None = None, quota: Quota | None = None, clock: Clock = time.monotonic) -> None:
        self._key = key
        self._quota = quota
        self._clock = clock

    @property
    def owner(self) -> str:
        """Tells one sender's Idempotency-Keys from another's."""
        return self._key.id if self._key else ""

    def require(self, scope: Scope) -> None:
        """Raises `Refusal` (403) when the key does not allow it."""
        if self._key is None or scope in self._key.scopes:
            return
        raise Refusal(
            403,
            "missing-scope",
            f"this key lacks the scope {scope}: use one that has it, or make one with"
            f" `themewire keys add NAME --scope {scope}`",
            headers={"www-authenticate": f'Bearer realm="themewire", error="insufficient_scope", scope="{scope}"'},
        )

    def wait(self) -> float:
        """Seconds until the quotas allow one more document."""
        return self._quota.wait(self._clock()) if self._quota else 0.0

    def document(self) -> None:
        """Counts one document; raises `Refusal` (429) while a quota is used up."""
        if self._quota is None:
            return
        if wait := self.wait():
            raise Refusal(
                429,
                "quota",
                f"this key's quota of {self._quota.limits[0]} documents or {self._quota.limits[1]} bytes a minute is"
                " used up: send again after the time in Retry-After",
                headers={"retry-after": str(math.ceil(wait)), **self.headers()},
            )
        self._quota.documents.take(1, self._clock())

    def body(self, size: int) -> None:
        """Counts a document's bytes; what is over the quota, the next document waits for."""
        if self._quota:
            self._quota.bytes.take(size, self._clock())

    def headers(self) -> dict[str, str]:
        """What an answer says of the quotas."""
        return self._quota.headers(self._clock()) if self._quota else {}


class Access:
    """Recognises callers. `keys` gives the keys by id as they are now; None: nobody is asked for one."""

    def __init__(self, keys: Callable[[], Mapping[str, ApiKey]] | None = None, clock: Clock = time.monotonic) -> None:
        self._keys = keys
        self._clock = clock
        self._quotas: dict[str, Quota] = {}
        self._nobody = Caller()

    @property
    def asks_for_keys(self) -> bool:
        return self._keys is not None

    def caller(self, headers: RawHeaders) -> Caller:
        """Who sends a request with these headers; raises `Refusal` (401)."""
        if self._keys is None:
            return self._nobody
        presented = _presented(headers)
        if presented is None:
            raise _unauthorised("no-key", "no API key: send one as `Authorization: Bearer KEY` or `X-API-Key: KEY`", "")
        keys = self._keys()
        key = recognised(keys, presented)
        if key is None:
            raise _unauthorised(
                "unknown-key",
                "this API key is not known, or was revoked: ask the operator for one (`themewire keys add NAME`)",
                ', error="invalid_token"',
            )
        return Caller(key, self._quota(key, keys), self._clock)

    def _quota(self, key: ApiKey, keys: Mapping[str, ApiKey]) -> Quota:
        quota = self._quotas.get(key.id)
        if quota is None or quota.limits != (key.documents_per_minute, key.bytes_per_minute):
            self._quotas = {id_: known for id_, known in self._quotas.items() if id_ in keys}
            quota = self._quotas[key.id] = Quota(key, self._clock())
        return quota


def _presented(headers: RawHeaders) -> str | None:
    for name, value in headers:
        if name == b"authorization":
            scheme, _, credentials = value.decode("latin-1").strip().partition(" ")
            if scheme.lower() == "bearer":
                return credentials.strip()
        elif name == b"x-api-key":
            return value.decode("latin-1").strip()
    return None


def _unauthorised(kind: str, detail: str, error: str) -> Refusal:
    return Refusal(401, kind, detail, headers={"www-authenticate": f'Bearer realm="themewire"{error}'})
