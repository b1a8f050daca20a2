"""A model host on loopback: serves files, honours ranges, and misbehaves on request."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Host:
    """What it serves, what it shall do wrong, and what it was asked."""

    files: dict[str, bytes]
    address: str = ""
    cuts: list[int] = field(default_factory=list)  # after how many bytes to cut the next answers
    ranges: bool = True
    tags: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Host]:
    """Run until the block ends."""
    host = Host(files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(host))
    host.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            host.asked.append((self.path, asked))
            content = host.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            start = 0
            if asked and host.ranges and self.headers.get("If-Range") == tag:
                start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(content) > 0:
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            if host.tags:
                self.send_header("ETag", tag)
            self.end_headers()
            body = content[start:]
            if host.cuts:
                body = body[: host.cuts.pop(0)]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
