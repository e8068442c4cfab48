"""Name servers and a network of the test's own: every address leads to one local port, and is noted."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address

from httpcore import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

from services.ingest.fetch.public_address import IPAddress

PUBLIC = "8.8.8.8"


class Detour(AsyncNetworkBackend):
    """Connects to `port` on loopback whatever address is asked for; `reached` are those addresses. `dead` ones fail."""

    def __init__(self, port: int, dead: Sequence[str] = ()) -> None:
        self._port = port
        self._dead = dead
        self.reached: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        self.reached.append(host)
        if host in self._dead:
            raise ConnectError("nobody listens")
        return await AnyIOBackend().connect_tcp("127.0.0.1", self._port, timeout)


class Names:
    """A resolver that gives one answer after the other for every name, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[IPAddress]:
        self.asked.append(host)
        answer = self._answers[min(len(self.asked), len(self._answers)) - 1]
        if not answer:
            raise OSError("no such name")
        return [ip_address(address) for address in answer]
