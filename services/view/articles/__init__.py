"""Articles and their related headlines as JSON."""
