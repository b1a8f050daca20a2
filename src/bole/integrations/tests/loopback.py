"""A server on loopback that answers, hangs up and never answers by script: what the adapters of HTTP are tried against."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Status, content (bytes as they are, anything else as JSON), headers.
Scripted = tuple[int, Any, dict[str, str]]
HANG_UP, NEVER = 0, -1


@dataclass
class Loopback:
    """Scripted replies, and what was asked: path, headers in lower case, body."""

    replies: list[Scripted] = field(default_factory=list)
    url: str = ""
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def read(self, body: bytes) -> Any:
        """The body as it is kept in `asked`."""
        return body

    def answer(self, body: Any) -> Scripted:
        """What is replied to this body."""
        return self.replies.pop(0)


def ok(content: Any) -> Scripted:
    return 200, content, {}


@contextmanager
def serving(script: Loopback) -> Iterator[None]:
    """Serve the script on a free port of loopback; its `url` ends with /v1."""
    release = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = script.read(self.rfile.read(int(self.headers["Content-Length"])))
            script.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, content, headers = script.answer(body)
            if status == HANG_UP:
                return
            if status == NEVER:
                release.wait(5)  # longer than the time allowed
                return
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        release.set()
        server.shutdown()
        server.server_close()
        thread.join()
