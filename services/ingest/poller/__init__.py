"""Subscribed feeds are visited when they are due, and what is new in them goes to articles.raw."""
