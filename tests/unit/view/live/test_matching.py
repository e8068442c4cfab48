"""Few expressions and many find the same articles."""

import pytest

from services.view.live import matching as module
from services.view.live.asked_changes import ChangesAsked
from services.view.live.matching import matching
from services.view.store import Store
from tests.unit.view.example_records import put_texts, text

ASKED = [{"q": "ferry"}, {"q": "-strike harbour"}, {"publisher": "news.example"}, {"q": "harb*"}, {"q": "no such word"}]


@pytest.mark.parametrize("few", [0, 100])
def test_what_matches(store: Store, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW", few)
    articles = [text("a", headline="Harbour strike"), text("b", headline="Ferry leaves the harbour"), text("c")]
    put_texts(store, *articles, text("other", headline="Another ferry"))
    a, b, c = (article.id for article in articles)
    expressions = [str(ChangesAsked.model_validate(asked).chosen.expression) for asked in ASKED]
    with store.file.reader() as db:
        found = matching(db, [a, b, c, "unknown"], expressions)
    assert [found[expression] for expression in expressions] == [{b}, {b}, {a, b, c}, {a, b}, set()]
