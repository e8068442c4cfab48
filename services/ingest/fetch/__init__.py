"""The one way out: every request that ingest makes goes through `safe_fetch`, which reaches public addresses only."""
