"""`articles.rejected`: the original key and bytes; why and where from, in headers named as in Kafka Connect's
dead letter queue (KIP-298)."""

from dataclasses import dataclass

from pydantic import Field

from schemas.record import Record

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
    # A reason may quote a name with a lone surrogate, which UTF-8 does not have: the dead letter must still leave.
    return [(name, value.encode("utf-8", "replace")) for name, value in fields.items()]


class RejectedHeaders(Record):
    """The headers' texts as a contract for readers; the numbers are decimal digits, as Kafka Connect writes them."""

    topic: str = Field(alias=TOPIC, description="where the document came from")
    partition: str = Field(alias=PARTITION, pattern=r"^[0-9]+$")
    offset: str = Field(alias=OFFSET, pattern=r"^[0-9]+$")
    stage: str = Field(alias=STAGE, description="the step that refused it")
    error_class: str = Field(alias=EXCEPTION_CLASS)
    message: str = Field(alias=EXCEPTION_MESSAGE, max_length=MESSAGE_LIMIT, description="why; never holds content")
