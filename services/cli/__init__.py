"""The command `themewire`: puts the services together."""
