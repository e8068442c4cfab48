"""More on this theme, inside a publisher's own page."""
