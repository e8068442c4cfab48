"""`articles.raw`: any bytes that may be an article. The value is untouched; what is known about it sits in headers.

Headers follow the CloudEvents 1.0 Kafka binding, binary content mode; every one is optional.
"""

CE_SPECVERSION = "ce_specversion"
CE_ID = "ce_id"
CE_SOURCE = "ce_source"
CE_TYPE = "ce_type"
CE_TIME = "ce_time"
CE_SUBJECT = "ce_subject"
CONTENT_TYPE = "content-type"
HINT_PUBLISHED = "themewire-published"
HINT_PUBLISHER = "themewire-publisher"

OBSERVED = "themewire.article.observed"
RETRACTED = "themewire.article.retracted"

TEXT = "text/plain"
HTML = "text/html"
XHTML = "application/xhtml+xml"
FEED_ITEM = "application/feed+json"
RSS = "application/rss+xml"
ATOM = "application/atom+xml"
MEDIA_TYPES = (TEXT, HTML, XHTML, FEED_ITEM, RSS, ATOM)

Headers = list[tuple[str, bytes]]
