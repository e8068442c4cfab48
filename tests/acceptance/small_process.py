"""A small real process for the supervisor: serves /readyz on its ops port and does what its arguments say.

python small_process.py NOTES NAME [ready | never-ready | exit CODE | deaf]; it notes its starts and stops in a file.
SIGUSR1 makes it unready, as a process that halts, and ready again.
"""

import http.server
import os
import signal
import sys
from pathlib import Path


class Readyz(http.server.BaseHTTPRequestHandler):
    ready = True

    def do_GET(self) -> None:
        self.send_response(200 if self.ready and self.path == "/readyz" else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(notes: Path, name: str, what: str, code: int) -> None:
    def note(text: str) -> None:
        with notes.open("a") as file:
            file.write(f"{text} {name}\n")

    def stop(_number: int, _frame: object) -> None:
        note("stopped")
        sys.exit(0)

    note("started")
    sys.stdout.write(f"{name} says hello\n")
    sys.stdout.flush()
    if what == "exit":
        sys.exit(code)
    signal.signal(signal.SIGTERM, signal.SIG_IGN if what == "deaf" else stop)
    signal.signal(signal.SIGUSR1, lambda *_: setattr(Readyz, "ready", not Readyz.ready))
    Readyz.ready = what != "never-ready"
    http.server.HTTPServer(("127.0.0.1", int(os.environ["THEMEWIRE_OPS_PORT"])), Readyz).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0)
