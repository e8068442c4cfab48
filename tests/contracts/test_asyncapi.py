"""The AsyncAPI document names every public topic with what a client needs to know of it."""

from typing import Any

import orjson
import pytest

from schemas.contracts.asyncapi import asyncapi
from schemas.contracts.records import FOLDER
from schemas.topics import TOPICS, Topic

PUBLIC = [topic for topic in TOPICS if topic.public]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    read: dict[str, Any] = orjson.loads((FOLDER / "asyncapi.json").read_bytes())
    return read


def channel_of(document: dict[str, Any], topic: Topic) -> dict[str, Any]:
    [channel] = [channel for channel in document["channels"].values() if channel["address"] == topic.name]
    return dict(channel)


def test_it_names_every_public_topic_and_no_other(document: dict[str, Any]) -> None:
    assert {channel["address"] for channel in document["channels"].values()} == {topic.name for topic in PUBLIC}


@pytest.mark.parametrize("topic", PUBLIC, ids=lambda topic: topic.name)
def test_the_kafka_bindings_say_what_the_broker_is_told(document: dict[str, Any], topic: Topic) -> None:
    binding = channel_of(document, topic)["bindings"]["kafka"]
    configuration = {
        name: ",".join(value) if isinstance(value, list) else str(value)
        for name, value in binding["topicConfiguration"].items()
    }
    assert binding["topic"] == topic.name
    assert configuration.items() <= topic.config.items()
    assert set(topic.config) - set(configuration) <= {"compression.type", "segment.bytes"}  # no reader's business


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = list(references_in(document))
    assert len(references) > len(PUBLIC)
    for reference in references:
        file, _, pointer = reference.partition("#")
        target: Any = orjson.loads((FOLDER / file).read_bytes()) if file else document
        for step in filter(None, pointer.split("/")):
            target = target[step]
        assert target


def references_in(node: object) -> Any:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for value in node.values():
            yield from references_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from references_in(value)


def test_producers_send_raw_documents_and_read_the_rest(document: dict[str, Any]) -> None:
    sent = [o["channel"]["$ref"] for o in document["operations"].values() if o["action"] == "send"]
    received = [o["channel"]["$ref"] for o in document["operations"].values() if o["action"] == "receive"]
    assert sent == ["#/channels/articles_raw"]
    assert len(received) == len(PUBLIC) - 1


def test_raw_headers_are_cloud_events(document: dict[str, Any]) -> None:
    message = document["components"]["messages"]["articles_raw"]
    schema = orjson.loads((FOLDER / message["headers"]["$ref"]).read_bytes())
    attributes = {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "content-type"}
    assert attributes < set(schema["properties"])
    assert "required" not in schema


def test_internal_topics_stay_out_even_of_a_longer_table() -> None:
    internal = Topic("ingest.visits", "url", None, "delete", 1, 1, "internal", public=False)
    assert asyncapi([*TOPICS, internal]) == asyncapi()
