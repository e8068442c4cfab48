"""Finds what is known of a document, from the hops, the log and the store."""

import asyncio
from collections.abc import Iterable

from services.view.store import Store
from services.view.trace.document_trace import article, document, waiting
from services.view.trace.hops import Hop
from services.view.trace.hops_file import HopsFile
from services.view.trace.models import Trace
from services.view.trace.place import Place, place_in
from services.view.trace.raw_log import RawLog
from services.view.trace.standing import Standing, standing

ARTICLES = 20
"""Articles of one document whose standing is told: each costs a look through all links."""


class Traces:
    """What a reader may ask; `raw_topic` as the broker names it."""

    def __init__(self, store: Store, hops: HopsFile, log: RawLog, raw_topic: str) -> None:
        self._store = store
        self._hops = hops
        self._log = log
        self._raw_topic = raw_topic

    async def of(self, id_: str) -> Trace | None:
        """What is known under an id, None when nothing is; raises `StoreError` and `LogAway`."""
        place = place_in(id_, self._raw_topic)
        return await self._of_article(id_) if place is None else await self._of_document(id_, place)

    async def _of_document(self, id_: str, place: Place) -> Trace | None:
        hops = await asyncio.to_thread(self._hops_of, place)
        asked = await self._log.ask([place])
        record = asked.records.get(place)
        if record is None and not hops:
            return None
        standings = await self._standings(hops)
        found = document(record, hops, standings)
        if not hops:
            retracts = record is not None and record.value is None
            found.waiting = waiting(place, asked.parsed_to.get(place.partition), retracts=retracts)
        return Trace(id=id_, documents=[found], articles=[article(*one) for one in standings.items()])

    async def _of_article(self, article_id: str) -> Trace | None:
        hops = await asyncio.to_thread(self._hops.of_article, article_id)
        stands = await asyncio.to_thread(standing, self._store.file, article_id)
        if not hops and not stands.here and stands.gone_ms is None:
            return None
        asked = await self._log.ask({hop.of for hop in hops if hop.of is not None and hop.of.topic == self._raw_topic})
        documents = []
        for hop in hops:
            refused = await asyncio.to_thread(self._hops.of_document, hop.at)
            record = asked.records.get(hop.of) if hop.of else None
            documents.append(document(record, [hop, *refused], {article_id: stands}))
        return Trace(id=article_id, documents=documents, articles=[article(article_id, stands)])

    def _hops_of(self, place: Place) -> list[Hop]:
        """What came of a document, and what was refused of that."""
        hops = self._hops.of_document(place)
        return hops + [refused for hop in hops for refused in self._hops.of_document(hop.at)]

    async def _standings(self, hops: Iterable[Hop]) -> dict[str, Standing]:
        ids = list(dict.fromkeys(hop.article_id for hop in hops if hop.article_id is not None))[:ARTICLES]
        return {id_: await asyncio.to_thread(standing, self._store.file, id_) for id_ in ids}
