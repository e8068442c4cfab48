import orjson
import pytest

from tests.unit.parser.golden import DEMO, entries, expected_path, read


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_a_demo_document_gives_its_expected_record(entry: dict[str, str]) -> None:
    path = expected_path(entry["file"])
    assert path.exists(), "no expected record: run python -m tests.unit.parser.update_golden and read what it wrote"
    assert read(entry) == orjson.loads(path.read_bytes())


def test_every_document_and_every_expectation_has_its_pair() -> None:
    documents = {path.name for path in (DEMO / "documents").iterdir()}
    assert documents == {entry["file"] for entry in entries()}
    assert documents == {path.name.removesuffix(".json") for path in (DEMO / "expected").iterdir()}


def test_every_demo_document_is_an_article_with_a_text() -> None:
    for entry in entries():
        (record,) = read(entry)
        assert record.get("headline"), entry["file"]
        assert len(record["body"]) >= 3, entry["file"]
        assert record["published"], entry["file"]
