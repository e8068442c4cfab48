"""The demo's articles are what the demo promises: many, in three forms, on themes, each in the index once."""

from collections import Counter, defaultdict
from datetime import timedelta

import orjson
import pytest

from services.cli.demo_documents import DEMO, DemoDocument, IndexLine, read_documents, read_index

INDEX = read_index()
DOCUMENTS = {document.file: document for document in read_documents()}
CORRECTIONS = {line.file: line.corrects for line in INDEX if line.corrects}


def form(document: DemoDocument) -> str:
    if document.media_type.startswith("text/plain"):
        return "dump"
    return "json-ld" if b"application/ld+json" in document.body else "plain"


def test_the_index_names_every_file_exactly_once() -> None:
    named = Counter(line.file for line in INDEX)
    there = {path.name for path in (DEMO / "documents").iterdir()}
    assert set(named.values()) == {1}
    assert set(named) == there


def test_there_are_36_articles_on_6_themes_with_company_in_three_forms() -> None:
    articles = [document for document in DOCUMENTS.values() if document.file not in CORRECTIONS]
    themes = Counter(document.theme for document in articles)
    forms = Counter(form(document) for document in articles)
    assert len(articles) >= 36
    assert sum(count >= 4 for count in themes.values()) >= 6
    assert set(forms) == {"dump", "json-ld", "plain"}
    assert min(forms.values()) >= 10


def test_every_theme_is_told_in_more_than_one_form() -> None:
    forms = defaultdict(set)
    for document in DOCUMENTS.values():
        forms[document.theme].add(form(document))
    assert [theme for theme, seen in forms.items() if len(seen) < 2] == ["clockmaker"]


def test_articles_differ_in_id_and_every_document_in_ce_id() -> None:
    ids = Counter(document.article_id for document in DOCUMENTS.values())
    assert len({document.ce_id for document in DOCUMENTS.values()}) == len(DOCUMENTS)
    assert [count for count in ids.values() if count > 1] == [2] * len(CORRECTIONS)


@pytest.mark.parametrize(("correction", "corrected"), CORRECTIONS.items())
def test_a_correction_comes_last_and_is_a_later_version_of_what_it_corrects(correction: str, corrected: str) -> None:
    new, old = DOCUMENTS[correction], DOCUMENTS[corrected]
    assert INDEX[-1].file == correction
    assert new.article_id == old.article_id
    assert new.observed_at > old.observed_at


def test_all_is_observed_within_eleven_days() -> None:
    times = [document.observed_at for document in DOCUMENTS.values()]
    assert max(times) - min(times) < timedelta(days=11)


@pytest.mark.parametrize("line", INDEX, ids=lambda line: line.file)
def test_invented_publishers_only(line: IndexLine) -> None:
    host = (line.url or "https://none.example/").split("/")[2]
    assert host.endswith(".example"), "RFC 2606 keeps .example free of real sites"


def test_every_document_has_its_expected_record_and_no_other_is_there() -> None:
    there = {path.name for path in (DEMO / "expected").iterdir()}
    assert there == {f"{file}.json" for file in DOCUMENTS}


def test_expected_ids_are_those_that_the_documents_get_on_the_log() -> None:
    for file, document in DOCUMENTS.items():
        (record,) = orjson.loads((DEMO / "expected" / f"{file}.json").read_bytes())
        if document.url:
            assert record["id"] == document.article_id, file
