"""How much of a request's body is taken before any view looks at it.

Django's ASGI handler writes a whole body to the temporary folder first, signed in or not. Without an end to it one
request could fill the disk, and one that never goes on would hold its file for ever.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# The largest that anyone sends is a piece of a recording (8 MiB); a list of candidates may have 5 MB.
BODY_BYTES = 12 * 1024 * 1024
# A weak phone may be slow, but it goes on.
SILENT_S = 60.0
# What is too large is still listened to for a while and thrown away: a browser that is cut off shows its own fault page
# instead of our sentence.
HEARD_BYTES = 256 * 1024 * 1024

_TOO_LARGE = "This is too large to be sent here. The limit is 12 MB. 内容过大，这里最大支持 12 MB。"
_TOO_SLOW = "The connection went silent. Please send it again. 连接中断，请重新发送。"


class _Stopped(Exception):
    """The body is too large or does not come; ``status`` says which."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Body:
    """A request's body on its way in, counted and timed."""

    def __init__(self, receive: Receive, most: int, silent_s: float) -> None:
        self._receive, self._most, self._silent_s = receive, most, silent_s
        self._taken, self._whole = 0, False

    async def __call__(self) -> Message:
        if self._whole:  # what comes now is the end of the connection, and may take as long as the answer
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._silent_s)
        except TimeoutError:
            raise _Stopped(408) from None
        self._taken += len(message.get("body") or b"")
        self._whole = not message.get("more_body", False)
        if self._taken > self._most:
            raise _Stopped(413)
        return message


class Bounded:
    """The application behind a bound on bytes and on silence. Refuses with 413 or 408 and closes the connection."""

    def __init__(
        self, inner: Application, *, most: int = BODY_BYTES, heard: int = HEARD_BYTES, silent_s: float = SILENT_S
    ) -> None:
        self.inner, self.most, self.heard, self.silent_s = inner, most, heard, silent_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        declared = _declared(scope)
        if declared > self.most:
            await self._turn_away(scope, receive, send, 413, listen=declared <= self.heard)
            return
        begun = False

        async def noticed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.inner(scope, _Body(receive, self.most, self.silent_s), noticed)
        except _Stopped as stopped:
            if begun:
                raise
            await self._turn_away(scope, receive, send, stopped.status, listen=stopped.status == 413)

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send, status: int, *, listen: bool) -> None:
        if listen:
            await self._hear_out(receive)
        await _refuse(scope, send, status)

    async def _hear_out(self, receive: Receive) -> None:
        """Take the rest of a body and keep none of it, up to a bound and while it goes on."""
        heard, more = 0, True
        while more and heard <= self.heard:
            try:
                message = await asyncio.wait_for(receive(), self.silent_s)
            except TimeoutError:
                return
            heard += len(message.get("body") or b"")
            more = message["type"] == "http.request" and message.get("more_body", False)


def _declared(scope: Scope) -> int:
    """The length that the head promises; 0 without one. More than a length's digits is too large whatever it says."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 10**20
    return 0


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    sentence, code = (_TOO_LARGE, "too_large") if status == 413 else (_TOO_SLOW, "too_slow")
    accepts = b"".join(value for name, value in scope["headers"] if name == b"accept")
    if b"text/html" in accepts:
        kind = b"text/html"
        body = (
            f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>Bole</title><p>{sentence}</p>'.encode()
        )
    else:
        kind = b"application/json"
        body = json.dumps({"code": code, "sentence": sentence, "data": {}}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", kind + b"; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
