"""Reads what a shard is asked: a request for one of its feeds, or why it is none. Anyone may write to the topic."""

from collections.abc import Callable

from pydantic import ValidationError

from schemas.rejected import Rejection
from services.ingest.feeds.requests import FeedRequest, Subscribe, feed_id, read_request
from services.ingest.fetch.errors import RefusedUrl
from services.ingest.fetch.fetch_url import fetch_url
from services.ingest.request_checks import Refusal, checked_name
from services.runtime.shard_records import InputRecord

_STAGE = "poll"


def read_asked(record: InputRecord, home_of: Callable[[str], int]) -> FeedRequest | Rejection:
    """Reads one record of ingest.requests; `home_of` gives the partition that a feed id belongs to."""
    try:
        asked = read_request(record.value or b"")
    except ValidationError as error:
        return _rejection(f"not a request to the poller: {_first_fault(error)}")
    name = feed_id(asked.url)
    if record.key != name.encode():
        return _rejection("the key is not the feed id of the request's url: key it by feed_id(url)")
    if (home := home_of(name)) != record.partition:
        return _rejection(f"stands in partition {record.partition}, its key belongs to {home}: partition by murmur2")
    if not isinstance(asked, Subscribe):
        return asked
    try:
        fetch_url(asked.url)
        checked_name("publisher", asked.options.publisher)
    except (RefusedUrl, Refusal) as error:
        return _rejection(str(error))
    return asked


def _rejection(reason: str) -> Rejection:
    return Rejection(stage=_STAGE, reason=reason)


def _first_fault(error: ValidationError) -> str:
    """Names the field and the fault, never the content."""
    fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'value'}: {fault['msg']}"
