"""What hubs are asked, and that a hub which refuses or is away costs nothing."""

import logging
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from services.ingest.feeds.feed_state import Lease
from services.ingest.feeds.websub_callback import is_from_hub
from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.safe_fetch import SafeFetch
from services.ingest.poller.hub_requests import HubRequests
from tests.unit.ingest.fetch.scripted_server import answer, serving

NOW = datetime(2031, 2, 3, tzinfo=UTC)


def hubs(public_url: str | None = "https://wire.example") -> HubRequests:
    return HubRequests(SafeFetch(allow_private_networks=True, limits=FetchLimits(total=5.0)), public_url)


def lease(hub: str) -> Lease:
    return Lease(hub=hub, topic="https://orrel.example/feed", secret="kept quiet", asked_at=NOW)


@pytest.mark.parametrize(("status", "said"), [("202 Accepted", ""), ("403 Forbidden", "hub gives no lease")])
async def test_the_form_goes_to_the_hub(status: str, said: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with serving(lambda _path: answer(status=status)) as served:
        await hubs().ask("abc", lease(served.url("/hub")))
    (request,) = served.requests
    form = parse_qs(request.partition(b"\r\n\r\n")[2].decode())
    (callback,) = form["hub.callback"]
    assert callback.startswith("https://wire.example/v1/websub/abc/")
    assert is_from_hub("abc", callback.rpartition("/")[2], lease(served.url("/hub")))
    assert form["hub.mode"] == ["subscribe"]
    assert said in caplog.text
    assert bool(said) == ("hub gives no lease" in caplog.text)
    assert "kept quiet" not in caplog.text


async def test_a_hub_that_is_away_raises_nothing_and_without_an_address_none_is_asked() -> None:
    async with serving(lambda _path: answer()) as served:
        url = served.url("/hub")
        await hubs(None).ask("abc", lease(url))
    assert served.connections == 0
    await hubs().ask("abc", lease(url))
