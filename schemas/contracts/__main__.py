"""`python -m schemas.contracts [--check]`: writes JSON Schemas and AsyncAPI, or tells which have drifted."""

import sys

from schemas.contracts.asyncapi import asyncapi
from schemas.contracts.drift import run
from schemas.contracts.json_schemas import json_schemas
from schemas.contracts.records import FOLDER

if __name__ == "__main__":
    documents = {**json_schemas(), "asyncapi.json": asyncapi()}
    raise SystemExit(run(sys.argv[1:], documents, FOLDER, "python -m schemas.contracts"))
