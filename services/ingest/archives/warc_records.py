"""The records of a WARC file (ISO 28500, WARC 1.0 and 1.1), one after the other, broken ones named and passed over.

warcio reads the headers; the framing is our own, since warcio's iterator ends at the first record that it cannot read,
takes lines of any length, and believes every Content-Length.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from services.ingest.archives.byte_reader import ByteReader, LineTooLong
from services.ingest.archives.damaged import Damaged

HEADER_LINE = 64 * 1024
HEADER_LINES = 1000
LOOKED_INTO_AT_MOST = 1000
"""Broken records whose bytes are read a second time: each may be as large as a document."""
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)
_VERSIONS = tuple(version.encode() for version in ArcWarcRecordLoader.WARC_TYPES)
_END = b"\r\n\r\n"
_HEADERS = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)


class Broken(Exception):  # noqa: N818 - names what is there
    """A record that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """`block` is cut at the limit that was asked for; `length` is the whole block's, in bytes."""

    headers: StatusAndHeaders
    block: bytes
    length: int

    def header(self, name: str) -> str:
        """A header's value, "" when there is none."""
        return self.headers.get_header(name) or ""


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """Why there is no record at a place."""

    reason: str


class WarcReader:
    """Reads records; `block_limit` in bytes is what is kept of a block."""

    def __init__(self, reader: ByteReader, block_limit: int) -> None:
        self._reader = reader
        self._block_limit = block_limit
        self._looked_into = 0

    def records(self) -> Iterator[tuple[int, WarcRecord | BrokenRecord]]:
        """Each record, or what is wrong with it, with its place in the unpacked data in bytes.

        A record is given only when what follows it was seen to begin well: a gzip member's checksum stands behind it.
        """
        at = self._reader.offset
        broken = ""
        while True:
            try:
                if broken:
                    more = self._find_next()
                    yield at, BrokenRecord(broken)
                    broken = ""
                    if not more:
                        return
                at = self._reader.offset
                record = self._record()
                if record is None:
                    return
                end = self._reader.offset
                try:
                    self._check_end(record)
                except Damaged as damage:
                    if damage.since < end:
                        raise
                    yield at, record
                    at = self._reader.offset
                    raise
                yield at, record
            except (Broken, Damaged, LineTooLong) as problem:
                broken = broken or str(problem)

    def _record(self) -> WarcRecord | None:
        """The next record; None at the end. Raises `Broken` when there is something else."""
        _, first = self._line_not_blank()
        if not first:
            return None
        if not first.startswith(_VERSIONS):
            raise Broken(f"there is no WARC record but {first[:40]!r}")
        headers = self._headers(first)
        declared = (headers.get_header("Content-Length") or "").strip()
        if not _LENGTH.fullmatch(declared):
            raise Broken(f"its Content-Length is {declared[:40]!r}, which is no number of bytes")
        length = int(declared)
        kept = min(length, self._block_limit)
        block = self._reader.block(kept)
        if len(block) < kept or self._reader.skip(length - kept):
            if len(block) < kept:
                self._look_into(block)
            raise Broken(f"its Content-Length is {length}, but the file ends before that")
        return WarcRecord(headers, block, length)

    def _headers(self, first: bytes) -> StatusAndHeaders:
        lines = [first]
        while (line := self._reader.line(HEADER_LINE)).strip():
            lines.append(line)
            if len(lines) > HEADER_LINES:
                raise Broken(f"its header has more than {HEADER_LINES} lines")
        if not line:
            raise Broken("the file ends within its header")
        try:
            return _HEADERS.parse(io.BytesIO(b"".join(lines) + b"\r\n"))
        except (StatusAndHeadersParserException, EOFError) as error:
            raise Broken(f"its header cannot be read ({error})") from error

    def _check_end(self, record: WarcRecord) -> None:
        """Two line ends close a record, or more or fewer and then another one; else its Content-Length is not true."""
        closing = self._reader.block(len(_END))
        if closing == _END:
            self._reader.give_back(self._reader.block(1))  # asking for more is what checks a gzip member that ends here
            return
        self._reader.give_back(closing)
        blank, following = self._line_not_blank()
        if following.startswith(_VERSIONS):
            self._reader.give_back(following)
        elif following:
            if len(record.block) == record.length:
                self._look_into(record.block + blank + following)
            raise Broken(f"no record follows its {record.length} bytes: its Content-Length is not true")

    def _look_into(self, taken: bytes) -> None:
        """Gives back what a broken record took: the beginnings of those that it swallowed are in it."""
        self._looked_into += 1
        if self._looked_into <= LOOKED_INTO_AT_MOST:
            self._reader.give_back(taken)

    def _line_not_blank(self) -> tuple[bytes, bytes]:
        """The next line with something in it, and the blank ones before it; b"" at the end."""
        blank = bytearray()
        while (line := self._reader.line(HEADER_LINE)) and not line.strip(b"\r\n"):
            blank += line
            if len(blank) > HEADER_LINE:
                raise Broken("nothing but blank lines follows")
        return bytes(blank), line

    def _find_next(self) -> bool:
        """Stands before the next line that begins a record; False at the end."""
        while True:
            try:
                line = self._reader.line(HEADER_LINE)
            except LineTooLong:
                continue
            if not line:
                return False
            if line.startswith(_VERSIONS):
                self._reader.give_back(line)
                return True
