"""The expected records say what the documents say, and listed headlines agree with the articles they name."""

import html
import re
from datetime import timedelta

import pytest

from schemas.parsed_article import ParsedArticle
from services.cli.demo_documents import read_documents
from tests.unit.demo.expected_records import RECORDS

BY_HEADLINE = {record.headline: record for record in RECORDS.values()}
DUMPS = {file: record for file, record in RECORDS.items() if file.endswith(".txt")}
FURNITURE = re.compile(
    r"MORE ON THEME|Follow us|©|\bGMT\b.*\d{4}|cookies|Subscribe|Advertisement|Impressum|^(By|Von) \w+ [\w-]+$"
)


@pytest.mark.parametrize("file", RECORDS)
def test_each_field_stands_in_the_document(file: str) -> None:
    (document,) = [document for document in read_documents() if document.file == file]
    charset = document.media_type.partition("charset=")[2]
    page = html.unescape(document.body.decode(charset))
    record = RECORDS[file]
    fields = [
        record.headline,
        record.dek or "",
        *record.body,
        *record.authors,
        *(line.headline for line in record.listed),
    ]
    assert [field for field in fields if field not in page] == []


@pytest.mark.parametrize("file", RECORDS)
def test_the_body_is_the_whole_text_without_furniture(file: str) -> None:
    record = RECORDS[file]
    assert 4 <= len(record.body) <= 8
    assert 110 <= sum(len(paragraph.split()) for paragraph in record.body) <= 350
    assert [paragraph for paragraph in record.body if FURNITURE.search(paragraph)] == []
    assert {record.headline, record.dek}.isdisjoint(record.body)
    assert not {line.headline for line in record.listed} & set(record.body)


@pytest.mark.parametrize("file", DUMPS)
def test_a_dumps_list_is_dated_and_names_other_articles_and_some_that_are_not_here(file: str) -> None:
    listed = RECORDS[file].listed
    assert all(line.published and line.published < RECORDS[file].effective_at for line in listed)
    assert any(line.headline in BY_HEADLINE for line in listed)
    assert any(line.headline not in BY_HEADLINE for line in listed)


def test_listed_times_are_those_of_the_articles_they_name() -> None:
    named = [
        (line.published, BY_HEADLINE[line.headline].published)
        for record in RECORDS.values()
        for line in record.listed
        if line.headline in BY_HEADLINE and line.published
    ]
    assert len(named) >= 30
    for listed, published in named:
        assert published is not None
        # A page that gives its day only counts as noon: the list, which knows better, is near it.
        tolerance = timedelta(0) if published.precision == "instant" else timedelta(hours=36)
        assert abs(listed - published.at) <= tolerance


def test_offsets_languages_and_the_unrelated_article() -> None:
    offsets = {record.published.at.utcoffset() for record in RECORDS.values() if record.published}
    german = [record for record in RECORDS.values() if record.language == "de"]
    assert len(offsets) >= 6
    assert len(german) >= 3
    assert {record.language for record in RECORDS.values()} == {"en", "de"}
    assert RECORDS["clockmaker.html"].listed == []


def test_a_correction_changes_headline_and_body() -> None:
    old, new = RECORDS["savings-bank-3.html"], RECORDS["savings-bank-3-correction.html"]
    assert old.headline != new.headline
    assert old.body != new.body
    assert _versions(new) > _versions(old)


def _versions(record: ParsedArticle) -> tuple[object, str]:
    return record.version.observed_at, record.version.content_hash
