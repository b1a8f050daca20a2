"""Against a server on loopback that answers, stalls, fails and babbles by script."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from bole.integrations import speech_http
from bole.integrations.speech_http import client as http
from bole.integrations.speech_http.client import HttpTranscriber, Server
from bole.integrations.speech_http.errors import (
    Declined,
    HostNotAllowed,
    NoAnswer,
    Nonsense,
    NotConfigured,
    TooLong,
)
from bole.integrations.tests.loopback import Loopback, ok, serving
from bole.interviews.types import Recognised, RecognisedWord

SAMPLES = np.linspace(-1, 1, 32_000, dtype=np.float32)  # two seconds
WORDS = {
    "text": " 我做销售 three years。",
    "duration": 2.0,
    "words": [
        {"word": "我", "start": 0.1, "end": 0.3},
        {"word": "做", "start": 0.3, "end": 0.5},
        {"word": "销售", "start": 0.5, "end": 1.0},
        {"word": " three", "start": 1.0, "end": 1.5},
        {"word": "years", "start": 1.5, "end": 99.0},
    ],
}


@dataclass
class Recogniser(Loopback):
    """The server, and a client that asks it."""

    def transcriber(self, **settings: Any) -> HttpTranscriber:
        server = Server(**{"url": self.url, "key": "k-1", "model": "m-1", "allowed_hosts": ("127.0.0.1",)} | settings)
        return HttpTranscriber(server, sleep=self.waits.append)


@pytest.fixture
def loopback() -> Iterator[Recogniser]:
    script = Recogniser()
    with serving(script):
        yield script


def test_words_come_back_with_their_times(loopback: Recogniser) -> None:
    loopback.replies = [ok(WORDS)]
    heard = loopback.transcriber().transcribe(SAMPLES, language="zh-hans")
    assert heard == Recognised(
        text="我做销售 three years。",
        words=(
            RecognisedWord("我", 100, 300),
            RecognisedWord("做", 300, 500),
            RecognisedWord("销售", 500, 1000),
            RecognisedWord("three", 1000, 1500),
            RecognisedWord("years", 1500, 2000),  # held to the recording's length
        ),
        engine=f"openai-compatible m-1@{loopback.url.split('/')[2]}",
    )


def test_one_wav_goes_up_with_model_language_and_key(loopback: Recogniser) -> None:
    loopback.replies = [ok(WORDS)]
    loopback.transcriber().transcribe(SAMPLES, language="zh-hans")
    ((path, headers, body),) = loopback.asked
    assert path == "/v1/audio/transcriptions"
    assert headers["authorization"] == "Bearer k-1"
    for name, value in (("model", b"m-1"), ("language", b"zh"), ("response_format", b"verbose_json")):
        assert f'name="{name}"\r\n\r\n'.encode() + value + b"\r\n" in body
    assert body.count(b'name="timestamp_granularities[]"') == 2
    content = body[body.index(b"RIFF") :]
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth(), file.getnframes()) == (
            1,
            16000,
            2,
            32000,
        )


def test_without_a_key_no_authorization_is_sent(loopback: Recogniser) -> None:
    loopback.replies = [ok({"text": "好"})]
    loopback.transcriber(key="").transcribe(SAMPLES, language="zh")
    assert "authorization" not in loopback.asked[0][1]


def test_segments_are_spread_over_their_words(loopback: Recogniser) -> None:
    loopback.replies = [ok({"text": "你好，world", "segments": [{"start": 0.0, "end": 0.9, "text": "你好，world"}]})]
    heard = loopback.transcriber().transcribe(SAMPLES, language="zh")
    assert heard.words == (
        RecognisedWord("你", 0, 200),
        RecognisedWord("好", 200, 400),
        RecognisedWord("world", 400, 900),
    )


@pytest.mark.parametrize("extra", [{}, {"words": None, "segments": []}])
def test_text_alone_is_a_transcript_without_times(loopback: Recogniser, extra: dict[str, Any]) -> None:
    loopback.replies = [ok({"text": "你好"} | extra)]
    heard = loopback.transcriber().transcribe(SAMPLES, language="zh")
    assert (heard.text, heard.words) == ("你好", ())


@pytest.mark.parametrize("status", [429, 500, 503, 0])
def test_a_server_in_trouble_is_asked_again_with_growing_waits(loopback: Recogniser, status: int) -> None:
    loopback.replies = [(status, {}, {}), (status, {}, {}), ok(WORDS)]
    assert loopback.transcriber().transcribe(SAMPLES, language="zh").text
    assert (len(loopback.asked), loopback.waits) == (3, [1.0, 2.0])


def test_the_servers_own_wait_is_kept_within_bounds(loopback: Recogniser) -> None:
    loopback.replies = [
        (429, {}, {"Retry-After": "7"}),
        (503, {}, {"Retry-After": "9999"}),
        (503, {}, {"Retry-After": "Tue, 24 Nov 2026 09:00:00 GMT"}),
        ok(WORDS),
    ]
    loopback.transcriber().transcribe(SAMPLES, language="zh")
    assert loopback.waits == [7.0, 20.0, 4.0]


def test_patience_ends_after_four_attempts(loopback: Recogniser) -> None:
    loopback.replies = [(503, {}, {})] * 5
    with pytest.raises(NoAnswer):
        loopback.transcriber().transcribe(SAMPLES, language="zh")
    assert (len(loopback.asked), loopback.waits) == (4, [1.0, 2.0, 4.0])


@pytest.mark.parametrize("status", [400, 401, 404, 413, 302])
def test_a_refusal_is_not_repeated_and_redirects_are_not_followed(loopback: Recogniser, status: int) -> None:
    loopback.replies = [(status, {}, {"Location": "http://127.0.0.2:1/steal"})]
    with pytest.raises(Declined) as caught:
        loopback.transcriber().transcribe(SAMPLES, language="zh")
    assert caught.value.data["answer"] == status
    assert (len(loopback.asked), loopback.waits) == (1, [])


@pytest.mark.parametrize(
    "content",
    [
        b"<html>busy</html>",
        b"",
        [],
        {"error": "x"},
        {"text": 5},
        {"text": "a", "words": [{"word": "a"}]},
        {"text": "a", "words": [{"word": 3, "start": 0, "end": 1}]},
        {"text": "a", "words": [{"word": "a", "start": "soon", "end": 1}]},
        b'{"text": "a", "words": [{"word": "a", "start": Infinity, "end": 1}]}',
        {"text": "a", "segments": "none"},
        b"x" * (4 * 1024 * 1024 + 1),
    ],
)
def test_nonsense_is_called_nonsense(loopback: Recogniser, content: Any) -> None:
    loopback.replies = [ok(content)]
    with pytest.raises(Nonsense):
        loopback.transcriber().transcribe(SAMPLES, language="zh")


@pytest.mark.parametrize("allowed", [(), ("example.org",), ("127.0.0.1:1",)])
def test_nothing_is_sent_to_a_host_that_is_not_allowed(loopback: Recogniser, allowed: tuple[str, ...]) -> None:
    adapter = loopback.transcriber(allowed_hosts=allowed)
    assert adapter.available() is False
    with pytest.raises(HostNotAllowed):
        adapter.transcribe(SAMPLES, language="zh")
    assert loopback.asked == []


def test_a_host_may_be_allowed_with_its_port_only(loopback: Recogniser) -> None:
    loopback.replies = [ok(WORDS)]
    adapter = loopback.transcriber(allowed_hosts=(loopback.url.split("/")[2],))
    assert adapter.available() is True
    assert adapter.transcribe(SAMPLES, language="zh").text


def test_proxies_of_the_surroundings_are_not_used(loopback: Recogniser, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    loopback.replies = [ok(WORDS)]
    assert loopback.transcriber().transcribe(SAMPLES, language="zh").text


def test_an_answer_beyond_the_limit_is_not_sent(loopback: Recogniser) -> None:
    with pytest.raises(TooLong) as caught:
        loopback.transcriber(limit_mb=1).transcribe(np.zeros(16_000 * 40, np.float32), language="zh")
    assert caught.value.data == {"size_mb": 1, "limit_mb": 1}
    assert loopback.asked == []


def test_a_closed_port_is_no_answer() -> None:
    waits: list[float] = []
    adapter = HttpTranscriber(Server("http://127.0.0.1:9/v1", allowed_hosts=("127.0.0.1",)), sleep=waits.append)
    with pytest.raises(NoAnswer):
        adapter.transcribe(SAMPLES, language="zh")
    assert waits == [1.0, 2.0, 4.0]


def test_without_an_address_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOLE_SPEECH_HTTP_URL", raising=False)
    adapter = speech_http.transcriber()
    assert adapter.available() is False
    with pytest.raises(NotConfigured):
        adapter.transcribe(SAMPLES, language="zh")


def test_the_operators_settings_reach_the_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_SPEECH_HTTP_URL", "https://asr.example:8443/v1")
    monkeypatch.setenv("BOLE_SPEECH_HTTP_MODEL", "paraformer")
    monkeypatch.setattr(http.settings, "BOLE_EGRESS_HOSTS", ["asr.example"], raising=False)
    adapter = speech_http.transcriber()
    assert (adapter.version, adapter.available()) == ("paraformer@asr.example:8443", True)
