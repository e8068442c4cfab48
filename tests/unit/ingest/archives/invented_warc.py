"""Small WARC files with invented pages, written by warcio."""

import io

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from services.ingest.archives.byte_reader import ByteReader
from services.ingest.archives.found import Found
from services.ingest.archives.unpacking import CountedFile, unpacked
from services.ingest.archives.warc_responses import warc_responses

DATE = "2031-02-03T04:05:06Z"
LIMIT = 20_000


def page(number: int) -> bytes:
    return f"<p>Ferry {number} sails from Port Selby.</p>".encode() * 10


class Archive:
    """Records one after the other; `ends` are the places behind each, in the packed bytes."""

    def __init__(self, *, packed: bool = True) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=packed)
        self.ends: list[int] = []

    def response(self, url: str, body: bytes, *headers: tuple[str, str], status: str = "200 OK") -> "Archive":
        """An HTTP response; text/html unless the headers say otherwise."""
        http = StatusAndHeaders(status, list(headers) or [("Content-Type", "text/html")], protocol="HTTP/1.1")
        return self.record("response", url, body, http)

    def record(self, kind: str, url: str, body: bytes, http: StatusAndHeaders | None = None) -> "Archive":
        """A record of any kind."""
        record = self._writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": DATE}
        )
        self._writer.write_record(record)
        record.raw_stream.close()
        self.ends.append(self._out.tell())
        return self

    @property
    def content(self) -> bytes:
        return self._out.getvalue()


def of_pages(count: int, *, packed: bool = True) -> Archive:
    """An archive of so many pages, under ``https://gazette.example/N``."""
    archive = Archive(packed=packed)
    for number in range(count):
        archive.response(f"https://gazette.example/{number}", page(number))
    return archive


def found_in(content: bytes, limit: int = LIMIT) -> list[Found]:
    """Everything that is found in a WARC file of this content."""
    return list(warc_responses(ByteReader(unpacked(CountedFile(io.BytesIO(content)))), limit=limit))


def urls(found: list[Found]) -> list[str]:
    """Of the documents."""
    return [dict(one.message.headers)["ce_subject"].decode() for one in found if one.message]


def problems(found: list[Found]) -> list[str]:
    """Of what is no document and should be one."""
    return [one.problem for one in found if one.problem]
