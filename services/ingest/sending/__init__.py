"""How `themewire send` sends: read ahead, at a pace, and with a journal of what the broker has."""
