"""The client: one WAV up, words with times down. Nothing is sent to a host that is not on the allowed list."""

from __future__ import annotations

import io
import json
import os
import re
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from bole.integrations import egress
from bole.integrations.speech_http.errors import (
    Declined,
    HostNotAllowed,
    NoAnswer,
    Nonsense,
    NotConfigured,
    TooLong,
)
from bole.interviews.types import Recognised, RecognisedWord

Floats = NDArray[np.float32]
RATE = 16_000
ATTEMPTS = 4
_LONGEST_WAIT_S = 20.0
_LARGEST_ANSWER = 4 * 1024 * 1024
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_UNIT = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9'’]+|[\u3040-\u30ff\uac00-\ud7af]+")


@dataclass(frozen=True)
class Server:
    """Where to send, as whom, and which of its models to ask for."""

    url: str  # up to and without "/audio/transcriptions"
    key: str = ""
    model: str = "whisper-1"
    allowed_hosts: tuple[str, ...] = ()
    timeout_s: float = 120.0
    limit_mb: int = 24

    @property
    def host(self) -> str:
        """Host with its port, as the allowed list names it; "" when the address is none."""
        return egress.host_of(self.url)

    @property
    def allowed(self) -> bool:
        """True when the operator's list names the host."""
        return egress.allowed(self.url, self.allowed_hosts)


class HttpTranscriber:
    """The port `interviews.SpeechToText` over HTTP. `sleep` and `transport` are handed in by tests."""

    name = "openai-compatible"

    def __init__(
        self,
        server: Server,
        *,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.server, self._sleep, self._transport = server, sleep, transport

    @property
    def version(self) -> str:
        """Model and host."""
        return f"{self.server.model}@{self.server.host}"

    def available(self) -> bool:
        """True when an address is set and allowed. Whether it answers shows when it is asked."""
        return self.server.allowed

    def transcribe(self, samples: Floats, *, language: str) -> Recognised:
        """Words of 16 kHz mono samples; times only as far as the server gives them. Refusals: see errors."""
        server = self.server
        if not server.url:
            raise NotConfigured
        if not server.allowed:
            raise HostNotAllowed(host=server.host)
        content = wav(samples)
        if len(content) > server.limit_mb * 1_000_000:
            raise TooLong(size_mb=len(content) // 1_000_000, limit_mb=server.limit_mb)
        body = self._ask(content, language.partition("-")[0].lower())
        text, words = self._read(body, samples.size * 1000 // RATE)
        return Recognised(text=text, words=words, engine=f"{self.name} {self.version}")

    def _ask(self, content: bytes, language: str) -> bytes:
        """The answer's body, after bounded retries with growing waits."""
        server = self.server
        headers = {"Authorization": f"Bearer {server.key}"} if server.key else {}
        form = {
            "model": server.model,
            "language": language,
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": "0",
        }
        # No proxies or netrc from the surroundings, and no redirects: the recording goes where it was allowed to go.
        with httpx.Client(
            timeout=httpx.Timeout(server.timeout_s, connect=10.0),
            transport=self._transport,
            trust_env=False,
            follow_redirects=False,
        ) as client:
            for attempt in range(1, ATTEMPTS + 1):
                files = {"file": ("answer.wav", content, "audio/wav")}
                wait = min(_LONGEST_WAIT_S, 2.0 ** (attempt - 1))
                try:
                    url = server.url.rstrip("/") + "/audio/transcriptions"
                    with client.stream("POST", url, data=form, files=files, headers=headers) as answer:
                        if answer.status_code == httpx.codes.OK:
                            return _bounded(answer, server.host)
                        if answer.status_code not in _AGAIN:
                            raise Declined(host=server.host, answer=answer.status_code)
                        wait = _asked_for(answer, wait)
                except httpx.TransportError:
                    pass
                if attempt < ATTEMPTS:
                    self._sleep(wait)
        raise NoAnswer(host=server.host)

    def _read(self, body: bytes, duration_ms: int) -> tuple[str, tuple[RecognisedWord, ...]]:
        """verbose_json with words or segments, or json with the text alone."""
        try:
            answer = json.loads(body)
            text = _text(answer["text"])
            given = answer.get("words") or []
            words = [_word(w["word"], w["start"], w["end"], duration_ms) for w in given]
            if not words:
                for segment in answer.get("segments") or []:
                    words.extend(_spread(segment["text"], segment["start"], segment["end"], duration_ms))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            raise Nonsense(host=self.server.host) from None
        return text.strip(), tuple(word for word in words if word.text)


def _bounded(answer: httpx.Response, host: str) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _LARGEST_ANSWER:
            raise Nonsense(host=host)
    return bytes(body)


def _asked_for(answer: httpx.Response, otherwise: float) -> float:
    """Seconds of a Retry-After, within our bounds."""
    text = answer.headers.get("Retry-After", "")
    return min(_LONGEST_WAIT_S, float(text)) if text.isdigit() else otherwise


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text is expected")
    return value


def _word(text: Any, start: Any, end: Any, duration_ms: int) -> RecognisedWord:
    begin = min(max(0, round(float(start) * 1000)), duration_ms)
    return RecognisedWord(_text(text).strip(), begin, min(max(begin, round(float(end) * 1000)), duration_ms))


def _spread(text: Any, start: Any, end: Any, duration_ms: int) -> Iterator[RecognisedWord]:
    """A segment's words with times laid evenly over it: right to within the segment, which is what a jump needs."""
    whole = _word(text, start, end, duration_ms)
    units: Sequence[str] = _UNIT.findall(whole.text)
    lengths = [len(unit) if unit.isascii() else 2 for unit in units]
    span, done, total = whole.end_ms - whole.start_ms, 0, sum(lengths)
    for unit, length in zip(units, lengths, strict=True):
        yield RecognisedWord(
            unit, whole.start_ms + span * done // total, whole.start_ms + span * (done + length) // total
        )
        done += length


def wav(samples: Floats) -> bytes:
    """16-bit WAV of 16 kHz mono samples."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def transcriber() -> HttpTranscriber:
    """The adapter that settings name: BOLE_SPEECH_HTTP_URL, _KEY and _MODEL, allowed by BOLE_EGRESS_HOSTS."""

    def setting(name: str, otherwise: str = "") -> str:
        return str(getattr(settings, name, "") or os.environ.get(name, "") or otherwise)

    return HttpTranscriber(
        Server(
            url=setting("BOLE_SPEECH_HTTP_URL"),
            key=setting("BOLE_SPEECH_HTTP_KEY"),
            model=setting("BOLE_SPEECH_HTTP_MODEL", "whisper-1"),
            allowed_hosts=tuple(getattr(settings, "BOLE_EGRESS_HOSTS", ())),
        )
    )
