"""A document goes in and its related headlines come out, through every service."""

import json
import urllib.request

import pytest

from schemas.article_id import article_id_of, normalised_url
from schemas.topics import ARTICLES_RAW
from services.runtime import kafka_clients
from tests.acceptance.system import System
from tests.shared_data import shared
from tests.waiting import wait_for

# Whoever starts first on a new broker meets a group coordinator that is still being made.
pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")

DUMP = """**{headline}**

Mon May 05 2031 0{hour}:10:00 GMT+0200 (Eastern European Standard Time)
**{headline}**

{dek}

{body}

MORE ON THEME

Sun, 04 May 2031 22:50:24 GMT

{listed}

Sun, 04 May 2031 22:50:24 GMT

Follow us

© 2031 Example. All Rights Reserved."""


BODIES = (
    "The ferry company of Port Selby stopped all crossings on Sunday night after two pier bolts broke. "
    "Engineers of the port authority expect the ferries to sail again within a week.\n\n"
    "Commuters waited for buses that the ferry company had hired from three towns along the coast.",
    "Passengers of the last ferry into Port Selby told of a loud crack below the pier. The ferry company paid "
    "for hotel rooms.\n\nA bolt of the pier had been changed only last spring, records of the port authority show.",
)


def dump(headline: str, *, hour: int = 6, listed: str = "Lighthouse keepers vote to stay", body: int = 0) -> bytes:
    dek = f"{headline}, the port authority said."
    return DUMP.format(headline=headline, hour=hour, dek=dek, body=BODIES[body], listed=listed).encode()


def related(system: System, article_id: str) -> list[dict[str, object]] | None:
    answer = system.get(f"/v1/articles/{article_id}/related")
    return None if answer is None else answer["related"]


def shown(system: System, article_id: str) -> str:
    """Everything that a view shows, folded copies too."""
    return json.dumps(system.get(f"/v1/articles/{article_id}/related"))


def headlines(system: System, article_id: str) -> list[object]:
    return [entry["headline"] for entry in related(system, article_id) or ()]


def test_the_seed_page_shows_its_twenty_headlines(system: System) -> None:
    (seed,) = shared("seed").glob("*.txt")
    receipt = system.post(seed.read_bytes(), "?url=https://seed.example/1", content_type="text/plain; charset=utf-8")
    article_id = str(receipt["article_id"])
    listed = wait_for(lambda: headlines(system, article_id), "the seed is in the view")
    assert len(listed) == 20
    assert listed[0] == "Trump Takes Steps to Dismantle Education Department Amid Controversy"
    assert listed[19] == "Ukraine and Russia Agree to Temporary Strike Pause on Energy Sites"
    with urllib.request.urlopen(f"http://127.0.0.1:{system.settings.view_port}/articles/{article_id}") as page:
        text = page.read().decode()
    assert "More on this theme" in text
    assert all(str(line).replace("'", "&#39;") in text for line in listed)


def test_the_receipt_is_where_the_document_stands(system: System) -> None:
    receipt = system.post(dump("Receipt ferry stops"), "?url=https://news.example/receipt", content_type="text/plain")
    assert receipt["article_id"] == article_id_of(normalised_url("https://news.example/receipt"))
    assert receipt["topic"] == system.settings.topic(ARTICLES_RAW)


def test_a_listed_headline_is_filled_in_when_its_article_arrives(system: System) -> None:
    first = str(
        system.post(dump("Pier bolts break", listed="Divers find the bolts"), "?url=https://a.example/1")["article_id"]
    )
    wait_for(lambda: headlines(system, first), "the first article is in the view")
    assert (related(system, first) or [])[0]["id"] is None
    html = (
        '<html lang="en"><head><title>Divers find the bolts</title>'
        '<meta property="og:title" content="Divers find the bolts">'
        '<meta property="article:published_time" content="2031-05-05T01:00:00+02:00"></head>'
        "<body><article><h1>Divers find the bolts</h1><p>Two divers brought up the broken bolts of the ferry pier in "
        "Port Selby before dawn, and the port authority sent them to a laboratory in the capital.</p></article></body>"
    )
    second = str(system.post(html.encode(), "?url=https://b.example/2", content_type="text/html")["article_id"])
    filled = wait_for(lambda: [e for e in related(system, first) or () if e["id"] == second], "the slot is filled")
    assert "listed" in json.dumps(filled[0]["reasons"])
    wait_for(lambda: "listed_by" in shown(system, second), "and counts in return")


async def test_a_bare_client_without_key_and_headers_ends_in_the_view(system: System) -> None:
    producer = kafka_clients.producer(system.settings)
    await producer.start()
    try:
        await producer.send_and_wait(system.settings.topic(ARTICLES_RAW), dump("Bare ferry without any header"))
    finally:
        await producer.stop()
    wait_for(
        lambda: any(
            article["headline"] == "Bare ferry without any header"
            for article in (system.get("/v1/articles?limit=100") or {"articles": []})["articles"]
        ),
        "the bare document is in the view",
    )


def test_a_correction_and_a_retraction_reach_the_view(system: System) -> None:
    url = "?url=https://news.example/corrected"
    neighbour = str(
        system.post(dump("Ferry neighbour sails", body=1), "?url=https://news.example/neighbour")["article_id"]
    )
    article_id = str(system.post(dump("Ferry strands"), url)["article_id"])
    wait_for(lambda: "Ferry strands" in shown(system, neighbour), "the neighbour names it")
    assert system.post(dump("Ferry does not strand"), url)["article_id"] == article_id
    wait_for(lambda: "Ferry does not strand" in shown(system, neighbour), "the neighbour names the correction")
    assert "Ferry strands" not in shown(system, neighbour)
    article = system.get(f"/v1/articles/{article_id}")
    assert article is not None and article["headline"] == "Ferry does not strand"
    system.delete(article_id)
    wait_for(lambda: system.get(f"/v1/articles/{article_id}") is None, "the article is gone")
    wait_for(lambda: "Ferry does not strand" not in shown(system, neighbour), "its entry is gone")
