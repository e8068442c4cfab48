"""One request on a connection of its own, and the answer to it within the limits.

Built on httpcore rather than on a client above it: there are no proxies from the environment, cookies, netrc
passwords, redirects or unbounded decompression to switch off. As no connection is used twice, the check at connect is
a check of every request.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from httpcore import (
    URL,
    AsyncHTTPConnection,
    AsyncNetworkBackend,
    NetworkError,
    RemoteProtocolError,
    Request,
    Response,
    TimeoutException,
)

from services.ingest.fetch.closed_network import ClosedNetwork
from services.ingest.fetch.decompress import ACCEPT_ENCODING, GZIP_MAGIC, BodyTooLarge, BodyUnreadable, decompressed
from services.ingest.fetch.errors import ConnectionFailed, FetchTimeout, MalformedResponse, TooLarge
from services.ingest.fetch.fetch_url import FetchUrl
from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.user_agent import USER_AGENT


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: GET or POST, what it accepts and the like, and the body of a POST."""

    method: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers as in `Fetched`, and the body of a 2xx: other bodies are not read."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def ask(
    question: Question, url: FetchUrl, network: AsyncNetworkBackend, tls: ssl.SSLContext, limits: FetchLimits
) -> Answer:
    """Sends one request and reads its answer; raises a `FetchError`. The time in all is the caller's to limit.

    An answer's head has at most 100 KiB: httpcore's limit.
    """
    target = URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target)
    request = Request(
        question.method,
        target,
        headers=_headers(question, url),
        content=question.body,
        extensions={"timeout": {"connect": limits.connect}},
    )
    try:
        async with (
            ClosedNetwork(network) as opening,
            AsyncHTTPConnection(target.origin, tls, network_backend=opening) as connection,
        ):
            response = await connection.handle_async_request(request)
            headers = _headers_of(response)
            body = await _body_of(response, headers, limits.body) if response.status // 100 == 2 else b""
            return Answer(response.status, headers, body)
    except TimeoutException as error:
        raise FetchTimeout(f"{url.shown}: no connection within {limits.connect:g} s, ask again later") from error
    except NetworkError as error:
        raise ConnectionFailed(f"{url.shown}: {error}: check the address, or ask again later") from error
    except (RemoteProtocolError, BodyUnreadable) as error:
        raise MalformedResponse(
            f"{url.shown}: the answer cannot be read, {error}: ask again later, or tell its publisher"
        ) from error
    except BodyTooLarge as error:
        raise TooLarge(f"{url.shown}: {error}: nothing of it is kept, give a smaller feed or page") from error


def _headers(question: Question, url: FetchUrl) -> list[tuple[bytes, bytes]]:
    headers = {
        "host": url.authority,
        "user-agent": USER_AGENT,
        "accept-encoding": ACCEPT_ENCODING,
        "connection": "close",
        **question.headers,
    }
    if question.method == "POST":
        headers["content-length"] = str(len(question.body))
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


def _headers_of(response: Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name != "set-cookie":
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def _body_of(response: Response, headers: Mapping[str, str], limit: int) -> bytes:
    if int(headers.get("content-length", 0)) > limit:
        raise BodyTooLarge(f"the body has more than {limit} bytes")
    raw = bytearray()
    async for chunk in response.aiter_stream():
        raw += chunk
        if len(raw) > limit:
            raise BodyTooLarge(f"the body has more than {limit} bytes")
    content = decompressed(bytes(raw), headers.get("content-encoding", ""), limit)
    # sitemaps.org: a sitemap may be a gzip file. As its bytes are the document, no Content-Encoding says so.
    return decompressed(content, "gzip", limit) if content.startswith(GZIP_MAGIC) else content
