"""The broker watch on a real Kafka and on an address where nothing listens."""

import pytest

from services.runtime.broker_watch import BROKER, broker_watch
from services.runtime.ports import LOOPBACK, free_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from tests.waiting import until


async def test_a_broker_that_answers_meets_the_condition_silently(settings: Settings) -> None:
    readiness = Readiness([])

    async def met() -> bool:
        return readiness.ready

    async with broker_watch(settings, readiness):
        assert readiness.unmet == [BROKER]
        await until(met, "the broker has answered")


@pytest.mark.expects_log("(THEMEWIRE_BROKER): waiting for it")
@pytest.mark.allows_log("aiokafka")
async def test_an_address_without_a_broker_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    readiness = Readiness([])
    address = f"{LOOPBACK}:{free_port()}"

    def said() -> list[str]:
        return [record.getMessage() for record in caplog.records if address in record.getMessage()]

    async def asked_again() -> bool:
        return sum("Unable connect" in line for line in caplog.messages) >= 2

    async with broker_watch(Settings(broker=address), readiness):
        await until(asked_again, "it was asked twice")
    assert readiness.unmet == [BROKER]
    assert len([line for line in said() if "no Kafka answers at" in line]) == 1
