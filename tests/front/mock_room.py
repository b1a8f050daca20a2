"""The room's HTTP contract in memory: what the client may count on, without the product behind it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NOW = "2026-11-24T10:00:00+08:00"
QUESTIONS = (
    {
        "kind": "behavioural",
        "text": "请讲述一次您处理顾客投诉的经历：当时是什么情况，您怎么做的，结果如何？",
        "hint": "建议说清背景、您的行动和结果，最好有具体数字。",
        "think_s": 60,
        "answer_s": 180,
    },
    {
        "kind": "explain",
        "text": "请用顾客能听懂的话解释：为什么生熟食要分开存放？",
        "hint": "想象顾客正站在您面前。",
        "think_s": 30,
        "answer_s": 120,
    },
)
CONSENT = {
    "version": "2026-11",
    "hash": "b1946ac92492d2347c6235b4d2611184",
    "title": "面试信息处理说明",
    "paragraphs": [
        "青禾餐饮集团为招聘门店店长，邀请您参加在线面试。我们收集您的姓名、联系方式和作答内容，仅用于本次招聘。",
        "录音录像保存 180 天后自动删除；您可以随时要求查看、更正或删除。",
        "机器只读取回答的文字并按公开的标准评级，不分析面部、表情和情绪，也不作出录用决定。",
    ],
    "layers": [
        {"key": "processing", "title": "处理我的作答", "text": "用于本次招聘的评估和联系。", "required": True},
        {"key": "recording", "title": "录音", "text": "录下您回答的声音，供评估和复核。", "required": False},
        {"key": "video", "title": "录像", "text": "录下画面，仅供招聘人员观看，不作分析。", "required": False},
        {
            "key": "assessment",
            "title": "AI 初评",
            "text": "由机器按标准给出有原话依据的级别，由人复核。",
            "required": False,
        },
    ],
}


class Refuse(Exception):
    """Becomes a 4xx with {code, sentence, data}."""

    def __init__(self, status: int, code: str, sentence: str = "", **data: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.sentence, self.data = status, code, sentence, data


@dataclass
class Attempt:
    """One try at one question."""

    id: str
    no: int
    question: int
    mode: str
    device: str = ""
    state: str = "recording"
    duration_ms: int = 0
    interrupted: bool = False
    parts: dict[int, bytes] = field(default_factory=dict)
    tracks: dict[int, list[int]] = field(default_factory=dict)
    named_tracks: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    version: int = 1
    transcript: str = "pending"
    source: str = "asr"
    captions: dict[str, Any] | None = None

    @property
    def whole(self) -> bytes:
        """The parts joined in order."""
        return b"".join(self.parts[seq] for seq in sorted(self.parts))

    def brief(self) -> dict[str, Any]:
        """As the candidate's page sees it."""
        return {k: getattr(self, k) for k in ("id", "no", "mode", "device", "state", "duration_ms", "interrupted")}


class Room:
    """One invitation. `recogniser` is "ready" (a transcript at once), "pending" (never) or "none"."""

    def __init__(self) -> None:
        self.stage = "welcome"
        self.leader = ""
        self.layers: dict[str, bool] = {layer["key"]: False for layer in CONSENT["layers"]}
        self.human_at: str | None = None
        self.attempts: dict[str, Attempt] = {}
        self.kept: dict[int, str] = {}
        self.receipt: str | None = None
        self.events: list[dict[str, Any]] = []
        self.opened = 0
        self.modes = ["video", "audio", "typed"]
        self.recogniser = "ready"
        self.probe: dict[str, Any] = {"ok": True, "code": "ok", "codes": [], "sentence": "", "level_db": -24.0}
        self.think_s: int | None = None
        self.answer_s: int | None = None
        self.refuse_next_put = 0
        self.closed = False

    # ---- what is seen ------------------------------------------------------------------------------------------
    @property
    def index(self) -> int:
        """The question that is open."""
        return len(self.kept)

    def question(self) -> dict[str, Any] | None:
        """The open question, or None past the last."""
        if self.stage != "question" or self.index >= len(QUESTIONS):
            return None
        tries = [a for a in self.attempts.values() if a.question == self.index]
        charged = sum(1 for a in tries if not a.interrupted and a.state == "stored")
        asked = {**QUESTIONS[self.index], "id": f"q{self.index}", "index": self.index, "total": len(QUESTIONS)}
        if self.think_s is not None:
            asked["think_s"] = self.think_s
        if self.answer_s is not None:
            asked["answer_s"] = self.answer_s
        return {
            **asked,
            "retakes_left": max(0, 2 - charged),
            "attempts": [a.brief() for a in tries],
        }

    def state(self, device: str, language: str = "zh-hans") -> dict[str, Any]:
        """The answer of GET state."""
        return {
            "now": NOW,
            "deadline": "2026-11-27T10:00:00+08:00",
            "closes_text": "11 月 27 日（周五）10:00",
            "company": "青禾餐饮集团",
            "contact": {"name": "林晓", "email": "hr@qinghe.example"},
            "language": language,
            "languages": ["zh-hans", "en"],
            "demo": False,
            "plan": {
                "title": "门店店长",
                "minutes": 20,
                "questions": len(QUESTIONS),
                "retakes": 1,
                "modes": self.modes,
                "criteria": [
                    {"name": "顾客服务", "weight": 40},
                    {"name": "食品安全意识", "weight": 35},
                    {"name": "团队带领", "weight": 25},
                ],
            },
            "stage": self.stage,
            "leader": self.leader in ("", device),
            "leader_device": self.leader,
            "consent": {
                **CONSENT,
                "layers": [{**one, "granted": self.layers[one["key"]]} for one in CONSENT["layers"]],
            },
            "human_route": {"offered": True, "requested": self.human_at is not None, "at": self.human_at},
            "question": self.question(),
            "answers": [
                {
                    "index": i,
                    "status": "answered" if i in self.kept else "open",
                    "mode": self.attempts[self.kept[i]].mode if i in self.kept else None,
                    "text": QUESTIONS[i]["text"] if i in self.kept else "",
                    "attempts": [a.brief() for a in self.attempts.values() if a.question == i],
                }
                for i in range(len(QUESTIONS))
            ],
            "transcripts": [self._transcript(i, self.attempts[a]) for i, a in sorted(self.kept.items())],
            "receipt": self.receipt,
            "links": {"report": "/candidate", "privacy": "/plain"},
        }

    @staticmethod
    def _transcript(index: int, attempt: Attempt) -> dict[str, Any]:
        return {
            "index": index,
            "attempt": attempt.id,
            "state": attempt.transcript,
            "source": attempt.source if attempt.transcript == "ready" else "typed",
            "version": attempt.version,
            "text": attempt.text,
        }

    # ---- requests ----------------------------------------------------------------------------------------------
    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """Carry out one request; refusals become their 4xx."""
        device = headers.get("X-Device", "")
        try:
            steps = path.strip("/").split("/")
            if steps[0] == "attempts":
                return self._of_attempt(method, steps, headers, body)
            if steps[0] == "questions":
                return self._of_question(int(steps[1]), steps[2], json.loads(body), device)
            return self._plain(method, steps[0], headers, body, device)
        except Refuse as refusal:
            words = {"code": refusal.code, "sentence": refusal.sentence, "data": refusal.data, **refusal.data}
            return refusal.status, words

    def _plain(
        self, method: str, name: str, headers: Mapping[str, str], body: bytes, device: str
    ) -> tuple[int, dict[str, Any]]:
        if name == "state" and method == "GET":
            return 200, self.state(device)
        if name == "probe":
            assert headers.get("X-Mime"), "the probe names its container"
            return 200, {**self.probe, "has_video": headers["X-Mime"].startswith("video"), "duration_ms": 2000}
        given = json.loads(body or b"{}")
        act = getattr(self, f"_do_{name.replace('-', '_')}", None)
        if act is None:
            raise Refuse(404, "not_found")
        return 200, act(given, device) or self.state(device)

    def _do_opened(self, given: dict[str, Any], device: str) -> None:
        self.opened += 1

    def _do_events(self, given: dict[str, Any], device: str) -> None:
        self.events += given["events"]

    def _do_consent(self, given: dict[str, Any], device: str) -> None:
        if given["version"] != CONSENT["version"] or given["hash"] != CONSENT["hash"]:
            raise Refuse(409, "consent_changed", "说明已更新，请重新阅读。")
        self.layers = {**self.layers, **given["layers"]}
        self.leader = device

    def _do_stage(self, given: dict[str, Any], device: str) -> None:
        self.stage, self.leader = given["to"], given["device"]

    def _do_lead(self, given: dict[str, Any], device: str) -> None:
        self.leader = given["device"]

    def _do_human_route(self, given: dict[str, Any], device: str) -> None:
        self.human_at = None if given.get("undo") else NOW

    def _do_withdraw(self, given: dict[str, Any], device: str) -> None:
        self.stage = "closed"

    def _do_submit(self, given: dict[str, Any], device: str) -> dict[str, Any]:
        self.receipt, self.stage = "QH-2026-0117", "done"
        return {"receipt": self.receipt}

    def _of_question(self, index: int, verb: str, given: dict[str, Any], device: str) -> tuple[int, dict[str, Any]]:
        if self.stage != "question" or index != self.index:
            raise Refuse(409, "not_this_question", "这一题已经完成。")
        if verb == "attempts":
            self.leader = given["device"]
            number = 1 + sum(1 for a in self.attempts.values() if a.question == index)
            attempt = Attempt(str(uuid.uuid4()), number, index, given["mode"], device)
            self.attempts[attempt.id] = attempt
            return 201, {"attempt": {"id": attempt.id, "no": number}}
        attempt = self.attempts[given["attempt"]]
        if attempt.state != "stored":
            raise Refuse(409, "not_stored", "作答还在上传。")
        self.kept[index] = attempt.id
        if attempt.mode != "typed":
            attempt.transcript = self.recogniser
            attempt.text = "我先向顾客道歉，然后换了一份新的。" if self.recogniser == "ready" else ""
            if self.recogniser == "none" and attempt.captions:
                attempt.transcript, attempt.source = "ready", "on_device_caption"
                attempt.text = attempt.captions["text"]
        if self.index >= len(QUESTIONS):
            self.stage = "review"
        return 200, self.state(device)

    def _of_attempt(
        self, method: str, steps: list[str], headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        attempt = self.attempts.get(steps[1])
        if attempt is None:
            raise Refuse(404, "not_found")
        verb = steps[2]
        if verb == "parts" and method == "GET":
            return 200, {"have": sorted(attempt.parts), "state": attempt.state}
        if verb == "parts":
            return self._put(attempt, int(steps[3]), headers, body)
        given = json.loads(body or b"{}")
        if verb == "finish":
            missing = [seq for seq in range(given["count"]) if seq not in attempt.parts]
            if missing:
                raise Refuse(409, "missing", "", missing=missing)
            attempt.state, attempt.duration_ms = "stored", given["duration_ms"]
            attempt.interrupted, attempt.named_tracks = given["interrupted"], given["tracks"]
            return 200, {"state": "stored", "sha256": hashlib.sha256(attempt.whole).hexdigest()}
        if verb == "captions":
            if attempt.state != "stored":
                raise Refuse(409, "not_stored", "作答还在上传。")
            attempt.captions = given
            return 200, {"state": "ready"}
        if verb == "typed":
            attempt.state, attempt.text, attempt.transcript = "stored", given["text"], "typed"
            return 200, {"state": "stored"}
        if given["version"] != attempt.version:
            raise Refuse(409, "stale", "文字稿已更新，请刷新。")
        attempt.text, attempt.version = given["text"], attempt.version + 1
        return 200, {"text": attempt.text, "version": attempt.version}

    def _put(self, attempt: Attempt, seq: int, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        if self.closed:
            raise Refuse(410, "window_closed", "开放时间已经结束。")
        if self.refuse_next_put:
            self.refuse_next_put -= 1
            raise Refuse(422, "damaged", "这一段在路上损坏了。")
        if hashlib.sha256(body).hexdigest() != headers.get("X-Sha256"):
            raise Refuse(422, "damaged", "这一段在路上损坏了。")
        if attempt.state == "stored":
            raise Refuse(409, "finished")
        if seq in attempt.parts:
            return 200, {"result": "dup"}
        attempt.parts[seq] = body
        attempt.tracks.setdefault(int(headers.get("X-Track", "1")), []).append(seq)
        return 201, {"result": "stored"}

    # ---- for the tests -----------------------------------------------------------------------------------------
    def inside(self) -> dict[str, Any]:
        """Everything a test asserts on."""
        return {
            "stage": self.stage,
            "opened": self.opened,
            "leader": self.leader,
            "layers": self.layers,
            "human_at": self.human_at,
            "receipt": self.receipt,
            "kept": self.kept,
            "events": [event["kind"] for event in self.events],
            "attempts": [
                {
                    **a.brief(),
                    "question": a.question,
                    "parts": [hashlib.sha256(a.parts[seq]).hexdigest() for seq in sorted(a.parts)],
                    "sha256": hashlib.sha256(a.whole).hexdigest(),
                    "bytes": len(a.whole),
                    "tracks": a.tracks,
                    "named_tracks": a.named_tracks,
                    "text": a.text,
                    "version": a.version,
                    "captions": a.captions,
                }
                for a in self.attempts.values()
            ],
        }
