"""What a request says of its document in its query and headers; the same table reads and documents it. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from services.ingest import request_checks as checks
from services.ingest.raw_message import SOURCE_HTTP, RawMessage, document_message
from services.ingest.request_checks import Refusal

RawHeaders = Iterable[tuple[bytes, bytes]]
"""As ASGI gives them: lower-case names."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that may be said: by the header, and by the query parameter `name` when `in_query`."""

    name: str
    header: str
    about: str
    example: str
    schema: Mapping[str, Any]
    in_query: bool = False


_NAME = {"maxLength": checks.NAME_LIMIT, "pattern": "^[ -~]*$"}
_NOTHING = {"maxLength": 0}
_TIME = {"anyOf": [{"format": "date-time"}, _NOTHING]}

URL = Field(
    "url",
    "ce-subject",
    "the document's address, http or https; names the article, so give it",
    "https://gazette.example/harbour/ferry-line",
    {"maxLength": checks.URL_LIMIT, "pattern": "^(https?://[a-z0-9][a-z0-9.-]*(/[!-~]*)?)?$"},
    in_query=True,
)
PUBLISHED = Field(
    "published",
    "themewire-published",
    "hint: time (RFC 3339) or day of publication",
    "2031-02-03T04:05:06+02:00",
    {"anyOf": [{"format": "date-time"}, {"format": "date"}, _NOTHING]},
    in_query=True,
)
PUBLISHER = Field(
    "publisher", "themewire-publisher", "hint: the publisher's name, UTF-8", "Harbour Gazette", _NAME, in_query=True
)
CE_ID = Field("ce_id", "ce-id", "names this observation; computed when it is not given", "desk-7-000123", _NAME)
CE_TIME = Field("ce_time", "ce-time", "when it was observed, RFC 3339; else the arrival", "2031-02-03T04:10:00Z", _TIME)
CE_SOURCE = Field("ce_source", "ce-source", "who sends it, a URI reference", "/harbour-gazette/desk-7", _NAME)

OF_A_DOCUMENT = (URL, PUBLISHED, PUBLISHER, CE_ID, CE_TIME, CE_SOURCE)
OF_A_RETRACTION = (CE_ID, CE_TIME, CE_SOURCE)

_IN_QUERY = tuple(field.name for field in OF_A_DOCUMENT if field.in_query)
_NAMES = {field.header.encode(): field for field in OF_A_DOCUMENT}


@dataclass(frozen=True, slots=True)
class Said:
    """Checked; None where nothing was said. `ce_time` has an offset."""

    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    ce_id: str | None = None
    ce_time: datetime | None = None
    ce_source: str | None = None
    content_type: str | None = None

    @property
    def source(self) -> str:
        return self.ce_source or SOURCE_HTTP

    @property
    def observed_at(self) -> datetime:
        """The time that was said, else now."""
        return self.ce_time or datetime.now(UTC)

    def message(self, body: bytes, article: str | None = None) -> RawMessage:
        """The record of a document; `article` is the id it corrects, if it says one."""
        return document_message(
            body,
            observed_at=self.observed_at,
            source=self.source,
            url=self.url,
            ce_id=self.ce_id,
            content_type=self.content_type,
            published=self.published,
            publisher=self.publisher,
            article=article,
        )


_CHECKS: dict[str, Callable[[str | None], Any]] = {
    "url": checks.checked_url,
    "published": checks.checked_published,
    "publisher": lambda text: checks.checked_name("publisher", text),
    "ce_id": lambda text: checks.checked_name("ce-id", text),
    "ce_time": checks.checked_time,
    "ce_source": lambda text: checks.checked_name("ce-source", text),
}


def said_of_document(query: bytes, headers: RawHeaders) -> Said:
    """What the query string and the headers say; raises `Refusal` for what is wrong or contradicts itself."""
    found = _headers(headers)
    if query:
        for name, text in _query(query, _IN_QUERY):
            _say(found, name, text)
    return checked(found)


def refuse_query(query: bytes) -> None:
    """Raises `Refusal` when there is one: this operation has no parameters in its query."""
    if query:
        _query(query, ())


def said_of_retraction(headers: RawHeaders) -> Said:
    """What a retraction's headers say; what only documents have is not read."""
    names = {field.name for field in OF_A_RETRACTION}
    return checked({name: text for name, text in _headers(headers).items() if name in names})


def checked(found: dict[str, str]) -> Said:
    """The fields of these texts; raises `Refusal` for the first that is wrong."""
    fields: dict[str, Any] = {name: check(text) for name, text in found.items() if (check := _CHECKS.get(name))}
    return Said(**fields, content_type=found.get("content_type"))


def _headers(headers: RawHeaders) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        if field := _NAMES.get(name):
            _say(found, field.name, _text(field, value))
        elif name == b"content-type":
            found["content_type"] = value.decode("latin-1")
    return found


def _text(field: Field, value: bytes) -> str:
    try:
        return value.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise Refusal(422, f"bad-{field.header}", f"the header {field.header} is not UTF-8: encode it so") from error


def _query(query: bytes, known: Sequence[str]) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise Refusal(
            422, "bad-query", "the query string is not at most 100 fields of percent-encoded UTF-8: encode it so"
        ) from error
    for name, _ in pairs:
        if name not in known:
            raise Refusal(
                422,
                "unknown-parameter",
                f"the query has a parameter that is not one of {', '.join(known) or 'none'}: leave it out, and write an"
                " & within url as %26",
            )
    return [(name, text.strip()) for name, text in pairs]


def _say(found: dict[str, str], name: str, text: str) -> None:
    if not text:
        return
    if found.setdefault(name, text) != text:
        raise Refusal(
            422,
            f"two-{name.replace('_', '-')}s",
            f"{name} is given twice and differs, in the query, in headers or in both: give it once",
        )


def parameters(fields: Iterable[Field]) -> list[dict[str, Any]]:
    """The fields as OpenAPI parameters, those of the query first."""
    return [_parameter(f, "query", f.name) for f in fields if f.in_query] + [
        _parameter(f, "header", f.header) for f in fields
    ]


def _parameter(field: Field, place: str, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": False,
        "description": field.about,
        "schema": {"type": "string", **field.schema},
        "example": field.example,
    }
