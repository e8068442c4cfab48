"""Turns a raw document into a structured record: articles.raw -> articles.parsed."""
