"""The public topics as an AsyncAPI 3.0 document with Kafka bindings, from schemas/topics.py and the records."""

from collections.abc import Iterable
from typing import Any

from schemas.raw_document import MEDIA_TYPES
from schemas.topics import ARTICLES_RAW, ARTICLES_REJECTED, TOPICS, Topic

BINDING_VERSION = "0.5.0"
HEADERS = {ARTICLES_RAW.name: "raw_document_headers", ARTICLES_REJECTED.name: "rejected_headers"}
"""Topics whose values are the original bytes: what is known of them sits in headers."""
PAYLOADS = {"ParsedArticle": "parsed_article", "RelatedHeadlines": "related_headlines"}

ABOUT = (
    "Raw news articles go in on articles.raw; articles.current and headlines.related are what to subscribe to. "
    "Every topic has the same number of partitions (THEMEWIRE_PARTITIONS, 4 by default), fixed when it is created; "
    "records go to the partition that murmur2 of their key gives, as Java clients do by default. "
    "Read with isolation level read_committed. Names may carry a prefix (THEMEWIRE_TOPIC_PREFIX)."
)


def asyncapi(topics: Iterable[Topic] = TOPICS) -> dict[str, Any]:
    """The document for the public ones of `topics`."""
    public = [topic for topic in topics if topic.public]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Themewire topics",
            "version": "1",
            "description": ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{broker}",
                "protocol": "kafka",
                "variables": {"broker": {"description": "host:port of the Kafka, see THEMEWIRE_BROKER"}},
            }
        },
        "channels": {_name(topic): _channel(topic) for topic in public},
        "operations": {_operation_name(topic): _operation(topic) for topic in public},
        "components": {"messages": {_name(topic): _message(topic) for topic in public}},
    }


def _name(topic: Topic) -> str:
    """AsyncAPI's keys: letters, digits, underscore, hyphen."""
    return topic.name.replace(".", "_")


def _operation_name(topic: Topic) -> str:
    return ("send_" if topic is ARTICLES_RAW else "receive_") + _name(topic)


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "description": f"{topic.note}. Largest record: {topic.message_limit} bytes.",
        "messages": {_name(topic): {"$ref": f"#/components/messages/{_name(topic)}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "topicConfiguration": _configuration(topic),
                "bindingVersion": BINDING_VERSION,
            }
        },
    }


def _configuration(topic: Topic) -> dict[str, Any]:
    retention = "delete.retention.ms" if topic.cleanup == "compact" else "retention.ms"
    return {
        "cleanup.policy": topic.cleanup.split(","),
        retention: topic.retention_ms,
        "max.message.bytes": topic.message_limit,
    }


def _operation(topic: Topic) -> dict[str, Any]:
    """Seen from outside: producers send to articles.raw, subscribers receive from the others."""
    channel = f"#/channels/{_name(topic)}"
    return {
        "action": "send" if topic is ARTICLES_RAW else "receive",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{_name(topic)}"}],
    }


def _message(topic: Topic) -> dict[str, Any]:
    message: dict[str, Any] = {
        "name": topic.value or topic.name,
        "summary": topic.note,
        "bindings": {"kafka": {"key": {"type": "string", "description": topic.key}, "bindingVersion": BINDING_VERSION}},
    }
    if topic.name in HEADERS:
        message["headers"] = {"$ref": f"./{HEADERS[topic.name]}/schema.json"}
    if topic.value is None:
        message["contentType"] = "application/octet-stream"
        message["description"] = f"The value is the document itself, in one of: {', '.join(MEDIA_TYPES)}."
        return message
    message["contentType"] = "application/json"
    message["payload"] = {
        "oneOf": [{"$ref": f"./{PAYLOADS[topic.value]}/schema.json"}, {"type": "null", "description": "gone"}]
    }
    return message
