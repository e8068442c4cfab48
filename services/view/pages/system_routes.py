"""GET /system: what an operator wants to see at a glance."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from services.view.moments import of_instant
from services.view.pages.rendering import Rendering
from services.view.store import Store
from services.view.system.figures import Figures, Unknown

Look = Callable[[], Awaitable[Figures]]
NOBODY_LOOKS = Unknown("this view was started without a Kafka to ask")


def routes(store: Store, rendering: Rendering, look: Look | None) -> APIRouter:
    """The system page; `look` is asked each time and must keep what it found for a while itself."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/system")
    async def system() -> HTMLResponse:
        figures = await look() if look else Figures(NOBODY_LOOKS, NOBODY_LOOKS, NOBODY_LOOKS, NOBODY_LOOKS)
        rejected = [] if isinstance(figures.rejected, Unknown) else figures.rejected.by_reason
        return rendering.page(
            "system.html",
            here="system",
            figures=figures,
            articles=await run_in_threadpool(store.count),
            as_of=of_instant(datetime.now(UTC)),
            rejected=[(one, of_instant(datetime.fromtimestamp(one.last_ms / 1000, UTC))) for one in rejected],
        )

    return router
