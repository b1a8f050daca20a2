"""A candidate with a bad link: cuts, repetitions, disorder, damaged pieces, lost answers, a second device.

It keeps what the server acknowledged, and goes on until it holds a receipt: exactly what the room's outbox does.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE_S = 300.0
RETRY_S = (0.1, 0.8)
PART_S = (0.0, 0.6)  # between two parts: quicker than speech, slow enough for kills to fall in between


@dataclass
class Memory:
    """What all candidates of a run were told. ``acknowledged``: attempt → {"parts": {number: sha256}, "whole"}."""

    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    receipts: list[str] = field(default_factory=list)
    wrongly: list[str] = field(default_factory=list)


class Broken(Exception):
    """An invariant did not hold, or the server stayed away too long."""


@dataclass
class Candidate:
    """One sitting by one link. ``recordings``: what may be said aloud; ``texts``: question by question, to type."""

    client: httpx.AsyncClient
    rng: random.Random
    memory: Memory
    recordings: list[bytes]
    texts: list[str]
    device: str = "phone"

    async def sit(self) -> None:
        """Every question, then the receipt."""
        for index, text in enumerate(self.texts):
            await self._maybe_change_device()
            if self.rng.random() < 0.5:
                await self._type(index, text)
            else:
                await self._speak(index, text)
        answer = await self.ask("POST", "submit")
        again = await self.ask("POST", "submit")
        if answer["receipt"] != again["receipt"]:
            self.memory.wrongly.append("two receipts for one sitting")
        self.memory.receipts.append(answer["receipt"])

    # ---- one answer ------------------------------------------------------------------------------------------------
    async def _type(self, index: int, text: str) -> None:
        attempt = await self._start(index, "typed", "")
        await self.ask("POST", f"attempts/{attempt}/typed", {"text": text})
        await self.ask("POST", f"questions/{index}/keep", {"attempt": attempt})
        self.memory.counts["typed answers"] += 1

    async def _speak(self, index: int, text: str) -> None:
        recording = self.rng.choice(self.recordings)
        attempt = await self._start(index, "audio", "audio/webm")
        parts = self._cut_up(recording)
        if self.rng.random() < 0.15:  # this device goes away in the middle; another one answers again
            await self._send(attempt, parts[: len(parts) // 2])
            self.device += "'"
            self.memory.counts["answers taken over by another device"] += 1
            attempt = await self._start(index, "audio", "audio/webm")
        await self._send(attempt, parts)
        await self._finish(attempt, parts)
        await self.ask("POST", f"questions/{index}/keep", {"attempt": attempt})
        if self.rng.random() < 0.7:
            await self.ask("POST", f"attempts/{attempt}/transcript", {"text": text[:40]})
        self.memory.counts["spoken answers"] += 1

    async def _start(self, index: int, mode: str, mime: str) -> str:
        """Begin a take. When the answer to that was lost, the take is found in the state, as the room finds it."""
        tries = 0
        while True:
            tries += 1
            answer = await self._once("POST", f"questions/{index}/attempts", {"mode": mode, "mime": mime})
            if answer is not None and answer.status_code == 201:
                return str(answer.json()["attempt"]["id"])
            state = await self.ask("GET", "state")
            for known in state["answers"][index]["attempts"]:
                if known["device"] == self.device and known["mode"] == mode and known["state"] == "recording":
                    return str(known["id"])
            if tries > 40:
                raise Broken(f"no take could be started: {answer.text if answer is not None else 'no answer'}")
            await self._breathe()

    def _cut_up(self, recording: bytes) -> list[bytes]:
        count = self.rng.randrange(4, 10)
        edges = [0, *sorted(self.rng.sample(range(1, len(recording)), count - 1)), len(recording)]
        return [recording[a:b] for a, b in itertools.pairwise(edges)]

    # ---- parts -----------------------------------------------------------------------------------------------------
    async def _send(self, attempt: str, parts: list[bytes]) -> None:
        """All of them, a little out of order, some twice, some damaged or cut off on the way."""
        order = sorted(range(len(parts)), key=lambda seq: seq + self.rng.uniform(0, 2.5))
        for seq in order:
            await asyncio.sleep(self.rng.uniform(*PART_S))
            chance = self.rng.random()
            if chance < 0.08:
                await self._refused(attempt, seq, parts[seq], sha256="0" * 64)
            elif chance < 0.16:
                await self._cut_off(attempt, seq, parts[seq])
            await self._put(attempt, seq, parts[seq])
            if self.rng.random() < 0.12:
                await self._put(attempt, seq, parts[seq])
                self.memory.counts["parts sent twice"] += 1
            if self.rng.random() < 0.06:
                await self._refused(attempt, seq, parts[seq] + b"x")

    async def _put(self, attempt: str, seq: int, part: bytes) -> None:
        sha256 = hashlib.sha256(part).hexdigest()
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            answer = await self._put_once(attempt, seq, part, sha256)
            if answer is not None and answer.status_code in {200, 201}:
                told = self.memory.acknowledged.setdefault(attempt, {"parts": {}, "whole": None})
                told["parts"][str(seq)] = sha256
                self.memory.counts["acknowledgements"] += 1
                return
            if answer is not None and answer.status_code < 500:
                self.memory.wrongly.append(f"a good part was refused: {answer.status_code} {answer.text[:200]}")
                raise Broken(self.memory.wrongly[-1])
            await self._breathe()
        raise Broken("a part found no server for minutes")

    async def _put_once(self, attempt: str, seq: int, part: Any, sha256: str) -> httpx.Response | None:
        headers = {"X-Sha256": sha256, "X-Device": self.device}
        try:
            return await self.client.put(f"attempts/{attempt}/parts/{seq}", content=part, headers=headers)
        except httpx.HTTPError:
            self.memory.counts["lost answers and connections"] += 1
            return None

    async def _refused(self, attempt: str, seq: int, part: bytes, *, sha256: str = "") -> None:
        """Something damaged, or other bytes under a number that is taken: must never be acknowledged."""
        answer = await self._put_once(attempt, seq, part, sha256 or hashlib.sha256(part).hexdigest())
        if answer is not None and answer.status_code < 300:
            self.memory.wrongly.append("a damaged or conflicting part was acknowledged")
        self.memory.counts["damaged or conflicting parts"] += 1

    async def _cut_off(self, attempt: str, seq: int, part: bytes) -> None:
        """The link dies in the middle of a part."""

        async def half() -> AsyncIterator[bytes]:
            yield part[: len(part) // 2]
            raise httpx.WriteError("the link is dead")

        await self._put_once(attempt, seq, half(), hashlib.sha256(part).hexdigest())
        self.memory.counts["parts cut off"] += 1

    async def _finish(self, attempt: str, parts: list[bytes]) -> None:
        whole = hashlib.sha256(b"".join(parts)).hexdigest()
        body = {"count": len(parts), "duration_ms": 0}
        if self.rng.random() < 0.1:  # too early: says one part more than there is
            answer = await self._once("POST", f"attempts/{attempt}/finish", body | {"count": len(parts) + 1})
            if answer is not None and answer.status_code == 200 and answer.json().get("sha256") != whole:
                self.memory.wrongly.append("a take was finished without one of its parts")
        given = await self.ask("POST", f"attempts/{attempt}/finish", body)
        if given["sha256"] != whole:
            self.memory.wrongly.append("a take was finished under a wrong hash")
        self.memory.acknowledged[attempt]["whole"] = whole

    # ---- the link --------------------------------------------------------------------------------------------------
    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask until there is an answer, whatever happens to the server meanwhile. Broken for a refusal."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            answer = await self._once(method, path, body)
            if answer is not None and answer.status_code < 300:
                return dict(answer.json())
            if answer is not None and answer.status_code < 500:
                raise Broken(f"{method} {path.partition('/')[0]}: {answer.status_code} {answer.text[:300]}")
            await self._breathe()
        raise Broken(f"no server for minutes: {method} {path.partition('/')[0]}")

    async def _once(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response | None:
        try:
            if method == "GET":
                return await self.client.get(path, headers={"X-Device": self.device})
            return await self.client.request(method, path, json={"device": self.device, **(body or {})})
        except httpx.HTTPError:
            self.memory.counts["lost answers and connections"] += 1
            return None

    async def _maybe_change_device(self) -> None:
        if self.rng.random() < 0.1:
            self.device = f"device-{self.rng.randrange(1000)}"
            await self.ask("POST", "lead")

    async def _breathe(self) -> None:
        await asyncio.sleep(self.rng.uniform(*RETRY_S))
