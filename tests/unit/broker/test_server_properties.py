"""What the embedded Kafka is told."""

from pathlib import Path

from schemas.topics import TOPICS
from services.broker.server_properties import server_properties


def read(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines())


def test_it_listens_on_loopback_only_and_says_its_own_address() -> None:
    properties = read(server_properties(Path("/data/log"), 9001, 9002))
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:9001,CONTROLLER://127.0.0.1:9002"
    assert properties["advertised.listeners"] == "PLAINTEXT://127.0.0.1:9001"
    assert properties["controller.quorum.voters"] == "1@127.0.0.1:9002"
    assert properties["log.dirs"] == "/data/log"


def test_every_topics_largest_record_fits() -> None:
    properties = read(server_properties(Path("/data/log"), 1, 2))
    largest = max(topic.message_limit for topic in TOPICS)
    assert int(properties["message.max.bytes"]) >= largest
    assert int(properties["replica.fetch.max.bytes"]) >= largest


def test_one_node_is_enough_and_topics_are_not_made_by_accident() -> None:
    properties = read(server_properties(Path("/data/log"), 1, 2))
    assert properties["auto.create.topics.enable"] == "false"
    replicated = [name for name in properties if name.endswith((".replication.factor", ".min.isr"))]
    assert len(replicated) == 6
    assert {properties[name] for name in replicated} == {"1"}
