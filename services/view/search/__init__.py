"""Full-text search: what the index is given, and what a query asks of it."""
