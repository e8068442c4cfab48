"""Puts together what hops, log and store say of a document."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from schemas.raw_document import CE_ID, CE_SOURCE, CE_SUBJECT, CONTENT_TYPE
from services.view.kafka_record import KafkaRecordWithHeaders
from services.view.trace.hops import Hop
from services.view.trace.models import ArticleStanding, Document, Parsed, Received, Rejected, View, Waiting
from services.view.trace.place import Place
from services.view.trace.standing import Standing


def document(record: KafkaRecordWithHeaders | None, hops: Sequence[Hop], standings: Mapping[str, Standing]) -> Document:
    """One document with what came of it; `hops` with the refusals of its own records."""
    return Document(
        received=received(record) if record else None,
        parsed=[_parsed(hop, standings.get(hop.article_id or "")) for hop in hops if hop.kind != "rejected"],
        rejected=[_rejected(hop) for hop in hops if hop.kind == "rejected"],
    )


def received(record: KafkaRecordWithHeaders) -> Received:
    """The raw document without its bytes."""
    said = {name: value.decode("utf-8", "replace") for name, value in record.headers or () if value is not None}
    return Received(
        **_at(Place(record.topic, record.partition, record.offset), record.timestamp),
        bytes=None if record.value is None else len(record.value),
        content_type=said.get(CONTENT_TYPE),
        ce_id=said.get(CE_ID),
        source=said.get(CE_SOURCE),
        url=said.get(CE_SUBJECT),
    )


def waiting(place: Place, parsed_to: int | None, *, retracts: bool) -> Waiting:
    """Why nothing is known to have come of a document. `parsed_to`: the offset that the parser reads next."""
    if parsed_to is None:
        return Waiting(why="no parser has read this partition yet: see that one runs", documents_before=None)
    if parsed_to <= place.offset:
        return Waiting(why="the parser has not come to it", documents_before=place.offset - parsed_to)
    if retracts:
        return Waiting(why="a retraction: ask by the article's id what came of it", documents_before=0)
    return Waiting(
        why="the parser has read it: what came of it is on its way here, is forgotten, or was nothing, as of a feed"
        " without entries",
        documents_before=0,
    )


def article(article_id: str, found: Standing) -> ArticleStanding:
    """How an article stands."""
    return ArticleStanding(
        article_id=article_id,
        state="current" if found.here else "retracted" if found.gone_ms is not None else "unknown",
        retracted_at=_instant(found.gone_ms) if found.gone_ms is not None else None,
        headline=found.headline,
        observed_at=found.observed_at,
        content_hash=found.content_hash,
        related_count=found.related_count,
        in_views=[View(article_id=view.article_id, headline=view.headline) for view in found.in_views],
        in_views_count=found.in_views_count,
    )


def _parsed(hop: Hop, found: Standing | None) -> Parsed:
    return Parsed(
        **_at(hop.at, hop.at_ms),
        article_id=hop.article_id or "",
        headline=hop.headline,
        observed_at=hop.observed_at,
        content_hash=hop.content_hash,
        state=state(hop, found),
    )


def state(hop: Hop, found: Standing | None) -> str:
    """What has become of one version of an article.

    Readers get the newest by observation time, then content hash; the same content seen again is no new version.
    """
    if found is None or (not found.here and found.gone_ms is None):
        return "on its way"
    if not found.here:
        return "retracted"
    if hop.content_hash == found.content_hash:
        return "current"
    return "superseded" if _version(hop) < _version_here(found) else "on its way"


def _version(hop: Hop) -> tuple[datetime, str]:
    return datetime.fromisoformat(hop.observed_at or "1970-01-01T00:00:00+00:00"), hop.content_hash or ""


def _version_here(found: Standing) -> tuple[datetime, str]:
    return datetime.fromisoformat(found.observed_at or "1970-01-01T00:00:00+00:00"), found.content_hash or ""


def _rejected(hop: Hop) -> Rejected:
    return Rejected(**_at(hop.at, hop.at_ms), stage=hop.stage or "", message=hop.message or "")


def _at(place: Place, at_ms: int) -> dict[str, object]:
    return {"topic": place.topic, "partition": place.partition, "offset": place.offset, "at": _instant(at_ms)}


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
