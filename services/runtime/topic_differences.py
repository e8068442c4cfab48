"""How a topic on the broker differs from what schemas/topics.py says, and what to do about it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.topics import Topic
from services.runtime.settings import Settings


@dataclass(frozen=True)
class DescribedTopic:
    """What a broker says of one topic."""

    partitions: int
    replication: int
    config: Mapping[str, str]


def describe_differences(topic: Topic, settings: Settings, described: DescribedTopic) -> list[str]:
    """One line per difference that matters, each with its remedy; empty when the topic can be used.

    Longer retention than ours is the operator's choice; shorter loses records, so it counts as a difference.
    """
    name = settings.topic(topic)
    lines = []
    if described.partitions != settings.partitions:
        lines.append(
            f"topic {name} has {described.partitions} partitions, not {settings.partitions}: the count is fixed, since"
            f" another one moves keys; set THEMEWIRE_PARTITIONS={described.partitions} if all topics have that many,"
            " or take another THEMEWIRE_TOPIC_PREFIX"
        )
    for key, wanted in topic.config.items():
        found = described.config.get(key)
        if not _serves(key, wanted, found):
            lines.append(
                f"topic {name} has {key}={found}, not {wanted}: run kafka-configs.sh --bootstrap-server"
                f" {settings.broker} --alter --entity-type topics --entity-name {name} --add-config {key}={wanted}"
            )
    return lines


def _serves(key: str, wanted: str, found: str | None) -> bool:
    if found is None:
        return False
    if key in ("retention.ms", "delete.retention.ms"):
        return int(found) == -1 or int(found) >= int(wanted)
    if key in ("compression.type", "segment.bytes"):
        return True  # costs the broker work or a start time, changes no record
    return found == wanted
