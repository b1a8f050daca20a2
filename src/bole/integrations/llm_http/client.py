"""The client: one question up, one reply down. Nothing is sent to a host that is not on the allowed list."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.conf import settings

from bole.integrations import egress
from bole.integrations.llm_http.errors import (
    Declined,
    HostNotAllowed,
    NoAnswer,
    Nonsense,
    NotConfigured,
    TooSlow,
)
from bole_engines.assessment.llm import Reply, Request

ATTEMPTS = 4
# From the strictest way of asking for JSON to none. A server that does not know one is asked in the next.
FORMATS = ("json_schema", "json_object", "none")
_LONGEST_WAIT_S = 20.0
_LARGEST_ANSWER = 1024 * 1024
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_BAD_REQUEST = {400, 422}


@dataclass(frozen=True)
class Server:
    """Where to ask, as whom, which of its models, and how patiently.

    `timeout_s` bounds one whole reply, however slowly it drips. `extra` is added to every request, for what a server needs
    beyond the common ground (switching off thinking, for instance).
    """

    url: str  # up to and without "/chat/completions"
    model: str = ""
    key: str = field(default="", repr=False)
    allowed_hosts: tuple[str, ...] = ()
    timeout_s: float = 60.0
    format: str = "json_schema"
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Host with its port, as the allowed list names it; "" when the address is none."""
        return egress.host_of(self.url)

    @property
    def allowed(self) -> bool:
        """True when the operator's list names the host."""
        return egress.allowed(self.url, self.allowed_hosts)


class HttpModel:
    """The port `assessment.LanguageModel` over HTTP. `sleep`, `clock` and `transport` are handed in by tests."""

    name = "openai-compatible"

    def __init__(
        self,
        server: Server,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.server, self._sleep, self._clock, self._transport = server, sleep, clock, transport
        self._format = server.format if server.format in FORMATS else FORMATS[0]

    @property
    def version(self) -> str:
        """Model and host."""
        return f"{self.server.model}@{self.server.host}"

    @property
    def model(self) -> str:
        """The model's name as the server knows it."""
        return self.server.model

    def available(self) -> bool:
        """True when address and model are set and the host is allowed. Whether it answers shows when it is asked."""
        return self.server.allowed and bool(self.server.model)

    def ask(self, request: Request) -> Reply:
        """The reply to one request, after bounded retries with growing waits. Refusals: see errors."""
        server = self.server
        if not server.url or not server.model:
            raise NotConfigured
        if not server.allowed:
            raise HostNotAllowed(host=server.host)
        began = self._clock()
        body = self._patiently(request)
        return _reply(body, request, server, ms=round((self._clock() - began) * 1000))

    def _patiently(self, request: Request) -> bytes:
        server = self.server
        headers = {"Authorization": f"Bearer {server.key}"} if server.key else {}
        # No proxies or netrc from the surroundings, and no redirects: an answer goes where it was allowed to go.
        with httpx.Client(
            timeout=httpx.Timeout(server.timeout_s, connect=min(10.0, server.timeout_s)),
            transport=self._transport,
            trust_env=False,
            follow_redirects=False,
            headers=headers,
        ) as client:
            slow = False
            for attempt in range(1, ATTEMPTS + 1):
                wait = min(_LONGEST_WAIT_S, 2.0 ** (attempt - 1))
                try:
                    answer = self._in_some_format(client, request)
                    if isinstance(answer, bytes):
                        return answer
                    wait = _asked_for(answer, wait)
                    slow = False
                except httpx.TimeoutException:
                    slow = True
                except httpx.TransportError:
                    slow = False
                if attempt < ATTEMPTS:
                    self._sleep(wait)
        if slow:
            raise TooSlow(host=server.host, seconds=round(server.timeout_s))
        raise NoAnswer(host=server.host)

    def _in_some_format(self, client: httpx.Client, request: Request) -> bytes | httpx.Response:
        """The body, or the response that asks to come again. A format the server does not know is given up for good."""
        while True:
            url = self.server.url.rstrip("/") + "/chat/completions"
            with client.stream("POST", url, json=self._body(request)) as answer:
                if answer.status_code == httpx.codes.OK:
                    return self._bounded(answer)
                if answer.status_code in _AGAIN:
                    return answer
                if answer.status_code not in _BAD_REQUEST or self._format == FORMATS[-1]:
                    raise Declined(host=self.server.host, answer=answer.status_code)
            self._format = FORMATS[FORMATS.index(self._format) + 1]

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.server.model,
            "messages": [{"role": one.role, "content": one.content} for one in request.messages],
            "temperature": request.temperature,
            "seed": request.seed,
            "max_tokens": request.max_output,
            "stream": False,
        }
        if self._format == "json_schema":
            schema = {"name": request.schema_name, "strict": True, "schema": dict(request.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self._format == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body | dict(self.server.extra)

    def _bounded(self, answer: httpx.Response) -> bytes:
        body, until = bytearray(), self._clock() + self.server.timeout_s
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > _LARGEST_ANSWER:
                raise Nonsense(host=self.server.host)
            if self._clock() > until:
                raise httpx.ReadTimeout("one reply took too long")
        return bytes(body)


def _asked_for(answer: httpx.Response, otherwise: float) -> float:
    """Seconds of a Retry-After, within our bounds."""
    text = answer.headers.get("Retry-After", "")
    return min(_LONGEST_WAIT_S, float(text)) if text.isascii() and text.isdigit() else otherwise


def _reply(body: bytes, request: Request, server: Server, *, ms: int) -> Reply:
    """The first choice's text with its tokens; where the server counts none, characters stand in for them."""
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        text = _text(choice["message"].get("content"))
        used = answer.get("usage") or {}
        read = used.get("prompt_tokens")
        written = used.get("completion_tokens")
        named = answer.get("model")
        finish = choice.get("finish_reason")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise Nonsense(host=server.host) from None
    return Reply(
        text=text.replace("\x00", ""),
        prompt_tokens=_count(read, sum(len(one.content) for one in request.messages)),
        completion_tokens=_count(written, len(text)),
        model=(named if isinstance(named, str) and named else server.model)[:60],
        finish=finish[:20] if isinstance(finish, str) else "",
        ms=max(0, ms),
    )


def _text(content: Any) -> str:
    """The words of a message: a string, or a list of parts; None is no words."""
    if content is None:
        return ""
    if isinstance(content, list):
        return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    if not isinstance(content, str):
        raise TypeError("text is expected")
    return content


def _count(given: Any, otherwise: int) -> int:
    good = isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 10**9
    return given if good else otherwise


def model() -> HttpModel:
    """The adapter that settings name: BOLE_LLM_URL, _MODEL, _KEY, _TIMEOUT_S, _FORMAT, _EXTRA; BOLE_EGRESS_HOSTS allows."""
    return HttpModel(
        Server(
            url=settings.BOLE_LLM_URL,
            model=settings.BOLE_LLM_MODEL,
            key=settings.BOLE_LLM_KEY,
            allowed_hosts=tuple(settings.BOLE_EGRESS_HOSTS),
            timeout_s=settings.BOLE_LLM_TIMEOUT_S,
            format=settings.BOLE_LLM_FORMAT,
            extra=settings.BOLE_LLM_EXTRA,
        )
    )
