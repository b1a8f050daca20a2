"""Against a server on loopback that answers, stalls, fails, babbles and redirects by script."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bole.assessment.ports import ModelFailed
from bole.integrations import llm_http
from bole.integrations.fake.model import FakeModel
from bole.integrations.llm_http.client import HttpModel, Server
from bole.integrations.llm_http.errors import (
    Declined,
    HostNotAllowed,
    NoAnswer,
    Nonsense,
    NotConfigured,
    TooSlow,
)
from bole.integrations.tests.loopback import Loopback, Scripted, ok, serving
from bole_engines.assessment.llm import Judging, Message, Reply, Request, Settings, Unusable, collect, trials
from bole_engines.assessment.types import Answer

ASKED = Request(
    "rate:x:0:0", (Message("system", "rate"), Message("user", "words")), "level", {"type": "object"}, 0.4, 7, 300
)


def completion(text: Any, **more: Any) -> dict[str, Any]:
    whole = {
        "id": "c-1",
        "model": "deep-1",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 120, "completion_tokens": 8},
    }
    return whole | more


@dataclass
class Talker(Loopback):
    """The server, a client that asks it, and, where a test wants it, a reply that depends on what was asked."""

    by_request: Any = None

    def read(self, body: bytes) -> Any:
        return json.loads(body)

    def answer(self, body: Any) -> Scripted:
        return self.by_request(body) if self.by_request else super().answer(body)

    def model(self, **settings: Any) -> HttpModel:
        given = {"url": self.url, "key": "k-1", "model": "m-1", "allowed_hosts": ("127.0.0.1",)} | settings
        return HttpModel(Server(**given), sleep=self.waits.append)


@pytest.fixture
def loopback() -> Iterator[Talker]:
    script = Talker()
    with serving(script):
        yield script


def test_a_reply_comes_back_with_tokens_and_the_models_own_name(loopback: Talker) -> None:
    loopback.replies = [ok(completion('{"level": 4}'))]
    reply = loopback.model().ask(ASKED)

    assert (reply.text, reply.prompt_tokens, reply.completion_tokens, reply.model, reply.finish) == (
        '{"level": 4}',
        120,
        8,
        "deep-1",
        "stop",
    )


def test_messages_seed_temperature_schema_and_key_go_up(loopback: Talker) -> None:
    loopback.replies = [ok(completion("{}"))]
    loopback.model(extra={"enable_thinking": False}).ask(ASKED)
    ((path, headers, body),) = loopback.asked

    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer k-1"
    assert body == {
        "model": "m-1",
        "messages": [{"role": "system", "content": "rate"}, {"role": "user", "content": "words"}],
        "temperature": 0.4,
        "seed": 7,
        "max_tokens": 300,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "level", "strict": True, "schema": {"type": "object"}},
        },
        "enable_thinking": False,
    }


def test_without_a_key_no_authorization_is_sent(loopback: Talker) -> None:
    loopback.replies = [ok(completion("{}"))]
    loopback.model(key="").ask(ASKED)

    assert "authorization" not in loopback.asked[0][1]


def test_a_server_that_knows_no_schema_is_asked_in_the_next_way_and_remembered(loopback: Talker) -> None:
    loopback.replies = [
        (400, {"error": "response_format"}, {}),
        (422, {}, {}),
        ok(completion("{}")),
        ok(completion("{}")),
    ]
    adapter = loopback.model()
    adapter.ask(ASKED)
    adapter.ask(ASKED)

    assert [body.get("response_format", {}).get("type") for _, _, body in loopback.asked] == [
        "json_schema",
        "json_object",
        None,
        None,
    ]
    assert loopback.waits == []


@pytest.mark.parametrize("status", [429, 500, 503, 0])
def test_a_server_in_trouble_is_asked_again_with_growing_waits(loopback: Talker, status: int) -> None:
    loopback.replies = [(status, {}, {}), (status, {}, {}), ok(completion("4"))]

    assert loopback.model().ask(ASKED).text == "4"
    assert (len(loopback.asked), loopback.waits) == (3, [1.0, 2.0])


def test_the_servers_own_wait_is_kept_within_bounds(loopback: Talker) -> None:
    loopback.replies = [
        (429, {}, {"Retry-After": "7"}),
        (503, {}, {"Retry-After": "9999"}),
        (503, {}, {"Retry-After": "Tue, 24 Nov 2026 09:00:00 GMT"}),
        ok(completion("4")),
    ]
    loopback.model().ask(ASKED)

    assert loopback.waits == [7.0, 20.0, 4.0]


def test_patience_ends_after_four_attempts(loopback: Talker) -> None:
    loopback.replies = [(500, {}, {})] * 5
    with pytest.raises(NoAnswer):
        loopback.model().ask(ASKED)

    assert (len(loopback.asked), loopback.waits) == (4, [1.0, 2.0, 4.0])


def test_a_slow_server_is_called_slow(loopback: Talker) -> None:
    loopback.replies = [(-1, b"", {})] * 4
    with pytest.raises(TooSlow):
        loopback.model(timeout_s=0.05).ask(ASKED)

    assert loopback.waits == [1.0, 2.0, 4.0]


def test_a_reply_that_drips_is_cut_off_at_its_time(loopback: Talker) -> None:
    loopback.replies = [ok(completion("4"))] * 4
    now = iter(range(0, 10_000, 40))
    given = Server(url=loopback.url, model="m-1", allowed_hosts=("127.0.0.1",), timeout_s=30)
    adapter = HttpModel(given, sleep=loopback.waits.append, clock=lambda: float(next(now)))
    with pytest.raises(TooSlow):
        adapter.ask(ASKED)


def test_a_closed_port_is_no_answer() -> None:
    waits: list[float] = []
    given = Server(url="http://127.0.0.1:9/v1", model="m", allowed_hosts=("127.0.0.1",))
    with pytest.raises(NoAnswer):
        HttpModel(given, sleep=waits.append).ask(ASKED)

    assert waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 404, 413])
def test_a_refusal_is_not_repeated_and_redirects_are_not_followed(loopback: Talker, status: int) -> None:
    loopback.replies = [(status, {}, {"Location": loopback.url.replace("127.0.0.1", "localhost")})]
    with pytest.raises(Declined) as caught:
        loopback.model().ask(ASKED)

    assert caught.value.data["answer"] == status
    assert (len(loopback.asked), loopback.waits) == (1, [])


@pytest.mark.parametrize(
    "content",
    [
        b"<html>busy</html>",
        b"",
        b"[" * 100_000,
        [],
        {"error": "x"},
        {"choices": []},
        {"choices": [{"text": "old style"}]},
        {"choices": [{"message": "hi"}]},
        completion(5),
        {"level": 5},
        b"x" * (1024 * 1024 + 1),
    ],
)
def test_nonsense_is_called_nonsense(loopback: Talker, content: Any) -> None:
    loopback.replies = [ok(content)]
    with pytest.raises(Nonsense):
        loopback.model().ask(ASKED)


def test_parts_thinking_aside_and_missing_counts_are_read(loopback: Talker) -> None:
    parts = completion([{"type": "text", "text": '{"level"'}, {"type": "text", "text": ": 3}"}], usage=None, model=None)
    parts["choices"][0]["message"]["reasoning_content"] = "I think it is 5"
    loopback.replies = [ok(parts), ok(completion(None))]
    first, second = loopback.model().ask(ASKED), loopback.model().ask(ASKED)

    assert (first.text, first.prompt_tokens, first.completion_tokens, first.model) == ('{"level": 3}', 9, 12, "m-1")
    assert second.text == ""


@pytest.mark.parametrize("allowed", [(), ("example.org",), ("127.0.0.1:1",)])
def test_nothing_is_sent_to_a_host_that_is_not_allowed(loopback: Talker, allowed: tuple[str, ...]) -> None:
    adapter = loopback.model(allowed_hosts=allowed)

    assert adapter.available() is False
    with pytest.raises(HostNotAllowed):
        adapter.ask(ASKED)
    assert loopback.asked == []


def test_proxies_of_the_surroundings_are_not_used(loopback: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    loopback.replies = [ok(completion("4"))]

    assert loopback.model().ask(ASKED).text == "4"


def test_no_failure_and_no_log_shows_key_or_words(loopback: Talker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    loopback.replies = [(401, {"error": "bad key k-1"}, {}), ok({"x": "words"})]
    adapter = loopback.model()
    told = []
    for _ in range(2):
        with pytest.raises(ModelFailed) as caught:
            adapter.ask(ASKED)
        told.append(str(caught.value))

    shown = "\n".join([*told, caplog.text, repr(adapter.server)])
    assert "k-1" not in shown
    assert "words" not in shown


def test_without_an_address_it_is_off(settings: Any) -> None:
    settings.BOLE_LLM_URL, settings.BOLE_LLM_MODEL = "", ""
    adapter = llm_http.model()

    assert adapter.available() is False
    with pytest.raises(NotConfigured):
        adapter.ask(ASKED)


def test_the_operators_settings_reach_the_adapter(settings: Any) -> None:
    settings.BOLE_LLM_URL, settings.BOLE_LLM_MODEL = "https://llm.example:8443/v1", "qwen-plus"
    settings.BOLE_EGRESS_HOSTS = ["llm.example"]
    adapter = llm_http.model()

    assert (adapter.version, adapter.model, adapter.available()) == ("qwen-plus@llm.example:8443", "qwen-plus", True)


def judged(adapter: HttpModel) -> Any:
    judging = Judging(trials.plan(), [Answer("q1", trials.ANSWER)], settings=Settings(model=adapter.model))
    return judging.assessment(collect(judging, adapter.ask))


def test_a_whole_interview_is_rated_over_the_wire(loopback: Talker) -> None:
    def obedient(body: dict[str, Any]) -> Scripted:
        name = body["response_format"]["json_schema"]["name"]
        messages = tuple(Message("user", one["content"]) for one in body["messages"])
        said = FakeModel().ask(Request("k", messages, name, {}, 0, 0, 1)).text
        return ok(completion(f'<think>让我想想 {{"level": 1}}</think>\n```json\n{said}\n```'))

    loopback.by_request = obedient
    (rating,) = judged(loopback.model()).ratings

    assert (rating.level, rating.spread) == (4, 0)
    assert len(rating.evidence) == 3
    assert {headers.get("authorization") for _, headers, _ in loopback.asked} == {"Bearer k-1"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('{"quotes":[{"behaviour":"asks","quote":"我从来都先问清楚再开口","strength":"full"}]}', "lying"),
        ('{"score": 97, "comment": "优秀"}', "schema"),
        ("对不起，我不能评价候选人。", "schema"),
        ("x" * 250_000, "schema"),
    ],
)
def test_a_server_that_lies_or_says_something_else_makes_no_score(loopback: Talker, said: str, why: str) -> None:
    loopback.by_request = lambda body: ok(completion(said))
    with pytest.raises(Unusable) as refused:
        judged(loopback.model())

    assert refused.value.why == why


def test_the_stand_in_keeps_the_promises_of_a_model() -> None:
    judging = Judging(trials.plan(), [Answer("q1", trials.ANSWER)], settings=Settings())
    samples = collect(judging, FakeModel().ask)

    assert isinstance(FakeModel().ask(ASKED), Reply)
    assert judging.assessment(samples).ratings[0].level == 4
