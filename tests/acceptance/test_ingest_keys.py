"""API keys on a running receiver: nobody beyond this machine without one, and a revoked one ends at once."""

from pathlib import Path

import httpx
import pytest

from services.runtime.api_keys import ID_BYTES, SECRET_BYTES, ApiKey, Scope, hash_of, id_of, key_text
from services.runtime.api_keys_file import change_keys
from services.runtime.settings import Settings, SettingsError
from tests.acceptance.ingest_port import ingest_client, raw_records

DOCUMENTS = "/v1/documents"
TEXT = key_text(bytes(ID_BYTES + SECRET_BYTES))


@pytest.fixture
def with_keys(settings: Settings, tmp_path: Path) -> Settings:
    """One key, which may write."""
    path = tmp_path / "keys.json"
    key = ApiKey.model_validate(
        {
            "id": id_of(TEXT),
            "name": "desk",
            "scopes": [Scope.write],
            "sha256": hash_of(TEXT),
            "created": "2031-02-03T04:05:06Z",
        }
    )
    change_keys(path, lambda known: known.update({key.id: key}))
    return settings.model_copy(update={"api_keys_file": path})


async def test_a_key_opens_the_port_also_beyond_loopback_until_it_is_revoked(with_keys: Settings) -> None:
    everywhere = with_keys.model_copy(update={"ingest_host": "0.0.0.0"})
    headers = {"authorization": f"Bearer {TEXT}"}
    async with ingest_client(everywhere) as (http, _):
        without = await http.post(DOCUMENTS, content=b"x")
        taken = await http.post(DOCUMENTS, content=b"x", headers=headers)
        retracted = await http.delete(f"{DOCUMENTS}/{taken.json()['article_id']}", headers=headers)
        assert everywhere.api_keys_file is not None
        change_keys(everywhere.api_keys_file, lambda known: known.clear())
        revoked = await http.post(DOCUMENTS, content=b"y", headers=headers)
    answers: list[httpx.Response] = [without, taken, retracted, revoked]
    assert [answer.status_code for answer in answers] == [401, 202, 403, 401]
    assert "www-authenticate" in without.headers
    assert len(await raw_records(everywhere)) == 1


async def test_without_keys_an_address_beyond_loopback_is_refused_with_the_remedy(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"themewire keys add NAME` and set THEMEWIRE_API_KEYS_FILE"):
        async with ingest_client(settings.model_copy(update={"ingest_host": "0.0.0.0"})):
            pass


async def test_a_file_of_keys_that_is_missing_is_said_before_anything_starts(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"THEMEWIRE_API_KEYS_FILE: cannot read"):
        async with ingest_client(settings.model_copy(update={"api_keys_file": tmp_path / "none.json"})):
            pass
