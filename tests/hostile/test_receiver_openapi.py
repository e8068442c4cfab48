"""schemathesis asks the live receiver whatever its OpenAPI document allows, and what it does not: nothing is found.

No 500, no status or content type that is not documented, no operation that answers without a key.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.ingest.feeds.feed_state import FeedState, Lease
from services.runtime.api_keys import ID_BYTES, SECRET_BYTES, Scope, hash_of, id_of, key_text
from services.runtime.api_keys import ApiKey as Key
from services.runtime.api_keys_file import change_keys
from services.runtime.settings import Settings
from tests.acceptance.feed_topics import written
from tests.acceptance.ingest_port import ingest_client

CONFIG = Path(__file__).with_name("schemathesis.toml")
URL, NOW = "https://gazette.example/feed.xml", datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
LEASE = Lease(hub="https://hub.example", topic=URL, secret="5ecret", asked_at=NOW)
FEED = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW, lease=LEASE)
"""Its id, and its callback's token, stand in the configuration."""


@pytest.mark.timeout(180)
@pytest.mark.allows_log("Invalid HTTP request received")
async def test_nothing_is_found(settings: Settings, tmp_path: Path) -> None:
    text = key_text(bytes(ID_BYTES + SECRET_BYTES))
    path = tmp_path / "keys.json"
    key = Key.model_validate(
        {
            "id": id_of(text),
            "name": "schemathesis",
            "scopes": list(Scope),
            "sha256": hash_of(text),
            "created": "2031-02-03T04:05:06Z",
            "documents_per_minute": 10**9,
            "bytes_per_minute": 10**12,
        }
    )
    change_keys(path, lambda known: known.update({key.id: key}))
    async with ingest_client(settings.model_copy(update={"api_keys_file": path})) as (http, _):
        await written(settings, [(FEED.url, FEED)])
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"),
            *(f"{http.base_url}/v1/openapi.json", "--header", f"Authorization: Bearer {text}"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asking.communicate()
    assert asking.returncode == 0, said.decode()
    assert b"No issues found" in said, said.decode()
