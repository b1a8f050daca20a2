"""A real installation with a model server that is down, lies, speaks of something else, and at last behaves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bole_engines.assessment.llm import Message, Request, standin
from tools.bench.house import House

PATIENCE_S = 120.0


class Scripted:
    """A chat server on loopback whose ways are changed while it runs."""

    def __init__(self) -> None:
        self.way: Callable[[dict[str, Any]], tuple[int, Any]] = down
        self.asked = 0


def down(body: dict[str, Any]) -> tuple[int, Any]:
    return 503, {}


def something_else(body: dict[str, Any]) -> tuple[int, Any]:
    return 200, completion('{"overall_score": 97, "verdict": "hire"}')


def lying(body: dict[str, Any]) -> tuple[int, Any]:
    if "quotes" not in json.dumps(body.get("response_format", {})):
        return 200, completion('{"level": 5}')
    listed = [
        line[2:].partition(":")[0] for line in body["messages"][-1]["content"].splitlines() if line.startswith("- ")
    ]
    quotes = [{"behaviour": name, "quote": "我每次都做得比谁都好", "strength": "full"} for name in listed]
    return 200, completion(json.dumps({"quotes": quotes}, ensure_ascii=False))


def obedient(body: dict[str, Any]) -> tuple[int, Any]:
    messages = tuple(Message("user", one["content"]) for one in body["messages"])
    name = body["response_format"]["json_schema"]["name"]
    said = standin.reply(Request("k", messages, name, {}, 0.0, 0, 1)).text
    return 200, completion(f"<think>嗯</think>\n```json\n{said}\n```")


def completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 900, "completion_tokens": 60}
    return {"model": "scripted-1", "choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}


@pytest.fixture
def server() -> Iterator[tuple[Scripted, str]]:
    script = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.asked += 1
            status, content = script.way(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield script, f"127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


def until(house: House, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The state once it is as wanted; the last one when patience has ended."""
    end = time.monotonic() + PATIENCE_S
    while not wanted(state := house.call("tools.soak.modelled:state")) and time.monotonic() < end:
        time.sleep(0.5)
    return dict(state)


@pytest.mark.slow
def test_a_server_in_trouble_makes_no_score_and_a_good_one_is_waited_for(server: tuple[Scripted, str]) -> None:
    script, host = server
    address = {"BOLE_LLM_URL": f"http://{host}/v1", "BOLE_LLM_MODEL": "m-1", "BOLE_EGRESS_HOSTS": host}
    with House(**address) as house:
        house.start()
        house.call("tools.bench.company:found", count=0)
        house.call("tools.soak.modelled:hand_in")
        seen = [until(house, lambda state: state["fault"] == "down")]
        for way, fault in ((something_else, "schema"), (lying, "lying")):
            script.way = way
            house.call("tools.soak.modelled:try_again")
            seen.append(until(house, lambda state, fault=fault: state["fault"] == fault))
        script.way = obedient
        house.call("tools.soak.modelled:try_again")
        rated = until(house, lambda state: state["stage"] == "assessed")

    assert [(one["stage"], one["fault"], one["judge"]) for one in seen] == [
        ("submitted", "down", ""),
        ("submitted", "schema", ""),
        ("submitted", "lying", ""),
    ]
    assert seen[-1]["told"] == 3  # once a day and kind of fault
    assert (rated["stage"], rated["fault"], rated["judge"]) == ("assessed", "", "llm-v1 scripted-1")
    assert rated["identical"] is True
    assert rated["tokens"] > 0
