"""No body grows without an end, and none keeps a silent connection open."""

import asyncio
from typing import Any

import pytest

from bole.config.bounds import Bounded


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def ask(
    pieces: list[bytes], *, length: bytes | None = None, silent: bool = False, accept: bytes = b"*/*"
) -> tuple[int, bytes, int]:
    """(status, body, pieces that were taken) of a request to a house of ten bytes."""
    sent: list[Any] = []
    left = list(pieces)

    async def receive() -> dict[str, Any]:
        if silent and not left:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left) or silent}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"accept", accept)] + ([(b"content-length", length)] if length is not None else [])
    scope = {"type": "http", "headers": headers}
    asyncio.run(Bounded(_echo, most=10, heard=20, silent_s=0.01)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"], len(pieces) - len(left)


def test_what_fits_comes_through():
    assert ask([b"12345", b"67890"], length=b"10") == (200, b"1234567890", 2)
    assert ask([b""]) == (200, b"", 1)


@pytest.mark.parametrize("length", [b"21", b"9" * 5000, b"-1", b"x"])
def test_a_length_that_is_far_too_large_is_refused_before_a_byte_is_taken(length):
    status, body, taken = ask([b"12345"], length=length)
    assert (status, taken) == (413, 0)
    assert b'"code": "too_large"' in body


def test_a_body_without_a_length_is_stopped_where_it_grows_too_large():
    status, _body, taken = ask([b"1234", b"5678", b"9012", b"3456"])
    assert (status, taken) == (413, 4)


def test_what_is_a_little_too_large_is_heard_out_so_that_the_sentence_arrives():
    status, body, taken = ask([b"12345", b"67890", b"12345"], length=b"15", accept=b"text/html")
    assert (status, taken) == (413, 3)
    assert "12 MB" in body.decode()
    assert body.startswith(b"<!doctype html>")


def test_what_has_no_end_is_not_heard_out():
    assert ask([b"123456789"] * 9)[2] == 5


def test_a_body_that_goes_silent_is_given_up():
    status, body, _taken = ask([b"1"], silent=True)
    assert status == 408
    assert b'"code": "too_slow"' in body
