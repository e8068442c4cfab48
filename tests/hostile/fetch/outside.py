"""A network in which one public address is a server of the test's, and everything else is what it is."""

from collections.abc import Iterable

from httpcore import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream

from tests.unit.ingest.fetch.detour import PUBLIC


class Outside(AsyncNetworkBackend):
    """`PUBLIC` leads to `port` on loopback; a connection to any other address is really made."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        place = ("127.0.0.1", self._port) if host == PUBLIC else (host, port)
        return await AnyIOBackend().connect_tcp(*place, timeout)
