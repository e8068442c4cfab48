"""Related headlines of a text, from the signatures on a real Kafka: what is committed counts, and what comes later."""

import httpx
import pytest

from schemas.topics import INDEXER_SIGNATURES
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.view.related_to_text.signature_search import NotNow, SignatureSearch
from services.view.related_to_text.signatures_reader import searching
from tests.acceptance.view_port import reading
from tests.unit.view.related_to_text.signatures import ARTICLES, asked, signature
from tests.waiting import until

FERRY, SECOND, THIRD, *OTHERS = [one for one in ARTICLES if one.language == "en"]
STORY = {FERRY.parsed.id, SECOND.parsed.id, THIRD.parsed.id}


async def produce(settings: Settings, *records: tuple[str, bytes | None], abort: bool = False) -> None:
    """One transaction, as a shard writes it."""
    topic = settings.topic(INDEXER_SIGNATURES)
    async with kafka_clients.producer(settings, transactional_id=settings.group("test")) as producer:
        await producer.begin_transaction()
        for article_id, value in records:
            await producer.send_and_wait(topic, value, key=article_id.encode())
        await (producer.abort_transaction() if abort else producer.commit_transaction())


async def found(signatures: SignatureSearch) -> set[str]:
    """The ids of what is related to the first article's text; none while the topic is being read."""
    try:
        record = await signatures.related(asked(FERRY))
    except NotNow:
        return set()
    return {copy.id for copy in record.article.copies} | {entry.id for entry in record.related if entry.id}


async def test_what_is_committed_is_found_and_what_comes_and_goes_later_too(settings: Settings) -> None:
    await ensure_topics(settings, [INDEXER_SIGNATURES])
    first, second, third = ((one.parsed.id, signature(one.article)) for one in (FERRY, SECOND, THIRD))
    await produce(settings, first, *((one.parsed.id, signature(one.article)) for one in OTHERS))
    await produce(settings, second, abort=True)
    async with searching(settings) as signatures:
        expected = {first[0]}

        async def as_expected() -> bool:
            return await found(signatures) == expected

        await until(as_expected, "the committed signatures are read")
        await produce(settings, second, third)
        expected = STORY
        await until(as_expected, "later ones are found too")
        await produce(settings, (second[0], None))
        expected = STORY - {second[0]}
        await until(as_expected, "a tombstone takes one away")


@pytest.mark.allows_log("not found in cluster metadata")
async def test_a_topic_that_was_made_anew_is_read_anew(settings: Settings) -> None:
    settings = settings.model_copy(update={"partitions": 1})
    await ensure_topics(settings, [INDEXER_SIGNATURES])
    await produce(settings, *((one.parsed.id, signature(one.article)) for one in (FERRY, THIRD)))
    async with searching(settings) as signatures:

        async def both() -> bool:
            return await found(signatures) == {FERRY.parsed.id, THIRD.parsed.id}

        await until(both, "the signatures are read")
        admin = kafka_clients.admin(settings)
        await admin.start()
        await admin.delete_topics([settings.topic(INDEXER_SIGNATURES)])
        await admin.close()
        await ensure_topics(settings, [INDEXER_SIGNATURES])
        await produce(settings, (SECOND.parsed.id, signature(SECOND.article)))

        async def the_new_one() -> bool:
            return await found(signatures) == {SECOND.parsed.id}

        await until(the_new_one, "what the old topic held is forgotten")


async def test_the_view_answers_from_them(settings: Settings) -> None:
    await ensure_topics(settings)
    await produce(settings, *((one.parsed.id, signature(one.article)) for one in (FERRY, SECOND, *OTHERS)))
    text = asked(FERRY).model_dump(mode="json", exclude_none=True)
    async with reading(settings) as reader:

        async def answered() -> httpx.Response | None:
            answer = await reader.client.post("/v1/related", json=text)
            return None if answer.status_code == 503 else answer.raise_for_status()

        async def found_both() -> bool:
            answer = await answered()
            shown = answer.json() if answer else {"copies": [], "related": []}
            return [one["id"] for one in [*shown["copies"], *shown["related"]]] == [FERRY.parsed.id, SECOND.parsed.id]

        await until(found_both, "the text has its own article as a copy, and the other one of the story")
