"""What a reader may say in the query of a request. A name that is not known is refused: a value whose & was not
escaped would lose its end unnoticed."""

from typing import Annotated, Any, Literal

from fastapi import HTTPException, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.view.articles.asked import Asked, Order
from services.view.articles.related_list import Copies, RelatedOrder, Wanted
from services.view.moments import microseconds
from services.view.rfc3339 import Time
from services.view.search.search_query import LONGEST, search_query

LIMIT = 100
RELATED_LIMIT = 1000

ArticleId = Annotated[
    str, Path(description="32 hex digits", max_length=200, examples=["5f4dcc3b5aa765d61d8327deb882cf99"])
]


class ListParameters(BaseModel):
    """Which articles; all that is said must hold."""

    model_config = ConfigDict(extra="forbid")

    publisher: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="its domain, else its name",
        examples=["gazette.example"],
    )
    language: str | None = Field(default=None, pattern="^[A-Za-z]{2,3}$", description="ISO 639-1", examples=["en"])
    topic: str | None = Field(default=None, min_length=1, max_length=200, description="as pages name it, in any case")
    since: Time | None = Field(
        default=None, description="effective time, this or later", examples=["2031-02-03T04:05:06Z"]
    )
    until: Time | None = Field(default=None, description="effective time before this")
    q: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST,
        description='words that must all be there; "words" as a phrase, -word must not be there, word* begins one',
        examples=["ferry strike"],
    )
    sort: Order | None = Field(
        default=None,
        description="newest (by effective time), updated (whose related headlines changed last), or relevance (for q:"
        " all of q in the headline before in headline and dek before anywhere, newest first in each). Else newest",
    )
    updated_since: Time | None = Field(
        default=None,
        description="articles whose related headlines changed then or later, in the order of the log; not with sort,"
        " and its last page has a `later_cursor`",
    )
    limit: int = Field(default=20, ge=1, le=LIMIT)
    cursor: str | None = Field(default=None, description="`next_cursor` or `later_cursor` of an answer")

    @property
    def asked(self) -> Asked:
        """Raises `QueryError`."""
        return Asked(
            publisher=self.publisher and self.publisher.lower(),
            language=self.language and self.language.lower(),
            topic=self.topic,
            q=search_query(self.q) if self.q else None,
            since_us=microseconds(self.since) if self.since else None,
            until_us=microseconds(self.until) if self.until else None,
        )


class RelatedParameters(BaseModel):
    """Which of the related headlines."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=RELATED_LIMIT)
    copies: Literal["grouped", "all"] = Field(
        default="grouped", description="near-duplicates under the one that stands for them, or each after it"
    )
    reasons: str | None = Field(
        default=None,
        pattern="^(listed|listed_by|same_text|lexical|semantic)(,(listed|listed_by|same_text|lexical|semantic)){0,9}$",
        description="only headlines that are related for one of these reasons, with commas between",
        examples=["listed,lexical"],
    )
    order: Literal["score", "recent"] = Field(
        default="score", description="the page's own list and then by score, or newest first"
    )

    @property
    def wanted(self) -> Wanted:
        reasons = frozenset(self.reasons.split(",")) if self.reasons else None
        return Wanted(self.limit, Copies(self.copies), reasons, RelatedOrder(self.order))


ARTICLE_ID: dict[str, Any] = {
    "name": "article_id",
    "in": "path",
    "required": True,
    "description": "32 hex digits",
    "schema": {"type": "string"},
    "example": "5f4dcc3b5aa765d61d8327deb882cf99",
}
RELATED_PARAMETERS: list[dict[str, Any]] = [
    {"name": name, "in": "query", "required": False, "schema": schema}
    for name, schema in RelatedParameters.model_json_schema()["properties"].items()
]
_ALL = RelatedParameters().wanted


def wanted_of(request: Request) -> Wanted:
    """What the query of a request says; raises `RequestValidationError`."""
    if not request.scope["query_string"]:
        return _ALL
    _refuse_twice(request)
    try:
        return RelatedParameters.model_validate(dict(request.query_params)).wanted
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


async def refuse_query(request: Request) -> None:
    """Refuses (422) a query where there are no parameters."""
    if request.scope["query_string"]:
        raise HTTPException(422, "the query: there are no parameters here, leave out what follows the ?")


async def said_once(request: Request) -> None:
    """Refuses (422) a parameter that comes twice: only one of its values could count."""
    _refuse_twice(request)


def _refuse_twice(request: Request) -> None:
    if b"&" not in request.scope["query_string"]:
        return
    names = [name for name, _ in request.query_params.multi_items()]
    if twice := {name for name in names if names.count(name) > 1}:
        raise HTTPException(422, f"{', '.join(sorted(twice))}: give it once")
