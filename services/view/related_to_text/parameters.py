"""What a reader may say in the query of a request for what is related to a text."""

from pydantic import BaseModel, ConfigDict, Field

from services.view.related_to_text.asked_text import AskedText, Headline, Language, PublisherName
from services.view.rfc3339 import Time

LIMIT = 100
URL_CHARACTERS = 2000


class LimitParameter(BaseModel):
    """Beside a body."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=LIMIT, ge=1, le=LIMIT)


class QuestionParameters(LimitParameter):
    """Either an article by its URL or a text by its headline."""

    url: str | None = Field(
        default=None,
        min_length=1,
        max_length=URL_CHARACTERS,
        description="of an article that is here: its related headlines. What belongs to a text is not said with it",
        examples=["https://gazette.example/harbour/ferry-line"],
    )
    headline: Headline | None = None
    published: Time | None = Field(default=None, description=AskedText.model_fields["published"].description)
    language: Language = "en"
    publisher: PublisherName | None = None

    @property
    def asked(self) -> AskedText | None:
        """The text; None when it has no headline."""
        if self.headline is None:
            return None
        return AskedText(
            headline=self.headline, published=self.published, language=self.language, publisher=self.publisher
        )
