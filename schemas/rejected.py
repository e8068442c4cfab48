"""`articles.rejected`: the original key and bytes; why and where from, in headers named as in Kafka Connect's
dead letter queue (KIP-298)."""

from dataclasses import dataclass

TOPIC = "__connect.errors.topic"
PARTITION = "__connect.errors.partition"
OFFSET = "__connect.errors.offset"
STAGE = "__connect.errors.stage"
EXCEPTION_CLASS = "__connect.errors.exception.class.name"
EXCEPTION_MESSAGE = "__connect.errors.exception.message"
MESSAGE_LIMIT = 200


@dataclass(frozen=True)
class Rejection:
    """Why a document was refused. `reason` tells what was wrong and never holds content."""

    stage: str
    reason: str
    error_class: str = "Rejected"


def rejected_headers(rejection: Rejection, *, topic: str, partition: int, offset: int) -> list[tuple[str, bytes]]:
    """The dead letter headers of one rejection."""
    fields = {
        TOPIC: topic,
        PARTITION: str(partition),
        OFFSET: str(offset),
        STAGE: rejection.stage,
        EXCEPTION_CLASS: rejection.error_class,
        EXCEPTION_MESSAGE: rejection.reason[:MESSAGE_LIMIT],
    }
    return [(name, value.encode()) for name, value in fields.items()]
