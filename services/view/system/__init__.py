"""What the system page shows operators: rates, what waits, what was rejected, feeds' health."""
