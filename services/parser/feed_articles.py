"""A feed split into articles: each item's identity, and of items with the same identity the newest one.

An item's address is what a page's `ce_subject` is: it names the article. An item without one is named by its own id
within its feed. A document that is one item and no feed is identified by its headers first, as every document is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from schemas.article_id import article_id, article_id_of, normalised_url
from schemas.parsed_article import ParsedArticle
from schemas.rejected import Rejection
from services.parser.feed_item import MOST_ITEMS, Feed, FeedItem
from services.parser.feed_item_fields import item_fields
from services.parser.fields import ArticleFields
from services.parser.identify import Identity
from services.parser.meta_tags import absolute

Finish = Callable[[ArticleFields, Identity], ParsedArticle | Rejection]
"""Makes the record of an article."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def feed_articles(feed: Feed, identity: Identity, finish: Finish) -> list[ParsedArticle | Rejection]:
    """A result for every item, in their order, and one more for those beyond the most that are read."""
    if not feed.items:
        return [Rejection("parse", "the feed has no items; send it again when it has some")]
    results = [_result(item, feed, identity, finish) for item in feed.items]
    if feed.single:
        return results
    results = list(_each_id_once(results))
    results = [_numbered(number, result) for number, result in enumerate(results, 1)]
    if feed.left_out:
        reason = f"the feed has {len(results) + feed.left_out} items, of which the first {MOST_ITEMS} are read;"
        results.append(Rejection("limit", f"{reason} send the others in feeds of their own"))
    return results


def _result(item: FeedItem | Rejection, feed: Feed, identity: Identity, finish: Finish) -> ParsedArticle | Rejection:
    if isinstance(item, Rejection):
        return item
    try:
        url = _url(item, feed, identity.url)
        fields = item_fields(item, feed.head, url)
        if not fields.headline:
            return Rejection("parse", "the item has neither title nor text; give it one of them")
        return finish(fields, _identity(item, url, feed, identity))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - an item costs one rejection, whatever is wrong with it
        return Rejection("parse", "the parser failed on this item; please report it", type(error).__name__)


def _url(item: FeedItem, feed: Feed, address: str | None) -> str | None:
    """The item's own page; of a link blog's item without one, the page that it points to."""
    own = absolute(feed.head.feed_url or "", address) if not feed.single else None
    base = address or own or absolute(feed.head.home_page_url or "", None)
    return next((url for href in (item.url, item.external_url) if href and (url := absolute(href, base))), None)


def _identity(item: FeedItem, url: str | None, feed: Feed, document: Identity) -> Identity:
    if feed.single and document.id:
        return document
    split = document if feed.single else replace(document, published_hint=None)
    if url:
        named = article_id(subject=url, key=None, ce_id=None)
        return replace(split, id=named, id_from="item url", url=url, url_from="item url")
    if item.id:
        name = document.url or feed.head.feed_url or feed.head.home_page_url or feed.head.title or ""
        named = article_id_of(f"{normalised_url(name)}\n{item.id}")
        return replace(split, id=named, id_from="feed and item id", url=None)
    return replace(split, id=None, url=None)


def _each_id_once(results: Sequence[ParsedArticle | Rejection]) -> Iterator[ParsedArticle | Rejection]:
    """Two articles of one id and one time of observation would leave it to chance which one stays: the newest does, by
    its dates, or the first, as feeds begin with the newest. An item that only repeats another does no harm."""
    kept: dict[str, tuple[datetime, int]] = {}
    for number, result in enumerate(results):
        if isinstance(result, ParsedArticle) and (result.id not in kept or _changed_at(result) > kept[result.id][0]):
            kept[result.id] = (_changed_at(result), number)
    for result in results:
        best = results[kept[result.id][1]] if isinstance(result, ParsedArticle) else result
        if (
            isinstance(result, ParsedArticle)
            and isinstance(best, ParsedArticle)
            and result.version.content_hash != best.version.content_hash
        ):
            place = kept[result.id][1] + 1
            reason = f"the item has the address or id of item {place}, which is kept; give each item a url of its own"
            yield Rejection("identify", reason)
        else:
            yield result


def _changed_at(article: ParsedArticle) -> datetime:
    return article.modified or (article.published.at if article.published else _NEVER)


def _numbered(number: int, result: ParsedArticle | Rejection) -> ParsedArticle | Rejection:
    if isinstance(result, Rejection):
        return replace(result, reason=f"item {number}: {result.reason}")
    return result
