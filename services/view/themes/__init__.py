"""Groups of mutually related articles."""
