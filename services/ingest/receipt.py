"""What a sender gets for a document that the broker has."""

from pydantic import BaseModel, Field


class Receipt(BaseModel):
    """Where the document is on the log. `article_id` is what DELETE and the view take."""

    article_id: str = Field(examples=["5f4dcc3b5aa765d61d8327deb882cf99"])
    topic: str = Field(examples=["articles.raw"])
    partition: int
    offset: int
    ce_id: str
