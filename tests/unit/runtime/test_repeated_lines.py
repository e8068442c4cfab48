import logging
import sys

from aiokafka.errors import KafkaConnectionError, KafkaError

from services.runtime.repeated_lines import EVERY, RepeatedLines


class Said:
    """A library that talks through the filter, at times of the test's choosing."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._filter = RepeatedLines(lambda: self.now)

    def say(self, message: str, *args: object, name: str = "aiokafka", error: bool = False) -> logging.LogRecord | None:
        exc_info = sys.exc_info() if error else None
        record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, exc_info)
        return record if self._filter.filter(record) else None

    def held_back(self, message: str, *args: object) -> int | None:
        record = self.say(message, *args)
        assert record is not None
        return getattr(record, "held_back", None)


def test_the_first_passes_and_then_one_a_minute_with_a_count() -> None:
    said = Said()
    assert said.held_back("Commit of offset %d failed", 1) is None
    for offset in range(40):
        said.now += EVERY / 50
        assert said.say("Commit of offset %d failed", offset) is None
    said.now += EVERY
    assert said.held_back("Commit of offset %d failed", 99) == 40
    said.now += EVERY
    assert said.held_back("Commit of offset %d failed", 100) is None, "none was held back since"


def test_all_that_says_no_connection_is_one_kind() -> None:
    said = Said()
    assert said.say("Unable connect to node with id %s: %s", 1, "[Errno 111]")
    for message, name in [
        ("Unable to update metadata from [1]", "aiokafka"),
        ("Failed fetch messages from 1: NodeNotReadyError: not ready", "aiokafka.consumer.fetcher"),
        ("Got error produce response: KafkaConnectionError: closed", "aiokafka.producer.sender"),
    ]:
        assert said.say(message, name=name) is None, message


def test_another_message_passes_meanwhile() -> None:
    said = Said()
    assert said.say("Unable connect to node with id 1")
    assert said.say("Heartbeat session expired")
    assert said.say("Heartbeat session expired", name="aiokafka.other")


def test_our_own_lines_and_other_libraries_always_pass() -> None:
    said = Said()
    for name in ("themewire.view", "uvicorn.error", "aiokafkaish"):
        assert all(said.say("the same", name=name) for _ in range(3))


def test_a_lost_connection_comes_without_its_traceback_and_another_error_with_it() -> None:
    said = Said()
    try:
        try:
            raise KafkaConnectionError("closed")
        except KafkaError as cause:
            raise KafkaError("Unexpected error during batch delivery") from cause
    except KafkaError:
        lost = said.say("Unexpected error in sender routine", error=True)
    assert lost is not None
    assert lost.exc_info is None
    assert "closed" in lost.__dict__["cause"]
    try:
        raise ValueError("a bug")
    except ValueError:
        bug = said.say("Unexpected error in another routine", error=True)
    assert bug is not None
    assert bug.exc_info


def test_memory_is_bounded_when_a_library_formats_by_itself() -> None:
    said = Said()
    assert all(said.say(f"message {number}", name="faust") for number in range(10_000))
    assert len(said._filter._kinds) <= 200


def test_what_asyncio_tells_of_aiokafkas_callbacks_is_one_kind_and_other_callbacks_pass() -> None:
    said = Said()
    raised = "Exception in callback MessageAccumulator._pop_batch.<locals>.cb(<Future {}>)"
    assert said.say(raised.format(1), name="asyncio")
    assert said.say(raised.format(2), name="asyncio") is None
    assert all(said.say("Exception in callback ours()", name="asyncio") for _ in range(2))
