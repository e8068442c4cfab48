"""Puts what is asked of the poller on ingest.requests."""

from schemas.topics import INGEST_REQUESTS
from services.ingest.feeds.requests import LeaseAnswered, Pushed, Subscribe, Unsubscribe, feed_id
from services.ingest.receiver.connected_producer import ConnectedProducer
from services.ingest.receiver.sent import Sent
from services.ingest.receiver.unavailable import NotConfirmed
from services.ingest.request_checks import Refusal
from services.runtime import metrics
from services.runtime.settings import Settings


class SentRequest:
    """A request on its way."""

    __slots__ = ("_sent",)

    def __init__(self, sent: Sent) -> None:
        self._sent = sent

    @property
    def settled(self) -> bool:
        """Whether `confirmed` answers at once."""
        return self._sent.settled

    async def confirmed(self) -> None:
        """Returns when the broker has it; raises `Refusal` (503)."""
        try:
            await self._sent.confirmed()
        except NotConfirmed as error:
            raise _not_confirmed(error) from error
        metrics.RECORDS_OUT.labels(INGEST_REQUESTS.name).inc()


class FeedRequests:
    """Writes requests; those for one feed are in one partition, in the order in which they were sent."""

    def __init__(self, settings: Settings, producer: ConnectedProducer) -> None:
        self._topic = settings.topic(INGEST_REQUESTS)
        self._producer = producer

    async def send(self, request: Subscribe | Unsubscribe | LeaseAnswered | Pushed) -> SentRequest:
        """Returns when it is queued; raises `Refusal` (503)."""
        key = feed_id(request.url).encode("ascii")
        try:
            return SentRequest(await self._producer.send(self._topic, key=key, value=request.to_bytes(), headers=[]))
        except NotConfirmed as error:
            raise _not_confirmed(error) from error

    async def put(self, request: Subscribe | Unsubscribe | LeaseAnswered | Pushed) -> None:
        """Returns when the broker has it; raises `Refusal` (503)."""
        await (await self.send(request)).confirmed()


def _not_confirmed(error: NotConfirmed) -> Refusal:
    return Refusal(
        503,
        "not-confirmed",
        f"{error}: the request may not be stored, send it again; doing so twice changes nothing",
        headers={"retry-after": "2"},
    )
