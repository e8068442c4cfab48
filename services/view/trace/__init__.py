"""Where a document went: what is remembered of every record that parser and indexer made of one or refused."""
