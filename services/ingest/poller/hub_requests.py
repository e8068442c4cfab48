"""Asks hubs to push feeds (W3C WebSub, section 5.1). The hub's answer comes to the receiver, as a question."""

import structlog

from services.ingest.feeds.feed_state import Lease
from services.ingest.feeds.websub import subscription_form
from services.ingest.feeds.websub_callback import callback_url
from services.ingest.fetch.errors import FetchError
from services.ingest.fetch.safe_fetch import SafeFetch


class HubRequests:
    """`public_url` is where hubs reach the receiver, without a slash at its end; None: no hub is ever asked."""

    def __init__(self, fetch: SafeFetch, public_url: str | None) -> None:
        self._fetch = fetch
        self._public_url = public_url

    async def ask(self, feed_id: str, lease: Lease) -> None:
        """Asks for the lease. One that is not given costs nothing: the feed is polled, and the hub asked again in a
        day."""
        if self._public_url is None:
            return
        form = subscription_form("subscribe", lease, callback_url(self._public_url, feed_id, lease))
        try:
            answer = await self._fetch.post_form(lease.hub, form)
            why = None if 200 <= answer.status < 300 else f"{answer.status}"
        except FetchError as error:
            why = str(error)
        if why:
            structlog.get_logger().info("hub gives no lease", feed_id=feed_id, why=why)
