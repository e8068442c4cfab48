"""schemathesis asks the live view whatever its OpenAPI document allows, and what it does not: nothing is found.

No 500, no status or content type that is not documented, no answer that its schema does not describe, no operation
that answers without a key.
"""

import asyncio
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from services.runtime.api_keys import ID_BYTES, SECRET_BYTES, ApiKey, Scope, hash_of, id_of, key_text
from services.runtime.http_server import http_server
from services.runtime.quick_http_head import QuickBoundedHttp
from services.runtime.settings import Settings
from services.view.http import create_app
from services.view.related_to_text.signature_search import SignatureSearch
from services.view.store import Store
from services.view.trace.hops_file import HopsFile
from services.view.trace.place import Place
from services.view.trace.raw_log import Asked, RawLog
from services.view.trace.traces import Traces
from tests.unit.view.example_records import Produced, copy, entry, listed, put, put_texts, related, text
from tests.unit.view.related_to_text.signatures import ARTICLES, signature

CONFIG = Path(__file__).with_name("schemathesis_view.toml")


def reading_key(text: str) -> ApiKey:
    """The key of this text, which may read."""
    return ApiKey.model_validate(
        {
            "id": id_of(text),
            "name": "schemathesis",
            "scopes": [Scope.read],
            "sha256": hash_of(text),
            "created": "2031-02-03T04:05:06Z",
        }
    )


class EmptyLog(RawLog):
    """A log that holds no document."""

    async def ask(self, places: Collection[Place]) -> Asked:
        return Asked({}, {})


@pytest.mark.timeout(240)
@pytest.mark.allows_log("Invalid HTTP request received")
async def test_nothing_is_found(tmp_path: Path) -> None:
    secret = key_text(bytes(ID_BYTES + SECRET_BYTES))
    key = reading_key(secret)
    with Store(tmp_path / "view.sqlite3") as store, HopsFile(tmp_path / "trace.sqlite3") as hops:
        store.begin_anew("cluster", 0.0)
        put(store, related("harbour", entry("ferry", copies=[copy("wire")]), listed("Strike ends")), related("ferry"))
        put_texts(store, text("harbour", topics=["Harbour"]), text("ferry"))
        signatures = SignatureSearch()
        await signatures.take([Produced(one.parsed.id.encode(), signature(one.article)) for one in ARTICLES])
        signatures.whole()
        traces = Traces(store, hops, EmptyLog(Settings()), "articles.raw")
        app = create_app(store, signatures, traces=traces, keys=lambda: {key.id: key})
        async with app.state.changes:
            pass  # streams of a hub that was left end at once
        async with http_server(app, "127.0.0.1", 0, variables="X", protocol=QuickBoundedHttp) as port:
            asking = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"),
                *(f"http://127.0.0.1:{port}/v1/openapi.json", "--header", f"Authorization: Bearer {secret}"),
                cwd=tmp_path,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said, _ = await asking.communicate()
        signatures.close()
    assert asking.returncode == 0, said.decode()
    assert b"No issues found" in said, said.decode()
