"""What a reader may say in the query of a request for themes."""

from pydantic import BaseModel, ConfigDict, Field

from services.view.moments import microseconds
from services.view.rfc3339 import Time
from services.view.themes.themes import Wanted

LIMIT = 100


class ThemeParameters(BaseModel):
    """Which themes; all that is said must hold."""

    model_config = ConfigDict(extra="forbid")

    publisher: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="with an article of this publisher: its domain, else its name",
        examples=["gazette.example"],
    )
    language: str | None = Field(
        default=None, pattern="^[A-Za-z]{2,3}$", description="with an article in it, ISO 639-1", examples=["en"]
    )
    since: Time | None = Field(
        default=None,
        description="with an article of this effective time or later",
        examples=["2031-02-03T04:05:06Z"],
    )
    min_size: int = Field(default=2, ge=2, le=1000, description="of so many articles at least, copies counted once")
    limit: int = Field(default=20, ge=1, le=LIMIT)
    cursor: str | None = Field(default=None, description="`next_cursor` of an answer")

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            publisher=self.publisher and self.publisher.lower(),
            language=self.language and self.language.lower(),
            since_us=microseconds(self.since) if self.since else None,
            min_size=self.min_size,
        )
