"""What is sent for one raw document: its articles and retractions, and one dead letter for all that was refused."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.rejected import Rejection
from schemas.topics import ARTICLES_PARSED
from services.parser.document import RawDocument
from services.parser.messages import ParsedMessage
from services.runtime.awaited_send import Message
from services.runtime.rejected import dead_letter
from services.runtime.settings import Settings


def over_limit(document: RawDocument, limit: int) -> Rejection | None:
    """The rejection of a document of more than `limit` bytes, which is not worth a worker."""
    size = len(document.value or b"")
    return Rejection("limit", f"the document has {size} bytes; at most {limit} are read") if size > limit else None


def why_refused(results: Sequence[ParsedMessage | Rejection]) -> Rejection | None:
    """Why a document was refused as a whole; None when anything came out of it, as of a feed with one bad item."""
    if any(isinstance(result, ParsedMessage) for result in results):
        return None
    return next((result for result in results if isinstance(result, Rejection)), None)


def outputs(settings: Settings, document: RawDocument, results: Sequence[ParsedMessage | Rejection]) -> list[Message]:
    """The messages of one document, in order."""
    topic = settings.topic(ARTICLES_PARSED)
    messages = [Message(topic, r.key, r.value, r.headers) for r in results if isinstance(r, ParsedMessage)]
    refused = [r for r in results if isinstance(r, Rejection)]
    if refused:
        # One for a feed with a hundred bad items, not a hundred copies of the feed.
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        messages.append(
            dead_letter(
                settings,
                replace(refused[0], reason=refused[0].reason + more),
                key=document.key,
                value=document.value,
                topic=document.topic,
                partition=document.partition,
                offset=document.offset,
            )
        )
    return messages
