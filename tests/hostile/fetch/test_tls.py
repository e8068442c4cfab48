"""Over TLS a fetch talks to the host of its URL, though it connects to an address."""

import asyncio
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from services.ingest.fetch.errors import ConnectionFailed, FetchTimeout
from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.safe_fetch import SafeFetch
from tests.unit.ingest.fetch.detour import PUBLIC, Detour, Names
from tests.unit.ingest.fetch.scripted_server import answer, serving
from tests.waiting import PATIENCE

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command here to make a certificate")

_NAMES = f"subjectAltName=DNS:news.example,IP:{PUBLIC}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate of news.example and `PUBLIC`, and its key."""
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    made = (
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x -keyout {path}.key"
    )
    subprocess.run([*made.split(), "-addext", _NAMES, "-out", path], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.key").read_text())
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("url", ["https://news.example/", "https://NEWS.example./", f"https://{PUBLIC}/"])
async def test_the_host_shows_its_certificate(server_tls: ssl.SSLContext, certificate: Path, url: str) -> None:
    async with serving(lambda _: answer(b"text"), tls=server_tls) as served:
        trusting = ssl.create_default_context(cafile=str(certificate))
        network = Detour(served.port)
        fetch = SafeFetch(allow_private_networks=False, resolver=Names([PUBLIC]), network=network, tls=trusting)
        assert (await fetch.get(url)).body == b"text"
    assert network.reached == [PUBLIC]


async def test_the_certificate_of_another_host_is_not_taken(server_tls: ssl.SSLContext, certificate: Path) -> None:
    async with serving(lambda _: answer(), tls=server_tls) as served:
        trusting = ssl.create_default_context(cafile=str(certificate))
        fetch = SafeFetch(
            allow_private_networks=False, resolver=Names([PUBLIC]), network=Detour(served.port), tls=trusting
        )
        with pytest.raises(ConnectionFailed, match=r"Hostname mismatch.*other\.example"):
            await fetch.get("https://other.example/")
    assert served.requests == []


async def test_a_certificate_of_nobody_known_is_not_taken(server_tls: ssl.SSLContext) -> None:
    async with serving(lambda _: answer(), tls=server_tls) as served:
        fetch = SafeFetch(allow_private_networks=False, resolver=Names([PUBLIC]), network=Detour(served.port))
        with pytest.raises(ConnectionFailed, match="certificate"):
            await fetch.get("https://news.example/")
    assert served.requests == []


async def test_a_host_that_never_shows_one_is_left_and_its_connection_closed() -> None:
    closed = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass
        writer.close()
        closed.set()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        fetch = SafeFetch(allow_private_networks=True, limits=FetchLimits(total=0.1))
        with pytest.raises(FetchTimeout):
            await fetch.get(f"https://127.0.0.1:{port}/")
        async with asyncio.timeout(PATIENCE):
            await closed.wait()
