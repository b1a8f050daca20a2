"""Candidates who record at once: each sends a part every few seconds, keeps what was acknowledged, and finishes.

python -m tools.bench.load < order.json: a process of its own, so that its work is not counted as the server's.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

DEVICE = {"X-Device": "bench"}
GIVE_UP_S = 60.0


@dataclass(frozen=True)
class Order:
    """What to do: rooms below ``base``, for how long (s), how often a part comes (s) and how large it is (bytes)."""

    base: str
    rooms: list[str]
    seconds: float = 60.0
    every: float = 2.5
    size: int = 100_000
    seed: int = 1


@dataclass
class Account:
    """What came of it. Latencies (s) run from the moment a part is ready to its acknowledgement, retries included."""

    latencies: list[float] = field(default_factory=list)
    finishes: list[float] = field(default_factory=list)
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    unfinished: int = 0
    began: float = 0.0
    ended: float = 0.0

    def note(self, what: str) -> None:
        """Count an answer that was not the hoped-for one."""
        self.refused[what] = self.refused.get(what, 0) + 1


async def candidate(order: Order, number: int, account: Account, start: asyncio.Barrier) -> None:
    """One recorder: start an answer, send its parts as they come, finish it."""
    rng = random.Random(order.seed * 100_003 + number)
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=None)
    async with httpx.AsyncClient(
        base_url=order.base + order.rooms[number], headers=DEVICE, limits=limits, timeout=30.0, verify=False
    ) as client:
        body = {"mode": "video", "mime": "video/webm", "device": "bench"}
        started = await client.post("questions/0/attempts", json=body)
        started.raise_for_status()
        attempt = started.json()["attempt"]["id"]
        hashes: list[str] = []
        whole = hashlib.sha256()
        account.acknowledged[attempt] = {"parts": hashes, "whole": None}
        await start.wait()
        ready = time.monotonic() + rng.uniform(0, order.every)
        until = time.monotonic() + order.seconds
        while ready < until:
            await asyncio.sleep(max(0.0, ready - time.monotonic()))
            part = os.urandom(int(order.size * rng.uniform(0.8, 1.2)))
            if await _send(client, attempt, len(hashes), part, account):
                account.latencies.append(time.monotonic() - ready)
                hashes.append(hashlib.sha256(part).hexdigest())
                whole.update(part)
            ready += order.every * rng.uniform(0.9, 1.1)
        await _finish(client, attempt, hashes, whole.hexdigest(), account)


async def _send(client: httpx.AsyncClient, attempt: str, seq: int, part: bytes, account: Account) -> bool:
    """Send until it is acknowledged, as the room does; False after a minute."""
    headers = {"X-Sha256": hashlib.sha256(part).hexdigest()}
    give_up = time.monotonic() + GIVE_UP_S
    while time.monotonic() < give_up:
        try:
            answer = await client.put(f"attempts/{attempt}/parts/{seq}", content=part, headers=headers)
        except httpx.HTTPError as error:
            account.note(type(error).__name__)
            await asyncio.sleep(0.5)
            continue
        if answer.status_code in {200, 201}:
            return True
        account.note(str(answer.status_code))
        await asyncio.sleep(0.5)
    return False


async def _finish(client: httpx.AsyncClient, attempt: str, hashes: list[str], whole: str, account: Account) -> None:
    begun = time.monotonic()
    answer = await client.post(
        f"attempts/{attempt}/finish", json={"count": len(hashes), "duration_ms": len(hashes) * 2500}, timeout=120.0
    )
    if answer.status_code == 200 and answer.json()["sha256"] == whole:
        account.finishes.append(time.monotonic() - begun)
        account.acknowledged[attempt]["whole"] = whole
    else:
        account.note(f"finish {answer.status_code}")
        account.unfinished += 1


async def run(order: Order) -> Account:
    """All of them, from one starting shot."""
    account, start = Account(), asyncio.Barrier(len(order.rooms) + 1)
    async with asyncio.TaskGroup() as group:
        for number in range(len(order.rooms)):
            group.create_task(candidate(order, number, account, start))
        await start.wait()
        account.began = time.time()
    account.ended = time.time()
    return account


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(run(Order(**json.load(sys.stdin))))), sys.stdout)
