"""CSV (RFC 4180) with a header: one document a row. Options say which column is what."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from services.ingest.archives.byte_reader import ByteReader, LineTooLong
from services.ingest.archives.damaged import Damaged
from services.ingest.archives.found import Found
from services.ingest.document_line import DocumentLine, line_limit
from services.ingest.files import SOURCE_FILES
from services.ingest.request_checks import Refusal


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns by the field that they fill. None: the column of the field's own name, if there is one."""

    content: str | None = None
    content_type: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    ce_id: str | None = None
    ce_time: str | None = None

    def places(self, header: list[str]) -> dict[str, int]:
        """Where each field stands in a row; raises `Refusal` for a column that is named and not there."""
        places = {}
        for field, column in asdict(self).items():
            name = column or field
            if name in header:
                places[field] = header.index(name)
            elif column or field == "content":
                option = field.removeprefix("ce_").removeprefix("content_")
                raise Refusal(
                    422,
                    "bad-columns",
                    f"there is no column {name!r} (--{option}-column): the columns are {', '.join(header)[:2000]}",
                )
        return places


def csv_rows(
    reader: ByteReader, columns: Columns, *, observed_at: datetime, limit: int, media_type: str | None, delimiter: str
) -> Iterator[Found]:
    """What each row holds, in UTF-8; a wrong header ends it. `media_type` counts for rows that name none.

    The field limit is the csv module's own, of the whole process: here it only bounds a quote that never closes.
    """
    csv.field_size_limit(line_limit(limit))
    rows = csv.reader(_Lines(reader, limit), delimiter=delimiter)
    places: dict[str, int] | None = None
    while True:
        at = f"row ending in line {rows.line_num + 1}"
        try:
            row = next(rows, None)
            at = f"row ending in line {rows.line_num}"
            if row is None:
                return
            if not row:
                continue
            if places is None:
                places = columns.places(row)
                continue
            fields = {field: row[place] for field, place in places.items() if place < len(row) and row[place]}
            message = DocumentLine(**fields).message(
                observed_at=observed_at, source=SOURCE_FILES, limit=limit, media_type=media_type
            )
            yield Found(at, message)
        except (Refusal, LineTooLong, Damaged, UnicodeDecodeError, csv.Error) as problem:
            yield Found(at, problem=str(problem))
            if places is None:
                return


class _Lines:
    """Not a generator: one line that cannot be read must not end those after it."""

    def __init__(self, reader: ByteReader, limit: int) -> None:
        self._reader = reader
        self._limit = line_limit(limit)
        self._encoding = "utf-8-sig"

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._reader.line(self._limit)
        if not line:
            raise StopIteration
        text = line.decode(self._encoding)
        self._encoding = "utf-8"
        return text
