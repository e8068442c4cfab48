"""The headlines related to a text that is not in the system."""
