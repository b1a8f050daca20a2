"""The web child: uvicorn on a socket that the supervisor has opened.

The supervisor keeps the socket, so while a crashed web process is being started again callers wait instead of being
refused. There is no access log: links hold the candidates' credentials.
"""

import argparse
import asyncio
import os
import socket
import ssl
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024  # bytes of request line and headers
SLOWEST_HEAD_S = 30.0
SHUTDOWN_S = 10
KEEP_ALIVE_S = 20
CONNECTIONS = 4000


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's protocol with an end to the request head: in bytes and in seconds. The parser alone has neither.

    The body has no such end here: a slow phone may take its time, and the views bound what they read.
    """

    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_done()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head_timer is None:
            self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_done()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_timer is not None and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self._head_done()
                self.send_400_response("Request head too large.")

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(SLOWEST_HEAD_S, self._too_slow)

    def _head_done(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.transport.close()


def config(
    application: Any, *, cert: str | None, key: str | None, trusted_proxies: list[str], log_level: str = "warning"
) -> uvicorn.Config:
    """uvicorn's settings. Forwarded addresses are believed from ``trusted_proxies`` alone."""
    return uvicorn.Config(
        application,
        http=BoundedHttp,
        ws="none",
        lifespan="on",
        access_log=False,
        log_level=log_level,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
        limit_concurrency=CONNECTIONS,
        ssl_certfile=cert,
        ssl_keyfile=key,
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
    )


class Server(uvicorn.Server):
    """uvicorn's server, which says when it has begun: one byte into ``up``."""

    def __init__(self, settings: uvicorn.Config, up: int | None) -> None:
        super().__init__(settings)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._up is not None and not self.should_exit:
            os.write(self._up, b".")
            os.close(self._up)


def main() -> None:
    """Serve `bole.config.asgi` on an inherited socket."""
    parser = argparse.ArgumentParser(prog="bole.config.serve.web")
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--up-fd", type=int)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--trusted-proxy", action="append", default=[])
    parser.add_argument("--application", default="bole.config.asgi:application")
    options = parser.parse_args()
    listener = socket.socket(fileno=options.fd)
    settings = config(options.application, cert=options.cert, key=options.key, trusted_proxies=options.trusted_proxy)
    Server(settings, options.up_fd).run(sockets=[listener])


if __name__ == "__main__":
    main()
