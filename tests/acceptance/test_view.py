"""The view on a real Kafka: what is committed is shown, exactly, and stays so over restarts."""

import sqlite3
from pathlib import Path

import pytest
from aiokafka.admin import NewTopic

from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.view.store import Store, store_path
from tests.acceptance.system import ServiceProcess
from tests.acceptance.view_port import producing, raw, reading, send, send_texts
from tests.unit.view.example_records import entry, listed, related, text
from tests.waiting import until, wait_for


@pytest.fixture(autouse=True)
async def topic(settings: Settings) -> None:
    await ensure_topics(settings, [HEADLINES_RELATED])


async def test_a_record_is_shown_and_a_null_value_removes_it(settings: Settings) -> None:
    harbour = related("harbour", entry("ferry"), listed("Strike ends"), minutes=1)
    async with producing(settings) as producer, reading(settings) as reader:
        assert await reader.headlines() == []
        await send(producer, settings, harbour, related("pier"))
        await reader.sees("The harbour reopens", "The pier reopens")
        path = f"/v1/articles/{harbour.article.id}"
        assert (await reader.get(f"{path}/related"))["related"] == harbour.to_json()["related"]
        await send(producer, settings, related("harbour", minutes=1, headline="The harbour reopens early"))
        await reader.sees("The harbour reopens early", "The pier reopens")
        await raw(producer, settings, harbour.article.id.encode(), None)
        await reader.sees("The pier reopens")
        assert await reader.get(path) is None


async def test_an_article_is_found_by_its_text_until_it_is_retracted(settings: Settings) -> None:
    harbour = related("harbour", minutes=1)
    async with producing(settings) as producer, reading(settings) as reader:
        await send_texts(producer, settings, text("harbour", 1, body=["The ferry sails at night."], topics=["Sea"]))
        await send(producer, settings, harbour, related("pier"))
        await reader.finds("q=ferry+night", "The harbour reopens")
        await reader.finds("topic=sea&publisher=news.example", "The harbour reopens")
        await send_texts(producer, settings, text("harbour", 1, body=["The tram stops."]), text("pier", body=["Ferry"]))
        await reader.finds("q=ferry", "The pier reopens")
        for topic in (HEADLINES_RELATED, ARTICLES_CURRENT):
            await raw(producer, settings, harbour.article.id.encode(), None, topic)
        await reader.finds("q=reopens", "The pier reopens")
        await reader.sees("The pier reopens")
    async with reading(settings) as reader:
        await reader.finds("q=reopens", "The pier reopens")


@pytest.mark.expects_log("skipped a record")
async def test_a_text_that_is_not_ours_costs_nothing_but_itself(settings: Settings) -> None:
    harbour = text("harbour")
    async with producing(settings) as producer, reading(settings) as reader:
        for key, value in [(b"k", harbour.to_bytes()), (b"0f" * 16, harbour.to_bytes()), (b"0f" * 16, b"{}")]:
            await raw(producer, settings, key, value, ARTICLES_CURRENT)
        await send(producer, settings, related("harbour"))
        await send_texts(producer, settings, harbour)
        await reader.finds("q=harbour", "The harbour reopens")


async def test_what_changed_is_continued_by_another_view(settings: Settings, tmp_path: Path) -> None:
    other = settings.model_copy(update={"data": tmp_path / "other"})
    since = "/v1/articles?updated_since=2026-03-03T12:30:00Z"
    async with producing(settings) as producer, reading(settings) as one, reading(other) as two:
        await send(producer, settings, *(related(f"story-{n}", minutes=n) for n in range(9)))
        await one.finds("limit=100", *(f"The story-{n} reopens" for n in reversed(range(9))))
        await two.finds("limit=100", *(f"The story-{n} reopens" for n in reversed(range(9))))
        page = await one.get(f"{since}&limit=4")
        seen = [article["headline"] for article in page["articles"]]
        while cursor := page["next_cursor"]:
            page = await two.get(f"{since}&limit=4&cursor={cursor}")
            seen += [article["headline"] for article in page["articles"]]
        assert sorted(seen) == [f"The story-{n} reopens" for n in range(9)]
        await send(producer, settings, related("story-3", headline="Corrected"))
        later = page["later_cursor"]

        async def corrected() -> bool:
            now = (await one.get(f"{since}&cursor={later}"))["articles"]
            return [article["headline"] for article in now] == ["Corrected"]

        await until(corrected, "the correction, and nothing else, comes from the first view")


async def test_an_aborted_transaction_is_never_shown(settings: Settings) -> None:
    async with (
        producing(settings, transactional_id=settings.group("test")) as producer,
        reading(settings) as reader,
    ):
        async with producer.transaction():
            await send(producer, settings, related("kept"))
        await producer.begin_transaction()
        await send(
            producer, settings, *(related(f"aborted-{n}", minutes=n) for n in range(20)), related("kept", minutes=9)
        )
        await producer.abort_transaction()
        async with producer.transaction():
            await send(producer, settings, *(related(f"after-{n}", minutes=-n) for n in range(1, 9)))
        await reader.sees("The kept reopens", *(f"The after-{n} reopens" for n in range(1, 9)))
    async with reading(settings) as reader:
        assert len(await reader.headlines()) == 9, "nor after a restart, read past the aborted records"


async def test_a_log_that_ends_in_an_aborted_transaction_is_read_to_its_end(settings: Settings) -> None:
    async with producing(settings, transactional_id=settings.group("test")) as producer:
        await producer.begin_transaction()
        await send(producer, settings, *(related(f"aborted-{n}") for n in range(20)))
        await producer.abort_transaction()
    for _ in range(2):
        async with reading(settings) as reader:
            assert await reader.headlines() == []


async def test_a_restart_goes_on_from_the_stored_offsets(settings: Settings) -> None:
    async with producing(settings) as producer:
        await send(producer, settings, *(related(f"story-{n}", minutes=-n) for n in range(40)))
        async with reading(settings) as reader:
            assert len(await reader.headlines()) == 40
        # A mark of our own: reading from the start again would write this row anew.
        with Store(store_path(settings)) as store, store.file.transaction() as db:
            (first,) = db.execute(
                "SELECT id FROM articles WHERE id NOT IN (SELECT id FROM articles ORDER BY rowid DESC LIMIT 20) LIMIT 1"
            ).fetchone()
            db.execute("UPDATE articles SET related_count = 77 WHERE id = ?", (first,))
        await send(producer, settings, related("late", minutes=1))
        async with reading(settings) as reader:
            assert (await reader.headlines())[0] == "The late reopens"
            assert len(await reader.headlines()) == 41
            assert (await reader.get(f"/v1/articles/{first}"))["related_count"] == 77


@pytest.mark.expects_log("skipped a record")
async def test_a_record_that_is_not_ours_costs_nothing_but_itself(settings: Settings) -> None:
    harbour = related("harbour")
    async with producing(settings) as producer, reading(settings) as reader:
        for key, value in [(b"\xff", None), (b"k", harbour.to_bytes()), (b"k", b"{}"), (b"k", b"\0")]:
            await raw(producer, settings, key, value)
        await send(producer, settings, harbour)
        await reader.sees("The harbour reopens")


@pytest.mark.allows_log("not found in cluster metadata")
async def test_a_topic_that_was_re_created_is_read_anew(settings: Settings) -> None:
    async with producing(settings) as producer:
        await send(producer, settings, *(related(f"old-{n}", minutes=n) for n in range(30)))
        async with reading(settings) as reader:
            assert len(await reader.headlines()) == 30
    await _re_create(settings)
    async with producing(settings) as producer:
        await send(producer, settings, related("new"))
        async with reading(settings) as reader:
            assert await reader.headlines() == ["The new reopens"]


@pytest.mark.allows_log("not found in cluster metadata")
async def test_a_topic_that_is_re_created_while_it_is_read_is_read_anew(settings: Settings) -> None:
    async with reading(settings) as reader:
        async with producing(settings) as producer:
            await send(producer, settings, *(related(f"old-{n}", minutes=n) for n in range(30)))
            await reader.sees(*(f"The old-{n} reopens" for n in reversed(range(30))))
        await _re_create(settings)
        async with producing(settings) as producer:
            await send(producer, settings, related("new"))
            await reader.sees("The new reopens")


@pytest.mark.allows_log("not found in cluster metadata")
async def test_a_topic_that_was_re_created_and_grew_past_its_old_end_is_read_anew(settings: Settings) -> None:
    settings = settings.model_copy(update={"partitions": 1})
    await _re_create(settings)
    async with producing(settings) as producer:
        await send(producer, settings, related("old"))
        async with reading(settings) as reader:
            assert await reader.headlines() == ["The old reopens"]
    await _re_create(settings)
    async with producing(settings) as producer:
        await send(producer, settings, *(related(f"new-{n}", minutes=-n) for n in range(5)))
        async with reading(settings) as reader:
            await reader.sees(*(f"The new-{n} reopens" for n in range(5)))


async def test_what_was_read_of_another_cluster_is_dropped(settings: Settings) -> None:
    async with producing(settings) as producer:
        await send(producer, settings, related("here"))
    with Store(store_path(settings)) as store:
        store.begin_anew("another-cluster", 9e9)
        with store.file.transaction() as db:
            db.execute("INSERT INTO articles VALUES ('elsewhere', 0, 0, 0, 0, '', '', 0, x'', x'', x'')")
    async with reading(settings) as reader:
        assert await reader.headlines() == ["The here reopens"]


async def test_the_process_stops_when_told_and_survives_being_killed(settings: Settings, tmp_path: Path) -> None:
    async with producing(settings) as producer:
        await send(producer, settings, *(related(f"story-{n}") for n in range(50)))
    for attempt in range(2):
        process = ServiceProcess("view", settings, tmp_path / f"{attempt}.log")
        wait_for(process.ready, "the view is ready")
        process.kill()
    process = ServiceProcess("view", settings, tmp_path / "last.log")
    wait_for(process.ready, "the view is ready")
    assert process.stop() == 0
    assert '"level": "error"' not in (tmp_path / "last.log").read_text()
    with Store(store_path(settings)) as store:
        assert store.count() == 50


def test_a_damaged_file_ends_the_process_with_one_clear_line(settings: Settings, tmp_path: Path) -> None:
    store_path(settings).write_bytes(b"no database" * 1000)
    process = ServiceProcess("view", settings, tmp_path / "view.log")
    assert process.process.wait(timeout=60) not in (0, None)
    lines = (tmp_path / "view.log").read_text().splitlines()
    assert len(lines) == 1, lines
    assert str(store_path(settings)) in lines[0]
    assert "delete it" in lines[0]


async def test_a_file_that_is_damaged_while_it_is_written_ends_the_process(settings: Settings, tmp_path: Path) -> None:
    process = ServiceProcess("view", settings, tmp_path / "view.log")
    wait_for(process.ready, "the view is ready")
    other = sqlite3.connect(store_path(settings))
    other.execute("DROP TABLE articles")
    other.close()
    async with producing(settings) as producer:
        await send(producer, settings, related("harbour"))
    assert process.process.wait(timeout=60) not in (0, None)
    last = (tmp_path / "view.log").read_text().splitlines()[-1]
    assert "cannot use" in last
    assert str(store_path(settings)) in last


async def _re_create(settings: Settings) -> None:
    name = settings.topic(HEADLINES_RELATED)
    admin = kafka_clients.admin(settings)
    await admin.start()
    try:
        await admin.delete_topics([name])
        await admin.create_topics(
            [NewTopic(name, settings.partitions, settings.replication, topic_configs=HEADLINES_RELATED.config)]
        )
    finally:
        await admin.close()
