"""The related headlines, as a reader wants them."""

from datetime import datetime, timedelta, timezone
from typing import Any

import orjson
import pytest

from services.view.articles.related_list import Copies, RelatedOrder, Wanted, related_json
from tests.unit.view.example_records import NOON, copy, entry, listed, related

EAST = timezone(timedelta(hours=9))


def at(minutes: int, zone: timezone | None = None) -> dict[str, datetime]:
    instant = NOON + timedelta(minutes=minutes)
    return {"effective_at": instant.astimezone(zone) if zone else instant}


RECORD = related(
    "harbour",
    listed("Strike ends"),
    entry("ferry", copies=[copy("wire", **at(9)), copy("echo", **at(-9))], **at(1)),
    entry("pier", reasons=[{"kind": "listed_by"}, {"kind": "semantic"}], **at(5, EAST)),
    entry("quay", **at(3)),
)


def asked(**wanted: Any) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(related_json(RECORD.to_bytes(), Wanted(**{"limit": 100} | wanted)))
    return answer


def headlines(**wanted: Any) -> list[str]:
    return [
        headline["headline"].removeprefix("The ").removesuffix(" reopens") for headline in asked(**wanted)["related"]
    ]


def test_by_default_it_is_the_record() -> None:
    record = RECORD.to_json()
    assert asked() == {
        "article_id": RECORD.article.id,
        "related": record["related"],
        "related_count": 4,
        "updated": record["updated"],
    }


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["Strike ends", "ferry", "pier", "quay"]),
        ({"limit": 2}, ["Strike ends", "ferry"]),
        ({"order": RelatedOrder.recent}, ["pier", "quay", "ferry", "Strike ends"]),
        ({"order": RelatedOrder.recent, "limit": 1}, ["pier"]),
        ({"copies": Copies.all}, ["Strike ends", "ferry", "wire", "echo", "pier", "quay"]),
        (
            {"copies": Copies.all, "order": RelatedOrder.recent},
            ["wire", "pier", "quay", "ferry", "echo", "Strike ends"],
        ),
        ({"reasons": frozenset({"listed"})}, ["Strike ends"]),
        ({"reasons": frozenset({"semantic", "listed"})}, ["Strike ends", "pier"]),
        ({"reasons": frozenset({"same_text"})}, []),
    ],
)
def test_what_is_wanted(wanted: dict[str, Any], expected: list[str]) -> None:
    assert headlines(**wanted) == expected


def test_the_count_is_of_what_is_wanted_without_the_limit() -> None:
    assert asked(limit=1)["related_count"] == 4
    assert asked(limit=1, copies=Copies.all)["related_count"] == 6
    assert asked(reasons=frozenset({"listed"}))["related_count"] == 1


def test_a_copy_on_its_own_looks_like_any_other_headline() -> None:
    keys = [set(headline) for headline in asked(copies=Copies.all)["related"]]
    assert all(each == keys[0] for each in keys)
    assert all(headline["copies"] == [] for headline in asked(copies=Copies.all)["related"])
