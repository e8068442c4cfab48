"""Documents over HTTP: every 2xx means that the broker has them."""
