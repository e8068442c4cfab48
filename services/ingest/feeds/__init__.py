"""What is decided about feeds: how they are read, what of them is new, when to ask again. No data moves here."""
