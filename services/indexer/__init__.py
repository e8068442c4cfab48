"""Keeps the newest version of every article and its related headlines current: articles.parsed -> headlines.related."""
