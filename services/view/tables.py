"""The tables of the view's SQLite file."""

LAYOUT = 3
"""Version of the tables (`PRAGMA user_version`): a file with another one is emptied and read anew."""

TABLES = """
-- One row per record of headlines.related. What a list shows stands before what only one answer reads: SQLite then
-- leaves the pages that `links` and `value` overflow to unread.
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    kafka_partition INTEGER NOT NULL,
    kafka_offset INTEGER NOT NULL,
    effective_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    publisher TEXT,
    language TEXT,
    related_count INTEGER NOT NULL,
    article BLOB NOT NULL,
    links BLOB NOT NULL,
    value BLOB NOT NULL -- the record, packed (packed.py)
) STRICT;
CREATE INDEX newest ON articles (effective_us DESC, id DESC, kafka_offset, updated_us);
CREATE INDEX newest_of_publisher ON articles (publisher, effective_us DESC, id DESC);
CREATE INDEX newest_of_language ON articles (language, effective_us DESC, id DESC);
CREATE INDEX last_updated ON articles (updated_us DESC, id DESC);
CREATE INDEX by_place ON articles (kafka_partition, kafka_offset, updated_us);
-- Retracted articles, as long as the topic keeps its tombstones.
CREATE TABLE gone (
    id TEXT PRIMARY KEY,
    kafka_partition INTEGER NOT NULL,
    kafka_offset INTEGER NOT NULL,
    timestamp_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX gone_by_place ON gone (kafka_partition, kafka_offset);
-- Articles whose first record came while the log was followed at its end: at this offset of headlines.related or after
-- it, so nobody was told of them before.
CREATE TABLE first_seen (
    id TEXT PRIMARY KEY,
    kafka_offset INTEGER NOT NULL
) STRICT;
-- One row per record of articles.current; `number` is also its rowid in `search`, and ascends with effective time.
CREATE TABLE texts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kafka_partition INTEGER NOT NULL,
    kafka_offset INTEGER NOT NULL,
    dek TEXT,
    authors BLOB NOT NULL,
    topics BLOB NOT NULL
) STRICT;
CREATE INDEX texts_by_place ON texts (kafka_partition, kafka_offset);
-- No rank needs the columns' sizes.
CREATE VIRTUAL TABLE search USING fts5 (
    headline, dek, body, labels, columnsize = 0, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
-- Bytes of new texts that are gathered in memory: with FTS5's 1 MB a batch would be written in pieces, merged later.
INSERT INTO search (search, rank) VALUES ('hashsize', 8388608);
CREATE TABLE marks (
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    last_offset INTEGER,
    last_timestamp_ms INTEGER,
    PRIMARY KEY (topic, partition)
) STRICT;
CREATE TABLE held (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    cluster_id TEXT NOT NULL,
    current_at REAL NOT NULL,
    read_whole INTEGER NOT NULL -- 1 once the log was read to its end
) STRICT;
"""
