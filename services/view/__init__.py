"""Serves headlines.related to readers."""
