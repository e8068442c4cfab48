"""Loopback TCP ports: is one free, which one is."""

import secrets
import socket

LOOPBACK = "127.0.0.1"
_FIRST, _END = 20_000, 32_768
"""Below those that Linux gives outgoing connections by default (ip(7), ip_local_port_range)."""


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could bind the port now (one that lingers in TIME_WAIT counts as free)."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = LOOPBACK, but: int = 0) -> int:
    """A port that is free now and is not `but`; another server may still take it first, no outgoing connection will."""
    return next(port for port in iter(_any_port, None) if port != but and is_free(port, host))


def _any_port() -> int:
    # Not of `random`: processes that seed it alike, as tests side by side do, would all draw the same ports.
    return _FIRST + secrets.randbelow(_END - _FIRST)
