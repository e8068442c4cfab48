"""The body that asks for a subscription, and the answer to it. Pure."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.ingest.feeds.requests import feed_id
from services.ingest.request_checks import NAME_LIMIT, URL_LIMIT, Refusal

PREFIX = "/v1/feeds"
BODY_LIMIT = 64 * 1024
"""Bytes of a subscription: its longest URL and name, every character escaped."""
MESSAGE_LIMIT = 200
LIKE = """; write it like {"url": "https://gazette.example/feed.xml"}, "fetch" and "publisher" may be given too"""


class Subscription(BaseModel):
    """What is asked for. Asking again for the same address changes the options; what is not said is the default."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: str = Field(
        max_length=URL_LIMIT,
        description="http or https: an RSS, Atom, RDF or JSON Feed, a sitemap, or a page that names its feed",
        examples=["https://gazette.example/feed.xml"],
    )
    fetch: Literal["entry", "full"] = Field(
        default="entry", description="entry: what the feed says; full: the page that an entry links to is fetched too"
    )
    publisher: str | None = Field(
        default=None, max_length=NAME_LIMIT, description="hint: the publisher's name", examples=["Harbour Gazette"]
    )


class FeedReceipt(BaseModel):
    """The broker has the request; `state` shows the feed once the poller has taken it."""

    id: str = Field(examples=["5f4dcc3b5aa765d61d8327deb882cf99"])
    url: str = Field(examples=["https://gazette.example/feed.xml"])
    state: str = Field(examples=["/v1/feeds/5f4dcc3b5aa765d61d8327deb882cf99"])


def subscription_of(body: bytes) -> Subscription:
    """Reads a body; raises `Refusal` (400 no JSON, 422 not what is asked for)."""
    try:
        return Subscription.model_validate_json(body)
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise Refusal(400, "bad-json", f"the body is no JSON object: {first['msg']}"[:MESSAGE_LIMIT]) from error
        place = ".".join(map(str, first["loc"]))[:100] or "the body"
        raise Refusal(422, "bad-subscription", f"{place}: {first['msg']}"[:MESSAGE_LIMIT] + LIKE) from error


def receipt_of(url: str) -> FeedReceipt:
    """What is answered to a request that the broker has."""
    feed = feed_id(url)
    return FeedReceipt(id=feed, url=url, state=f"{PREFIX}/{feed}")
