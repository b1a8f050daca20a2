"""One large file from one address: progress, resume after a cut, checksum, and never half a file in its place."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from bole.integrations.speech_local.errors import Interrupted, NotOffered

Progress = Callable[[int, int | None], None]
_ATTEMPTS = 4
_OK, _PARTIAL, _RANGE_REFUSED = 200, 206, 416


@dataclass(frozen=True)
class Download:
    """A finished file beside its final place, with its checksum; the caller compares it and moves it in."""

    path: Path
    sha256: str
    size: int


def fetch(client: httpx.Client, url: str, target: Path, *, progress: Progress) -> Download:
    """Fetch `url` into "<target>.part", going on where an earlier run stopped. Interrupted or NotOffered.

    A resume asks for the rest only if the server vouches (If-Range) that the file is still the same one.
    """
    part = target.with_name(target.name + ".part")
    for attempt in range(1, _ATTEMPTS + 1):
        before = part.stat().st_size if part.exists() else 0
        try:
            _once(client, url, part, progress)
        except (httpx.TransportError, _Short):
            kept = part.stat().st_size if part.exists() else 0
            if attempt == _ATTEMPTS or kept <= before:  # no use in trying again without getting any further
                raise Interrupted(name=target.name, host=httpx.URL(url).host, kept=kept) from None
        else:
            break
    return Download(part, sha256_of(part), part.stat().st_size)


class _Short(Exception):
    """The body ended before its announced length."""


def _once(client: httpx.Client, url: str, part: Path, progress: Progress) -> None:
    have, validator = _resumable(part, url)
    headers = {"Accept-Encoding": "identity"}
    if have and validator:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    with client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == _RANGE_REFUSED:  # the file got shorter: what is here belongs to another one
            _forget(part)
            raise _Short
        if answer.status_code not in (_OK, _PARTIAL):
            raise NotOffered(name=part.name.removesuffix(".part"), host=answer.url.host, answer=answer.status_code)
        going_on = answer.status_code == _PARTIAL and _starts_at(answer) == have
        if answer.status_code == _PARTIAL and not going_on:
            _forget(part)
            raise _Short
        start = have if going_on else 0
        length = answer.headers.get("Content-Length")
        total = start + int(length) if length else None
        _remember(part, url, answer)
        _write(answer, part, start, total, progress)
    if total is not None and part.stat().st_size != total:
        raise _Short


def _write(answer: httpx.Response, part: Path, start: int, total: int | None, progress: Progress) -> None:
    done = start
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        for piece in answer.iter_raw():
            file.write(piece)
            done += len(piece)
            progress(done, total)
        file.flush()
        os.fsync(file.fileno())


def _starts_at(answer: httpx.Response) -> int:
    """First byte of a 206 answer ("bytes 100-199/200"); -1 when it does not say."""
    first = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(first) if first.isdigit() else -1


def _memo(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _remember(part: Path, url: str, answer: httpx.Response) -> None:
    tag = answer.headers.get("ETag", "")
    # Weak tags do not promise the same bytes, and If-Range may not carry them.
    validator = tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified", "")
    _memo(part).write_text(json.dumps({"url": url, "validator": validator}))


def _resumable(part: Path, url: str) -> tuple[int, str]:
    """Bytes at hand and what proves them to be of the same file; (0, "") to begin anew."""
    try:
        memo = json.loads(_memo(part).read_text())
        size = part.stat().st_size
    except (FileNotFoundError, ValueError):
        return 0, ""
    return (size, memo["validator"]) if memo.get("url") == url and memo.get("validator") else (0, "")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _memo(part).unlink(missing_ok=True)


def finish(download: Download, target: Path) -> None:
    """Move the finished file into its place."""
    download.path.replace(target)
    _memo(download.path).unlink(missing_ok=True)
    handle = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(download: Download) -> None:
    """Throw the finished file away: it was not the right one."""
    _forget(download.path)


def sha256_of(path: Path) -> str:
    """Checksum of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
