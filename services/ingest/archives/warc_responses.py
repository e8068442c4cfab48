"""The documents among a WARC file's records: responses with a status of 2xx and a text's media type."""

import io
import re
from collections.abc import Iterator

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from schemas.raw_document import HTML, TEXT
from services.ingest import request_checks as checks
from services.ingest.archives.byte_reader import ByteReader
from services.ingest.archives.content_coding import UnknownCoding, decoded
from services.ingest.archives.damaged import Damaged
from services.ingest.archives.found import Found
from services.ingest.archives.warc_records import BrokenRecord, WarcReader, WarcRecord
from services.ingest.files import SOURCE_FILES
from services.ingest.raw_message import RawMessage, document_message

_HTTP = StatusAndHeadersParser(ArcWarcRecordLoader.HTTP_TYPES)
_HTTP_HEADER = 64 * 1024
_XML = re.compile(r"(?:application|text)/(?:xml|[a-z0-9.-]+\+xml)")
_SUCCESS = re.compile(r"2\d\d(?: |$)", re.ASCII)


class NotTaken(Exception):  # noqa: N818 - names what the record is
    """A record that holds a document which cannot be sent; the message says why."""


def warc_responses(reader: ByteReader, *, limit: int) -> Iterator[Found]:
    """What each record holds, named by its address or, without one, its place. `limit` of a document in bytes.

    ``WARC-Target-URI`` is the document's URL and ``WARC-Date`` the time of its observation (WARC 1.1, 5.4 and 5.6).
    """
    for at, record in WarcReader(reader, block_limit=limit + _HTTP_HEADER).records():
        if isinstance(record, BrokenRecord):
            yield Found(f"record at byte {at}", problem=record.reason)
            continue
        name = f"record at byte {at} ({record.header('WARC-Target-URI')[:200]!a})"
        try:
            yield Found(name, _document(record, limit))
        except (NotTaken, UnknownCoding, Damaged) as problem:
            yield Found(name, problem=str(problem))
        except checks.Refusal as refusal:
            yield Found(name, problem=refusal.detail)


def is_text(media_type: str) -> bool:
    """Whether it is HTML, XML or plain text (parameters aside): what may be an article or a feed."""
    name = media_type.partition(";")[0].strip().lower()
    return name in (HTML, TEXT) or _XML.fullmatch(name) is not None


def _document(record: WarcRecord, limit: int) -> RawMessage | None:
    """The message; None for a record that is none of ours. The HTTP header may be damaged: then it is not taken."""
    if record.header("WARC-Type").lower() != "response":
        return None
    url = record.header("WARC-Target-URI").strip("<>")  # Wget 1.19 wrote the brackets of the grammar
    if not url.lower().startswith(("http://", "https://")):
        return None
    block = io.BytesIO(record.block)
    try:
        http = _HTTP.parse(block)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise NotTaken(f"it holds no HTTP response ({error})") from error
    media_type = http.get_header("Content-Type") or record.header("WARC-Identified-Payload-Type")
    if not _SUCCESS.match(http.statusline) or not is_text(media_type):
        return None
    observed_at = checks.checked_time(record.header("WARC-Date"))
    if observed_at is None:
        raise NotTaken("it has no WARC-Date, so nobody knows when it was observed")
    return document_message(
        _payload(record, http, block, limit),
        observed_at=observed_at,
        source=SOURCE_FILES,
        url=checks.checked_url(url.replace(" ", "%20")),
        content_type=checks.checked_name("content-type", media_type),
    )


def _payload(record: WarcRecord, http: StatusAndHeaders, block: io.BytesIO, limit: int) -> bytes:
    """The body without its transfer and content codings (RFC 9112, section 7; RFC 9110, section 8.4).

    CC-NEWS stores bodies decoded and says so by renaming the headers, ``X-Crawler-Content-Encoding`` and the like.
    """
    if len(record.block) < record.length:
        raise NotTaken(f"it has more than {limit} bytes: larger documents are not taken")
    body = block
    if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        body = io.BytesIO(ChunkedDataReader(block).read())
    payload = decoded(body, http.get_header("Content-Encoding") or "", limit)
    if not payload:
        raise NotTaken("its body is empty")
    if len(payload) > limit:
        raise NotTaken(f"it has more than {limit} bytes: larger documents are not taken")
    return payload
