"""Figures of a system at work, as an operator may meet them."""

from schemas.feed_health import FeedHealth
from services.view.system.figures import Feeds, Figures, Flow, Lag
from services.view.system.rejections import Rejected, Rejections

FIGURES = Figures(
    flows=[Flow("articles.raw", 12, 690, 15_204), Flow("articles.rejected", 0, 3, 41)],
    lags=[Lag("parser", "articles.raw", 0), Lag("indexer", "articles.parsed", 1_204)],
    feeds=Feeds(
        {"failing": 2, "ok": 117},
        [
            FeedHealth(url="https://gazette.example/a-rather-long-address-of-a-feed.xml", visits=9, failures=7),
            FeedHealth(
                url="https://post.example/feed",
                visits=2,
                failures=1,
                last_error="404: there is no feed at this address: check it, or remove the subscription",
            ),
        ],
    ),
    rejected=Rejected(40, [Rejections("parse", "no headline was found", 38, 1_772_541_000_000)]),
)


async def look() -> Figures:
    return FIGURES
