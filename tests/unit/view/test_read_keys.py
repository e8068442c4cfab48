"""Where the operator asks readers for keys, each way to send one works, and nothing is answered without."""

from base64 import b64encode
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from schemas.article_id import article_id_of
from services.runtime.api_keys import ID_BYTES, SECRET_BYTES, ApiKey, Scope, hash_of, id_of, key_text
from services.view.http import create_app
from services.view.store import Store
from tests.unit.view.example_records import put, related

READ = key_text(bytes(ID_BYTES + SECRET_BYTES))
WRITE = key_text(b"\1" * (ID_BYTES + SECRET_BYTES))
UNKNOWN = key_text(b"\2" * (ID_BYTES + SECRET_BYTES))
PATHS = ["/v1/articles", f"/v1/articles/{article_id_of('harbour')}/related", "/"]


def kept(text: str, scope: Scope) -> ApiKey:
    made = {
        "id": id_of(text),
        "name": "n",
        "scopes": [scope],
        "sha256": hash_of(text),
        "created": "2031-02-03T04:05:06Z",
    }
    return ApiKey.model_validate(made)


KEYS = {key.id: key for key in (kept(READ, Scope.read), kept(WRITE, Scope.write))}


@pytest.fixture
async def guarded(store: Store) -> AsyncIterator[AsyncClient]:
    put(store, related("harbour"))
    app = create_app(store, keys=lambda: KEYS, cors_origins=["https://gazette.example"])
    async with AsyncClient(transport=ASGITransport(app), base_url="http://view.example") as client:
        yield client


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {READ}"},
        {"authorization": f"bearer  {READ}"},
        {"x-api-key": READ},
        basic("anyone", READ),
        basic("", READ),
        basic(READ, ""),
    ],
    ids=["bearer", "Bearer", "x-api-key", "basic", "no name", "as the name"],
)
async def test_each_way_to_send_a_key_is_taken(guarded: AsyncClient, path: str, headers: dict[str, str]) -> None:
    assert (await guarded.get(path, headers=headers)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": f"Bearer {UNKNOWN}"},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Basic not-base64"},
        {"authorization": f"Digest {READ}"},
        {"x-api-key": READ[:-1]},
        basic("anyone", UNKNOWN),
    ],
    ids=["none", "unknown", "nonsense", "no base64", "another scheme", "cut off", "basic unknown"],
)
async def test_without_one_nothing_is_answered(guarded: AsyncClient, path: str, headers: dict[str, str]) -> None:
    answer = await guarded.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic realm="), "which makes a browser ask its user"
    assert "harbour" not in answer.text
    assert "key" in answer.text


async def test_a_key_in_the_address_is_not_taken(guarded: AsyncClient) -> None:
    assert (await guarded.get(f"/v1/articles?key={READ}")).status_code == 401


async def test_a_key_that_may_not_read_is_told_what_it_lacks(guarded: AsyncClient) -> None:
    answer = await guarded.get("/v1/articles", headers={"x-api-key": WRITE})
    assert answer.status_code == 403
    assert "--scope read" in answer.json()["detail"]


async def test_the_description_and_style_sheets_are_for_all(guarded: AsyncClient) -> None:
    assert (await guarded.get("/v1/openapi.json")).status_code == 200
    assert (await guarded.get("/static/style.css")).status_code == 200


ORIGIN = {"origin": "https://gazette.example"}


async def test_pages_of_the_sites_that_are_named_may_read(guarded: AsyncClient) -> None:
    answer = await guarded.get("/v1/articles", headers=ORIGIN | {"x-api-key": READ})
    assert answer.headers["access-control-allow-origin"] == "https://gazette.example"
    other = await guarded.get("/v1/articles", headers={"origin": "https://other.example", "x-api-key": READ})
    assert "access-control-allow-origin" not in other.headers


async def test_a_browser_may_ask_beforehand_without_a_key(guarded: AsyncClient) -> None:
    asking = {"access-control-request-method": "GET", "access-control-request-headers": "x-api-key"}
    answer = await guarded.options("/v1/articles", headers=ORIGIN | asking)
    assert answer.status_code == 200
    assert "x-api-key" in answer.headers["access-control-allow-headers"].lower()


async def test_by_default_nobody_is_asked_and_no_other_site_may_read(store: Store, reader: AsyncClient) -> None:
    answer = await reader.get("/v1/articles", headers=ORIGIN)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
