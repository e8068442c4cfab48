"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1): a whole feed, or one item of it."""

from typing import Any

import orjson
from pydantic import ValidationError

from schemas.rejected import Rejection
from services.parser.feed_item import MOST_ITEMS, Feed, FeedHead, FeedItem

_VERSION = "jsonfeed.org/version/"
_FORM = "write it as https://www.jsonfeed.org/version/1.1 has it"


def read_json_feed(text: str) -> Feed | Rejection:
    """The feed; a document without `items` is an item. An item that is none costs only itself."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Rejection("parse", "the document is not JSON (RFC 8259); send a JSON Feed or one item of it")
    if not isinstance(document, dict):
        return Rejection("parse", "the document is not a JSON object; send a JSON Feed or one item of it")
    if "items" not in document and _VERSION in str(document.get("version")):
        return Rejection("parse", f"the JSON Feed has no items; {_FORM}")
    if "items" not in document:
        item = _item(document)
        return item if isinstance(item, Rejection) else Feed(FeedHead(), [item], single=True)
    items = document["items"]
    if not isinstance(items, list):
        return Rejection("parse", f"the JSON Feed's items are no list; {_FORM}")
    try:
        head = FeedHead.model_validate(document)
    except ValidationError as error:
        return Rejection("parse", f"the JSON Feed's {_wrong(error)}; {_FORM}")
    return Feed(head, [_item(item) for item in items[:MOST_ITEMS]], left_out=max(0, len(items) - MOST_ITEMS))


def _item(value: Any) -> FeedItem | Rejection:
    if not isinstance(value, dict):
        return Rejection("parse", f"the item is not a JSON object; {_FORM}")
    try:
        return FeedItem.model_validate(value)
    except ValidationError as error:
        return Rejection("parse", f"the item's {_wrong(error)}; {_FORM}")


def _wrong(error: ValidationError) -> str:
    """Name and fault of the first wrong field, without its value."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))} is wrong ({first['msg'].lower()})"
