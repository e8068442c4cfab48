"""Every limit on a document's way: what is at it passes all services, what is above it is refused at the first door,
and nothing ever sticks on a partition."""

import asyncio
import http.client
import random
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from urllib.parse import quote

import orjson
import pytest
from aiokafka.errors import MessageSizeTooLargeError

from schemas.article_id import article_id_of, normalised_url
from schemas.topics import ARTICLES_CURRENT, ARTICLES_PARSED, ARTICLES_RAW, DOCUMENT_LIMIT, MIB
from services.ingest.request_checks import NAME_LIMIT, URL_LIMIT
from services.parser.messages import RECORD_LIMIT
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.whole_topic import newest_values
from tests.acceptance.system import System
from tests.hostile.conftest import in_the_view, still_there
from tests.hostile.header_name import record_with_header_name
from tests.hostile.largest import huge_words, parsed, quoted, text_of
from tests.hostile.must_reject import HTML, TEXT
from tests.hostile.on_the_log import Headers, Place, Put, dead_letters, home_of, neighbour, put

SETTINGS = {"parse_timeout": 60}
"""About sizes: the largest documents take two seconds of a free processor, and tests have none of their own."""

pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")
PATIENCE = 60
HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 200)))

AT_THE_LIMIT = {
    "one-below": lambda size: text_of(size - 1, "Ferry one byte below", "words "),
    "ascii": lambda size: text_of(size, "Ferry of as many letters", "words "),
    "quotes": lambda size: quoted(size, "Ferry of as many quotes"),
    "emoji": lambda size: text_of(size, "Ferry of as many signs", "\U0001f6a2 "),
    "han": lambda size: text_of(size, "Ferry of as many characters", HAN),
    "control-characters": lambda size: text_of(size, "Ferry of few letters", "words and words and words\x01 "),
    "huge-words": lambda size: huge_words(size, "Ferry of words as long as books"),
}
"""Documents of `size` bytes."""


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_a_document_at_the_limit_passes_all_services(name: str, system: System) -> None:
    document = AT_THE_LIMIT[name](DOCUMENT_LIMIT)
    assert len(document) == DOCUMENT_LIMIT - (name == "one-below")
    article_id = _post(system, document, f"https://limits.example/{name}")
    assert in_the_view(system, article_id)["headline"].startswith("Ferry")


async def test_the_record_of_a_document_at_the_limit_may_be_a_mib_larger(system: System) -> None:
    article_id = await asyncio.to_thread(
        _post, system, quoted(DOCUMENT_LIMIT, "Ferry of many quotes more"), "https://limits.example/more"
    )
    await asyncio.to_thread(in_the_view, system, article_id)
    current = await newest_values(system.settings, ARTICLES_CURRENT)
    assert RECORD_LIMIT - 64 * 1024 < len(current[article_id.encode()]) <= RECORD_LIMIT


def test_one_byte_above_the_limit_is_413(system: System) -> None:
    """The answer comes as soon as the length is told: a client that only writes would meet a closed connection."""
    port = system.settings.ingest_port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(connection):
        connection.putrequest("POST", "/v1/documents?url=https://limits.example/above")
        connection.putheader("Content-Length", str(DOCUMENT_LIMIT + 1))
        connection.endheaders()
        assert connection.getresponse().status == 413


async def test_what_is_larger_on_the_log_is_rejected(system: System) -> None:
    too_large = Put(text_of(DOCUMENT_LIMIT + 1, "Too large", "words "), b"k" * 900_000, TEXT)
    too_quoted = Put(b"All quotes\n\n" + b'he said "no" "" """ \\ ' * 180_000, b"quoted", TEXT)
    async with _between_neighbours(system, [too_large, too_quoted], partition=1) as places:
        letters = await dead_letters(system.settings)
        (above,), (quotes,) = (letters[place] for place in places)
    assert (above.key, above.value, above.stage) == (too_large.key, too_large.value, "limit")
    assert f"at most {DOCUMENT_LIMIT} are read" in above.reason
    assert (quotes.key, quotes.value, quotes.stage) == (too_quoted.key, too_quoted.value, "limit")


async def test_a_record_that_only_compression_brought_in_is_rejected_without_its_bytes(system: System) -> None:
    """A batch is measured compressed: what it holds may be larger than any topic takes."""
    bomb = Put(b"Bomb\n\n" + b"a" * 12 * MIB, b"bomb", TEXT)
    article = orjson.dumps(parsed(9, "a").to_json() | {"body": ["a" * 12 * MIB]})
    article_id = parsed(9, "a").id
    async with _between_neighbours(system, [bomb], partition=2, compression_type="gzip") as (place,):
        (letter,) = (await dead_letters(system.settings))[place]
    assert (letter.key, letter.value, letter.stage) == (None, b"", "limit")
    assert "too large to be copied" in letter.reason
    (place,) = await put(
        system.settings,
        ARTICLES_PARSED,
        [Put(article, article_id.encode())],
        home_of(article_id, system.settings.partitions),
        compression_type="gzip",
    )
    await wait_until_quiescent(system.settings, PATIENCE)
    (letter,) = (await dead_letters(system.settings))[place]
    assert (letter.key, letter.value, letter.stage) == (None, b"", "index")


@pytest.mark.parametrize(
    ("name", "key", "headers"),
    [
        ("key-of-1-mb", b"k" * MIB, TEXT),
        ("key-of-1-mb-of-no-text", b"\xff" * MIB, TEXT),
        ("subject-of-1-mb", None, (("ce_subject", b"https://limits.example/" + b"s" * MIB), *TEXT)),
        ("subject-of-1-mb-of-no-text", None, (("ce_subject", b"\xff" * MIB), *TEXT)),
        ("ce-id-of-1-mb", None, (("ce_id", b'"' * MIB), *TEXT)),
        ("hints-of-1-mb", b"hints", (("themewire-publisher", b"p" * MIB), ("themewire-published", b"1" * MIB), *TEXT)),
        ("content-type-of-1-mb", b"typed", (("content-type", b"text/plain" + b"; a=b" * 200_000),)),
        ("100000-headers", b"many", (*TEXT, *((f"x-{n}", b"") for n in range(100_000)))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_large_keys_and_headers_pass(name: str, key: bytes | None, headers: Headers, system: System) -> None:
    before = set(await dead_letters(system.settings))
    document = Put(text_of(3000, f"Ferry with a {name}", "words "), key, headers)
    async with _between_neighbours(system, [document], partition=3):
        headlines = [
            orjson.loads(v)["headline"] for v in (await newest_values(system.settings, ARTICLES_CURRENT)).values()
        ]
    assert f"Ferry with a {name}" in headlines
    assert set(await dead_letters(system.settings)) == before


async def test_a_header_name_that_is_not_utf_8_holds_nothing_up(system: System) -> None:
    before = set(await dead_letters(system.settings))
    value = text_of(3000, "Ferry under a strange flag", "words ")
    async with _between_neighbours(system, [], partition=0):
        await record_with_header_name(system.settings, ARTICLES_RAW, b"\xff\xfeflag", value, partition=0)
    headlines = [orjson.loads(v)["headline"] for v in (await newest_values(system.settings, ARTICLES_CURRENT)).values()]
    assert "Ferry under a strange flag" in headlines
    assert set(await dead_letters(system.settings)) == before


async def test_the_largest_record_of_the_log_fits_its_dead_letter(system: System) -> None:
    topic_limit = ARTICLES_RAW.message_limit
    largest = Put(random.Random(3).randbytes(topic_limit - 1000), b"k" * 500, HTML)
    async with _between_neighbours(system, [largest], partition=1) as (place,):
        (letter,) = (await dead_letters(system.settings))[place]
    assert (letter.key, letter.value) == (largest.key, largest.value)
    with pytest.raises(MessageSizeTooLargeError):
        await put(system.settings, ARTICLES_RAW, [Put(b"x" * topic_limit)])


def test_ingest_takes_names_up_to_their_limits(system: System) -> None:
    url = "https://limits.example/".ljust(URL_LIMIT, "u")
    article_id = _post(system, text_of(3000, "Ferry of a long address", "words "), url, ce_id="i" * NAME_LIMIT)
    assert article_id == article_id_of(normalised_url(url))
    assert in_the_view(system, article_id)["url"] is None  # too long to be shown
    for refused_url, ce_id in ((url + "u", "i"), (url, "i" * (NAME_LIMIT + 1))):
        with pytest.raises(urllib.error.HTTPError, match="422"):
            _post(system, b"Too long", refused_url, ce_id=ce_id)
    still_there(system)


def _post(system: System, document: bytes, url: str, **headers: str) -> str:
    return str(system.post(document, f"?url={quote(url)}", content_type="text/plain", **headers)["article_id"])


@asynccontextmanager
async def _between_neighbours(
    system: System, records: list[Put], partition: int, **options: object
) -> AsyncIterator[list[Place]]:
    """Puts records between two good ones; all were worked off when the block runs, and after it too."""
    number = random.Random(str(records)[:200]).randrange(10**6, 10**9)
    before, after = neighbour(number), neighbour(number + 1)
    await put(system.settings, ARTICLES_RAW, [before[1]], partition)
    places = await put(system.settings, ARTICLES_RAW, records, partition, **options)
    await put(system.settings, ARTICLES_RAW, [after[1]], partition)
    await wait_until_quiescent(system.settings, PATIENCE)
    yield places
    await wait_until_quiescent(system.settings, PATIENCE)
    for article_id, _ in (before, after):
        await asyncio.to_thread(in_the_view, system, article_id)
    await asyncio.to_thread(still_there, system)
