"""Schemas, models and examples agree: on every version, on what is broken, and on what is newer."""

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from schemas.contracts.records import FOLDER, RECORDS
from schemas.indexer_exchange import read_exchange
from tests.contracts.examples import faults_by_model, faults_by_schema, read, versions

BROKEN_FIELD = {
    "raw_document_headers": "ce_specversion",
    "parsed_article": "published/precision",
    "related_headlines": "related/2/score",
    "rejected_headers": "__connect.errors.offset",
    "article_signature": "features/signature/ferri",
    "exchange_offer": "home",
    "exchange_matches": "matches/1/card/headline",
}
WRONG_KINDS: tuple[Any, ...] = (None, {"not": "this"}, [[]])
by_record = pytest.mark.parametrize("name", list(RECORDS))


def test_every_folder_is_a_record_and_every_record_a_folder() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/schema.json")} == set(RECORDS)


@by_record
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(read(name, "schema.json"))


@by_record
def test_every_version_stays_readable(name: str) -> None:
    examples = versions(name)
    assert examples[0].name == "v1.json"
    for path in examples:
        example = read(name, path.name)
        assert faults_by_schema(name, example) == set(), path
        assert faults_by_model(name, example) == set(), path


@by_record
def test_v1_says_every_field_that_there_is(name: str) -> None:
    fields = {field.alias or key for key, field in RECORDS[name].model_fields.items()}
    newest = read(name, versions(name)[-1].name)
    assert set(newest) == fields


@by_record
def test_v1_is_what_the_model_writes(name: str) -> None:
    newest = read(name, versions(name)[-1].name)
    assert RECORDS[name].model_validate(newest).model_dump(mode="json", by_alias=True) == newest


@by_record
def test_the_broken_example_is_refused_by_both_at_the_same_field(name: str) -> None:
    broken = read(name, "broken.json")
    assert faults_by_schema(name, broken) == {BROKEN_FIELD[name]}
    assert faults_by_model(name, broken) == {BROKEN_FIELD[name]}


@by_record
def test_a_newer_writers_fields_are_read_over(name: str) -> None:
    future, known = read(name, "future.json"), read(name, "v1.json")
    assert future != known
    assert faults_by_schema(name, future) == set()
    assert RECORDS[name].model_validate(future) == RECORDS[name].model_validate(known)


@by_record
def test_schema_and_model_agree_on_what_must_be_there(name: str) -> None:
    example = read(name, "v1.json")
    required = set(read(name, "schema.json").get("required", []))
    for field in example:
        without = {key: value for key, value in example.items() if key != field}
        assert (faults_by_model(name, without) != set()) == (field in required), field
        assert (faults_by_schema(name, without) != set()) == (field in required), field


@by_record
def test_schema_and_model_agree_on_null_and_on_a_wrong_kind(name: str) -> None:
    example = read(name, "v1.json")
    for field in example:
        for wrong in WRONG_KINDS:
            changed: dict[str, Any] = copy.deepcopy(example)
            changed[field] = wrong
            by_model, by_schema = faults_by_model(name, changed), faults_by_schema(name, changed)
            assert bool(by_model) == bool(by_schema), (field, wrong, by_model, by_schema)


@pytest.mark.parametrize("text", ["2031-02-03T06:40:00", "soon", "2031-02-30T06:40:00+00:00"])
def test_both_refuse_a_time_without_offset_or_sense(text: str) -> None:
    example = read("raw_document_headers", "v1.json") | {"ce_time": text}
    assert faults_by_schema("raw_document_headers", example) == {"ce_time"}
    assert faults_by_model("raw_document_headers", example) == {"ce_time"}


@pytest.mark.parametrize("name", ["exchange_offer", "exchange_matches"])
def test_the_exchange_tells_its_records_apart_by_kind(name: str) -> None:
    assert type(read_exchange((FOLDER / name / "v1.json").read_bytes())) is RECORDS[name]
