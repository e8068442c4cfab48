"""Who may do what, and how much of it."""

from datetime import UTC, datetime

import pytest

from services.ingest.receiver.access import Access
from services.ingest.request_checks import Refusal
from services.runtime.api_keys import ID_BYTES, SECRET_BYTES, ApiKey, Scope, hash_of, id_of, key_text

TEXTS = [key_text(bytes([number]) * (ID_BYTES + SECRET_BYTES)) for number in range(3)]


class Clock:
    """Stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def key_of(text: str, *scopes: Scope, documents: int = 100, size: int = 1000) -> ApiKey:
    return ApiKey(
        id=id_of(text) or "",
        name="desk",
        scopes=frozenset(scopes or (Scope.write,)),
        sha256=hash_of(text),
        created=datetime(2031, 2, 3, tzinfo=UTC),
        documents_per_minute=documents,
        bytes_per_minute=size,
    )


def access_of(clock: Clock, *keys: ApiKey) -> Access:
    return Access(lambda: {key.id: key for key in keys}, clock)


def bearer(text: str) -> list[tuple[bytes, bytes]]:
    return [(b"host", b"x"), (b"authorization", f"Bearer {text}".encode())]


def test_without_keys_nobody_is_asked() -> None:
    caller = Access().caller([])
    caller.require(Scope.retract)
    caller.document()
    caller.body(10**12)
    assert caller.wait() == 0
    assert caller.headers() == {}


@pytest.mark.parametrize(
    "headers",
    [
        bearer(TEXTS[0]),
        [(b"authorization", b"bearer  " + TEXTS[0].encode())],
        [(b"x-api-key", TEXTS[0].encode())],
    ],
)
def test_a_key_is_recognised_in_either_header(headers: list[tuple[bytes, bytes]]) -> None:
    caller = access_of(Clock(), key_of(TEXTS[0])).caller(headers)
    assert caller.owner == id_of(TEXTS[0])


@pytest.mark.parametrize(
    "headers",
    [
        [],
        bearer(""),
        bearer(TEXTS[1]),
        [(b"authorization", TEXTS[0].encode())],
        [(b"authorization", b"Basic " + TEXTS[0].encode())],
        [(b"x-api-key", b"\xff")],
    ],
)
def test_all_others_are_401_and_told_how_to_send_one(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(Refusal) as refused:
        access_of(Clock(), key_of(TEXTS[0])).caller(headers)
    assert refused.value.status == 401
    assert refused.value.headers["www-authenticate"].startswith('Bearer realm="themewire"')
    assert TEXTS[1] not in refused.value.detail


def test_a_missing_scope_is_403_and_named() -> None:
    caller = access_of(Clock(), key_of(TEXTS[0], Scope.write, Scope.feeds)).caller(bearer(TEXTS[0]))
    caller.require(Scope.write)
    with pytest.raises(Refusal, match="lacks the scope retract") as refused:
        caller.require(Scope.retract)
    assert refused.value.status == 403
    assert 'scope="retract"' in refused.value.headers["www-authenticate"]


def test_the_quota_of_documents_is_429_until_there_is_more() -> None:
    clock = Clock()
    access = access_of(clock, key_of(TEXTS[0], documents=2), key_of(TEXTS[1], documents=2))
    for _ in range(2):
        access.caller(bearer(TEXTS[0])).document()
    with pytest.raises(Refusal, match="quota of 2 documents") as refused:
        access.caller(bearer(TEXTS[0])).document()
    assert refused.value.status == 429
    assert refused.value.headers["retry-after"] == "30"
    assert '"documents";r=0;t=30' in refused.value.headers["ratelimit"]
    assert '"documents";q=2;w=60' in refused.value.headers["ratelimit-policy"]
    access.caller(bearer(TEXTS[1])).document()
    clock.now += 30
    access.caller(bearer(TEXTS[0])).document()


def test_the_quota_of_bytes_is_waited_for_by_the_next_document() -> None:
    clock = Clock()
    caller = access_of(clock, key_of(TEXTS[0], size=600)).caller(bearer(TEXTS[0]))
    caller.document()
    caller.body(1200)
    with pytest.raises(Refusal, match="600 bytes a minute") as refused:
        caller.document()
    assert refused.value.headers["retry-after"] == "61"
    clock.now += 61
    caller.document()


def test_another_quota_in_the_file_counts_from_then_on() -> None:
    clock, keys = Clock(), dict[str, ApiKey]()
    access = Access(lambda: keys, clock)
    keys[id_of(TEXTS[0]) or ""] = key_of(TEXTS[0], documents=1)
    access.caller(bearer(TEXTS[0])).document()
    keys[id_of(TEXTS[0]) or ""] = key_of(TEXTS[0], documents=5)
    assert access.caller(bearer(TEXTS[0])).wait() == 0
    keys.clear()
    with pytest.raises(Refusal):
        access.caller(bearer(TEXTS[0]))
