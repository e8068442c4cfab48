"""A page of another site (another port is another origin), as a publisher would have it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def foreign_site(body: str) -> Iterator[str]:
    """The address of a site whose every page has this body."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = f'<!doctype html><html lang="en"><title>A story</title><body>{body}'.encode()
            self.send_response(200 if self.path.startswith("/story") else 204)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)) if self.path.startswith("/story") else "0")
            self.end_headers()
            if self.path.startswith("/story"):
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/story"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
