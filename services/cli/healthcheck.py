"""The container's health check: asks this container's own /readyz, prints the answer, exits 0 when ready, else 1.

Run by its path (``python -I -S healthcheck.py``), every few seconds, so it imports next to nothing; `docker inspect`
shows what it printed, that is what a process waits for. THEMEWIRE_OPS_PORT says where.
"""

import os
import socket
import sys

PATIENCE = 2.0


def answer(port: int) -> bytes:
    """The whole HTTP answer of /readyz on loopback; raises OSError."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(b"GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        with connection.makefile("rb") as reading:
            return reading.read()


def main() -> int:
    """The exit code, after one line on standard output."""
    try:
        head, _, body = answer(int(os.environ["THEMEWIRE_OPS_PORT"])).partition(b"\r\n\r\n")
    except (OSError, KeyError, ValueError) as error:
        sys.stdout.write(f"no answer from /readyz: {error!r}\n")
        return 1
    sys.stdout.write(body.decode("utf-8", "replace").rstrip() + "\n")
    return 0 if head.split(None, 2)[1:2] == [b"200"] else 1


if __name__ == "__main__":
    sys.exit(main())
