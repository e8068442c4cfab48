"""The examples in schemas/contracts, read for the tests."""

from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from schemas.contracts.records import FOLDER, RECORDS

_INSTANT: TypeAdapter[Any] = TypeAdapter(AwareDatetime)
_FORMATS = FormatChecker(formats=[])


@_FORMATS.checks("date-time", raises=ValidationError)
def _is_date_time(text: object) -> bool:
    """jsonschema checks date-time only with another library: this one stands in for it."""
    if isinstance(text, str):
        _INSTANT.validate_python(text)
    return True


def read(name: str, file: str) -> Any:
    """One example of the record `name` as JSON types."""
    return orjson.loads((FOLDER / name / file).read_bytes())


def versions(name: str) -> list[Path]:
    """The examples of every version of the record that ever existed."""
    return sorted((FOLDER / name).glob("v*.json"))


def validator(name: str) -> Draft202012Validator:
    """The checked-in schema of the record."""
    return Draft202012Validator(read(name, "schema.json"), format_checker=_FORMATS)


def faults_by_schema(name: str, example: object) -> set[str]:
    """Dotted paths of the fields that the schema refuses, the deepest of each fault."""
    return {_dotted(_deepest(error).absolute_path) for error in validator(name).iter_errors(example)}


def faults_by_model(name: str, example: object) -> set[str]:
    """Dotted paths of the fields that the model refuses."""
    try:
        RECORDS[name].model_validate_json(orjson.dumps(example))
    except ValidationError as error:
        return {_dotted(fault["loc"]) for fault in error.errors()}
    return set()


def _deepest(error: Any) -> Any:
    """Inside anyOf (a nullable field) the fault that lies deepest is the one meant."""
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error


def _dotted(path: Any) -> str:
    return "/".join(map(str, path))
