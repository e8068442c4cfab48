"""The OpenAPI document says every answer of the routes for feeds and hubs, and who needs a key."""

import pytest

from services.cli.contracts import ingest_openapi

OF_KEYS = {"401", "403", "429"}
EVERYWHERE = {"414", "431"}


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/v1/feeds", "post", {"202", "400", "408", "413", "415", "422", "503"} | OF_KEYS),
        ("/v1/feeds", "get", {"200", "422", "503"} | OF_KEYS),
        ("/v1/feeds/{feed_id}", "get", {"200", "404", "422", "503"} | OF_KEYS),
        ("/v1/feeds/{feed_id}", "delete", {"202", "404", "422", "503"} | OF_KEYS),
        ("/v1/feeds/import", "post", {"200", "400", "408", "413", "415", "422", "503"} | OF_KEYS),
        ("/v1/feeds/export", "get", {"200", "503"} | OF_KEYS),
        ("/v1/websub/{feed_id}/{token}", "get", {"200", "404", "503"}),
        ("/v1/websub/{feed_id}/{token}", "post", {"202", "400", "408", "410", "413", "415", "422", "503"}),
    ],
)
def test_every_answer_is_said(path: str, method: str, statuses: set[str]) -> None:
    operation = ingest_openapi()["paths"][path][method]
    assert set(operation["responses"]) == statuses | EVERYWHERE
    assert bool(operation["security"]) == bool(statuses & OF_KEYS)
    for status in set(operation["responses"]) - {"200", "202"}:
        assert set(operation["responses"][status]["content"]) == {"application/problem+json"}
    assert set(ingest_openapi()["components"]["schemas"]) >= {
        "Subscription",
        "ImportResult",
        "ShownFeed",
        "FeedReceipt",
    }
