"""Every metric of every process in one list. Labels take few values: topics, partitions, stages, services."""

from prometheus_client import Counter, Gauge, Histogram

RECORDS_IN = Counter("themewire_records_in_total", "Records taken from a topic", ["topic"])
RECORDS_OUT = Counter("themewire_records_out_total", "Records the broker has, by topic", ["topic"])
REJECTED = Counter("themewire_rejected_total", "Documents refused, by stage", ["stage"])
BATCH_SECONDS = Histogram(
    "themewire_batch_seconds",
    "From taking a batch to its commit",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
BATCH_RECORDS = Histogram(
    "themewire_batch_records", "Records in a batch", ["service"], buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500)
)
LAG = Gauge("themewire_lag_records", "Records between the position and the end of a partition", ["topic", "partition"])
SHARDS = Gauge("themewire_shards", "Partitions this process owns", ["service"])
RESTORE_SECONDS = Histogram(
    "themewire_restore_seconds",
    "Reading a shard's state back",
    ["service"],
    buckets=(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0),
)
READ_BACK = Counter("themewire_read_back_total", "Records of state topics read at a start, old ones too", ["topic"])
RESTORED_RECORDS = Counter("themewire_restored_records_total", "State records read back", ["topic"])
HTTP_RESPONSES = Counter("themewire_http_responses_total", "Answers of the HTTP ports", ["service", "status"])
WEBSUB = Counter("themewire_websub_total", "What hubs sent, by what became of it", ["outcome"])
VIEWS_WRITTEN = Counter("themewire_views_written_total", "Related headlines written or stored", ["service"])
FEEDS = Gauge("themewire_feeds", "Subscribed feeds that this process visits", ["partition"])
FEED_VISITS = Counter("themewire_feed_visits_total", "Visits to feeds, by what came of them", ["outcome"])
FEED_ENTRIES = Counter("themewire_feed_entries_total", "Entries sent on, new ones and changed ones", ["kind"])
HALTED = Gauge("themewire_halted", "1 when the process stopped its work for good; /readyz says why and what to do")

METRICS: tuple[Counter | Gauge | Histogram, ...] = (
    RECORDS_IN,
    RECORDS_OUT,
    REJECTED,
    BATCH_SECONDS,
    BATCH_RECORDS,
    LAG,
    SHARDS,
    RESTORE_SECONDS,
    READ_BACK,
    RESTORED_RECORDS,
    HTTP_RESPONSES,
    WEBSUB,
    VIEWS_WRITTEN,
    FEEDS,
    FEED_VISITS,
    FEED_ENTRIES,
    HALTED,
)
