"""How a document is named."""

import pytest

from services.view.trace.place import Place, place_in

RAW = "test-articles.raw"


@pytest.mark.parametrize(
    "text",
    ["test-articles.raw:2:17", "articles.raw:2:17", "2-17", "2:17", "articles.raw/2/17", "articles.raw:2-17"],
)
def test_a_receipts_place_in_any_spelling(text: str) -> None:
    assert place_in(text, RAW) == Place(RAW, 2, 17)


@pytest.mark.parametrize("text", ["5f4dcc3b5aa765d61d8327deb882cf99", "articles.parsed:2:17", "2-", "x-1", "٢-١٧", ""])
def test_anything_else_is_an_articles_id(text: str) -> None:
    assert place_in(text, RAW) is None
