"""What a client may say in the query of GET /v1/changes."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.view.articles.asked import Asked
from services.view.live.change_filter import ChangeFilter
from services.view.search.search_query import LONGEST, search_query

_AS_LISTED = "as for GET /v1/articles"


class ChangesAsked(BaseModel):
    """The query of GET /v1/changes; a parameter it does not know is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")

    article: str | None = Field(default=None, max_length=200, description="changes of this article only")
    publisher: str | None = Field(default=None, min_length=1, max_length=200, description=_AS_LISTED)
    language: str | None = Field(default=None, pattern="^[A-Za-z]{2,3}$", description=_AS_LISTED)
    topic: str | None = Field(default=None, min_length=1, max_length=200, description=_AS_LISTED)
    q: str | None = Field(default=None, min_length=1, max_length=LONGEST, description=_AS_LISTED)
    from_: Literal["now", "beginning"] = Field(
        default="now", alias="from", description="without an id: what comes from now on, or first all there is"
    )
    last_event_id: str | None = Field(default=None, description="as the header, which goes before it")

    @property
    def chosen(self) -> ChangeFilter:
        """Raises `QueryError`."""
        q = search_query(self.q) if self.q else None
        asked = Asked(publisher=self.publisher, language=self.language, topic=self.topic, q=q)
        return ChangeFilter(self.article, asked.expression() or None)
