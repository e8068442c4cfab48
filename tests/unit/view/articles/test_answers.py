"""An answer that a reader has is not sent again; one that changed is."""

import gzip

import pytest
from httpx import AsyncClient

from schemas.article_id import article_id_of
from services.view.store import Store
from tests.unit.view.example_records import entry, put, related

HARBOUR = article_id_of("harbour")
PATHS = ["/v1/articles", f"/v1/articles/{HARBOUR}", f"/v1/articles/{HARBOUR}/related"]


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_sent_again_until_it_changes(store: Store, reader: AsyncClient, path: str) -> None:
    put(store, related("harbour", entry("ferry")))
    tag = (await reader.get(path)).headers["etag"]
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await reader.get(path, headers={"if-none-match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "no-cache"
    put(store, related("harbour", entry("ferry"), entry("pier")))
    changed = await reader.get(path, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


async def test_a_tag_is_of_what_was_asked(store: Store, reader: AsyncClient) -> None:
    put(store, related("harbour", entry("ferry"), entry("pier")))
    tag = (await reader.get(PATHS[2])).headers["etag"]
    assert (await reader.get(f"{PATHS[2]}?limit=1", headers={"if-none-match": tag})).status_code == 200


async def test_answers_travel_compressed_when_the_reader_takes_that(store: Store, reader: AsyncClient) -> None:
    put(store, related("harbour", *(entry(f"story-{n}") for n in range(9))))
    async with reader.stream("GET", PATHS[2], headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in answer.headers["vary"].lower()
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    plain = await reader.get(PATHS[2], headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 3
