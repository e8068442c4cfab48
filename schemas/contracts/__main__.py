"""`python -m schemas.contracts [--check]`: writes JSON Schemas and AsyncAPI, or tells which have drifted."""

import sys

from schemas.contracts.asyncapi import asyncapi
from schemas.contracts.drift import differing, write
from schemas.contracts.json_schemas import json_schemas
from schemas.contracts.records import FOLDER


def main(arguments: list[str]) -> int:
    """Exit code 1 when something drifted, 2 for arguments that are not known."""
    documents = {**json_schemas(), "asyncapi.json": asyncapi()}
    if arguments == []:
        write(documents, FOLDER)
        return 0
    if arguments != ["--check"]:
        sys.stderr.write("usage: python -m schemas.contracts [--check]\n")
        return 2
    drifted = differing(documents, FOLDER)
    for name in drifted:
        sys.stderr.write(f"schemas/contracts/{name} differs from the models: run python -m schemas.contracts\n")
    return 1 if drifted else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
