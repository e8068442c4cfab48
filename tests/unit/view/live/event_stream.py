"""Reads an event stream as browsers do, and keeps what a client of it keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Event:
    """One dispatched event."""

    type: str
    data: dict[str, Any]
    id: str


class EventSource:
    """The interpretation of WHATWG HTML, section 9.2.6, of a stream that comes in pieces."""

    def __init__(self) -> None:
        self.last_event_id: str | None = None
        self._rest = b""

    def read(self, piece: bytes) -> Iterator[Event]:
        """The events that a piece completes, one by one: `last_event_id` is that of the last one taken."""
        *blocks, self._rest = (self._rest + piece).split(b"\n\n")
        for block in blocks:
            fields: dict[str, list[str]] = {}
            for line in block.decode().split("\n"):
                name, _, value = line.partition(":")
                fields.setdefault(name, []).append(value.removeprefix(" "))
            if "id" in fields:
                self.last_event_id = fields["id"][-1]
            if "data" in fields:
                data = orjson.loads("\n".join(fields["data"]))
                yield Event(fields.get("event", ["message"])[-1], data, self.last_event_id or "")


@dataclass
class Kept:
    """The articles of a client that does what the events say; `relisted` is the newest state of each it ever had."""

    articles: dict[str, int] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)
    resets: int = 0

    def take(self, event: Event) -> None:
        """Takes one event; the related count stands for the article's state and only grows."""
        if event.type == "reset":
            self.articles.clear()
            self.resets += 1
            return
        id_, count = event.data["id"], event.data["related_count"]
        if event.data["change"] == "gone":
            assert event.data["article"] is None
            self.articles.pop(id_, None)
            return
        assert event.data["article"]["id"] == id_
        assert count >= self.newest.get(id_, 0), "an article went backwards"
        self.articles[id_] = self.newest[id_] = count
