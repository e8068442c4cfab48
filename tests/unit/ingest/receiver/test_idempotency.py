"""One receipt for a key: in any order of claims, on any replica, after any crash."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.ingest.receiver import idempotency_ledger as ledger
from services.ingest.receiver.idempotency_key import checked_key, fingerprint, name_of
from services.ingest.receiver.idempotency_ledger import CLAIM_MS, KEPT_MS, Ledger, claim_record, receipt_record
from services.ingest.receiver.idempotent_publish import PublishedOnce
from services.ingest.receiver.unavailable import NotConfirmed
from services.ingest.request_checks import Refusal
from tests.unit.ingest.receiver.kept_log import Kept, KeptLog, KeptNames

NAME = bytes(32)
RECEIPT = Receipt(article_id="a" * 32, topic="raw", partition=1, offset=2, ce_id="c")
MESSAGE = RawMessage("a" * 32, "c", b"page", [("ce_time", b"2031-02-03T04:05:06+00:00"), ("ce_id", b"c")])


def nonce(number: int) -> bytes:
    return b"%016d" % number


@pytest.mark.parametrize(("text", "key"), [('"a b"', "a b"), ("a-1", "a-1"), (r'"a\"\\"', 'a"\\'), (' "x" ', "x")])
def test_a_key_is_a_string_with_or_without_quotation_marks(text: str, key: str) -> None:
    assert checked_key(text) == key


@pytest.mark.parametrize("text", ["", '""', '"a', 'a"b', "a b", "ü", '"\n"', r'"\a"', "x" * 256, '"' + "x" * 256 + '"'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_key(text)
    assert refused.value.status == 400


def test_keys_of_two_senders_do_not_meet() -> None:
    assert len({name_of(owner, key) for owner in ("", "one", "other") for key in ("1", "2")}) == 6


def test_the_arrival_is_no_part_of_what_must_be_the_same_and_the_senders_time_is() -> None:
    later = RawMessage("a" * 32, "c", b"page", [("ce_time", b"2031-02-03T05:05:06+00:00"), ("ce_id", b"c")])
    assert fingerprint(MESSAGE, told_time=False) == fingerprint(later, told_time=False)
    assert fingerprint(MESSAGE, told_time=True) != fingerprint(later, told_time=True)


def test_content_and_every_header_are() -> None:
    one = fingerprint(MESSAGE, told_time=False)
    other_body = RawMessage("a" * 32, "c", b"pages", MESSAGE.headers)
    other_header = RawMessage("a" * 32, "c", b"page", [*MESSAGE.headers, ("content-type", b"text/html")])
    assert one not in (fingerprint(other_body, told_time=False), fingerprint(other_header, told_time=False))


def test_the_first_claim_wins_until_it_ends() -> None:
    book = Ledger()
    book.apply(*claim_record(NAME, nonce(1), "one"), 0)
    book.apply(*claim_record(NAME, nonce(2), "one"), CLAIM_MS - 1)
    held = book.holder(NAME, CLAIM_MS - 1)
    assert held is not None
    assert held.nonce == nonce(1)
    assert book.holder(NAME, CLAIM_MS) is None
    book.apply(*claim_record(NAME, nonce(3), "one"), CLAIM_MS)
    held = book.holder(NAME, CLAIM_MS)
    assert held is not None
    assert held.nonce == nonce(3)


def test_only_its_holder_releases_a_claim_and_nobody_a_receipt() -> None:
    book = Ledger()
    book.apply(*claim_record(NAME, nonce(1), "one"), 0)
    book.apply(NAME + nonce(2), None, 1)
    assert book.holder(NAME, 1)
    book.apply(NAME + nonce(1), None, 1)
    assert book.holder(NAME, 1) is None
    book.apply(*receipt_record(NAME, "one", RECEIPT), 2)
    book.apply(NAME, None, 3)
    assert book.holder(NAME, 3)


def test_a_receipt_stays_a_day_and_the_first_one() -> None:
    book = Ledger()
    book.apply(*receipt_record(NAME, "one", RECEIPT), 0)
    book.apply(*receipt_record(NAME, "one", RECEIPT.model_copy(update={"offset": 9})), 1)
    held = book.holder(NAME, KEPT_MS - 1)
    assert held is not None
    assert Receipt.model_validate_json(held.receipt or b"") == RECEIPT
    assert book.holder(NAME, KEPT_MS) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["receipt", "release", "crash"]),
            st.integers(0, CLAIM_MS - 1),
            st.sampled_from([1, CLAIM_MS, KEPT_MS // 2, KEPT_MS]),
        ),
        max_size=20,
    )
)
def test_within_a_day_a_key_has_one_receipt_and_a_replica_that_starts_later_knows_it(
    requests: list[tuple[str, int, int]],
) -> None:
    """Requests one after another: each claims and, when it wins, takes its time and gets its receipt, or does not."""
    first, log, now = Ledger(), list[tuple[bytes, bytes | None, int]](), 0
    given: list[tuple[int, int]] = []

    def write(key: bytes, value: bytes | None) -> None:
        log.append((key, value, now))
        first.apply(key, value, now)

    for number, (end, takes, pause) in enumerate(requests):
        write(*claim_record(NAME, nonce(number), "one"))
        held = first.holder(NAME, now)
        if held is not None and held.nonce == nonce(number):
            now += takes
            if end == "receipt":
                write(*receipt_record(NAME, "one", RECEIPT.model_copy(update={"offset": number})))
                given.append((number, now))
            elif end == "release":
                write(NAME + nonce(number), None)
        now += pause
    assert all(later - earlier >= KEPT_MS for (_, earlier), (_, later) in pairwise(given))
    started_now = Ledger()
    for key, value, at in log:
        if now - at < KEPT_MS:
            started_now.apply(key, value, at)
    known = started_now.holder(NAME, now)
    assert known == first.holder(NAME, now)
    if given and now - given[-1][1] < KEPT_MS:
        assert known is not None
        assert Receipt.model_validate_json(known.receipt or b"").offset == given[-1][0]


def test_memory_is_bounded_and_what_is_over_is_forgotten() -> None:
    book = Ledger(entries=10)
    names = [bytes([number]) * 32 for number in range(20)]
    for name in names:
        book.apply(*receipt_record(name, "one", RECEIPT), 0)
    assert len(book) == 10
    assert book.holder(names[-1], 1)
    book.apply(*claim_record(b"\xff" * 32, nonce(1), "one"), KEPT_MS)
    assert len(book) == 1


@pytest.mark.parametrize("value", [b"", b"{}", b"\xff", b'{"fingerprint": 1}'])
def test_a_record_of_someone_else_changes_nothing(value: bytes) -> None:
    book = Ledger()
    book.apply(b"short", value, 0)
    assert len(book) == 0


def published(log: KeptLog, names: KeptNames) -> PublishedOnce:
    return PublishedOnce(names, log.publish, log.pending)


async def publish(once: PublishedOnce, log: KeptLog, mark: str = "one") -> Receipt:
    assert log.pending.take(MESSAGE.size)
    return await once.publish(MESSAGE, NAME, mark)


async def test_a_repeat_gets_the_same_receipt_and_sends_nothing() -> None:
    log, names = KeptLog(), KeptNames()
    receipts = [await publish(published(log, names), log) for _ in range(3)]
    assert receipts == receipts[:1] * 3
    assert len(log.messages) == 1
    assert log.pending.bytes == 0


async def test_another_document_under_the_key_is_409() -> None:
    log, names = KeptLog(), KeptNames()
    await publish(published(log, names), log)
    with pytest.raises(Refusal, match="another document") as refused:
        await publish(published(log, names), log, "two")
    assert refused.value.status == 409
    assert log.pending.bytes == 0


class Slow(KeptLog):
    """Waits for `go` before it takes anything."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def send(self, message: RawMessage) -> Kept:
        await self.go.wait()
        return await super().send(message)


async def test_while_the_first_is_under_way_a_second_is_told_to_come_back() -> None:
    log, names = Slow(), KeptNames()
    first = asyncio.create_task(publish(published(log, names), log))
    await asyncio.sleep(0)
    with pytest.raises(Refusal, match="under way") as refused:
        await publish(published(log, names), log)
    assert refused.value.headers == {"retry-after": "1"}
    log.go.set()
    assert await first == await publish(published(log, names), log)
    assert log.pending.bytes == 0


async def test_what_was_not_confirmed_may_come_again_at_once() -> None:
    log, names = KeptLog(), KeptNames()
    log.unconfirmed = 1
    with pytest.raises(NotConfirmed):
        await publish(published(log, names), log)
    assert (await publish(published(log, names), log)).offset == 0


class Forgetful(KeptNames):
    """Dies once, as a process may, between the document and its receipt."""

    died = False

    async def settle(self, name: bytes, fingerprint: str, receipt: Receipt) -> None:
        if not self.died:
            self.died = True
            raise NotConfirmed("the broker is away")
        await super().settle(name, fingerprint, receipt)


async def test_after_a_crash_no_receipt_was_given_and_the_key_is_free_again_after_a_while() -> None:
    log, names = KeptLog(), Forgetful()
    with pytest.raises(NotConfirmed):
        await publish(published(log, names), log)
    with pytest.raises(Refusal, match="under way"):
        await publish(published(log, names), log)
    names.now_ms += CLAIM_MS
    assert (await publish(published(log, names), log)).offset == 1
    assert log.messages[0].ce_id == log.messages[1].ce_id


def test_a_name_has_one_partition() -> None:
    assert {ledger.partition_of(name_of("", str(n)), 4) for n in range(100)} == {0, 1, 2, 3}
