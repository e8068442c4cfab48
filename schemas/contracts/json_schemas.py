"""JSON Schemas (draft 2020-12) of the records, from their models."""

from collections.abc import Mapping
from typing import Any

from schemas.contracts.records import RECORDS
from schemas.record import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas(records: Mapping[str, type[Record]] = RECORDS) -> dict[str, dict[str, Any]]:
    """File name -> schema of what readers accept: fields with defaults may be absent, unknown ones are ignored."""
    return {
        f"{name}/schema.json": {"$schema": DIALECT, **model.model_json_schema(mode="validation")}
        for name, model in records.items()
    }
