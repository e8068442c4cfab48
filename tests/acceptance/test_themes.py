"""Themes from records on a real Kafka: current without anybody's doing but asking."""

import pytest

from schemas.topics import HEADLINES_RELATED
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.view.themes import current_themes
from tests.acceptance.view_port import producing, raw, reading, send
from tests.unit.view.example_records import entry, related
from tests.waiting import until


async def test_a_theme_comes_grows_and_goes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_themes, "LEAST_PAUSE", 0.0)
    await ensure_topics(settings, [HEADLINES_RELATED])
    harbour = related("harbour", entry("ferry", score=600), entry("pier", score=600))
    async with producing(settings) as producer, reading(settings) as reader:

        async def sizes(expected: list[int]) -> None:
            async def shown() -> bool:
                return [theme["size"] for theme in (await reader.get("/v1/themes"))["themes"]] == expected

            await until(shown, f"themes of {expected} articles are shown")

        await sizes([])
        await send(producer, settings, harbour, related("ferry"))
        await sizes([2])
        await send(producer, settings, related("pier"))
        await sizes([3])
        assert (await reader.get(f"/v1/themes/{related('pier').article.id}"))["id"] == harbour.article.id
        await raw(producer, settings, harbour.article.id.encode(), None)
        await sizes([])
