"""How a file is to be read: as one document, or as an archive of many. Its name tells, unless somebody said it."""

from enum import StrEnum
from os.path import splitext

PACKED = (".gz", ".zst")
"""Suffixes of what is unpacked on the way."""


class Format(StrEnum):
    """What `--format` takes."""

    DOCUMENT = "document"
    NDJSON = "ndjson"
    CSV = "csv"
    WARC = "warc"


_BY_SUFFIX = {
    ".ndjson": Format.NDJSON,
    ".jsonl": Format.NDJSON,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".warc": Format.WARC,
}


def format_of(name: str) -> Format:
    """The format that a file's name gives (.gz and .zst aside); standard input is a document."""
    return _BY_SUFFIX.get(suffix_of(name), Format.DOCUMENT)


def suffix_of(name: str) -> str:
    """The suffix in lower case without the packing: ``.html`` of ``Page.HTML.gz``."""
    stem, suffix = splitext(name.lower())  # noqa: PTH122 - pathlib takes ten times as long, ten thousands of times
    return splitext(stem)[1] if suffix in PACKED else suffix  # noqa: PTH122
