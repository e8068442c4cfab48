"""Takes any bytes that may be an article and puts them, untouched, on articles.raw."""
