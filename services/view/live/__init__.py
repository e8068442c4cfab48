"""Changes as they come: what a client that stays connected is sent, and how it goes on where it was."""
