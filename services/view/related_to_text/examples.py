"""An invented answer, as the OpenAPI document shows it."""

from services.view.articles.examples import Responses, example, related_example

RELATED: Responses = example(
    {
        "article_id": None,
        "copies": [],
        "related": related_example["related"],
        "related_count": related_example["related_count"],
    }
)
