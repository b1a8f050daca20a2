"""Sittings under fire: candidates with bad links, and somebody who kills the server's processes with -9.

Invariant: nothing that was acknowledged is lost, and every sitting ends assessed.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from tools.bench import recordings
from tools.bench.figures import Result, exactly, plain
from tools.bench.house import House
from tools.bench.turnaround import answers
from tools.soak.candidate import Broken, Candidate, Memory
from tools.soak.progress import Progress, Tally, total

SITTINGS = 300
A_ROUND = 30
AT_ONCE = 10
KILLS = 8  # in a round
PLAN = "sales"
# Whom a kill meets. "everything" is a power cut: supervisor, web, workers and database at once; we start them again.
VICTIMS = ("web", "web", "worker media", "worker assessment", "postgres", "everything")
# So long the house is well again before the next one.
PEACE_S = (0.5, 6.0)
# A killed worker's job is put back after 45 s of silence, looked for every 15 s.
ASSESSED_S = 420.0
_COUNTED = (
    "acknowledgements", "parts sent twice", "parts cut off", "damaged or conflicting parts",
    "lost answers and connections", "answers taken over by another device", "spoken answers", "typed answers",
)  # fmt: skip


def run(progress: Progress, *, victims: tuple[str, ...] = VICTIMS, kills: int = KILLS) -> Result:
    """``scale`` of 300 sittings, in rounds of 30, each in a fresh installation."""
    sittings = max(2, round(SITTINGS * progress.scale))
    rounds = {f"round {start // A_ROUND}": min(A_ROUND, sittings - start) for start in range(0, sittings, A_ROUND)}
    tallies = progress.over(
        list(rounds), lambda name: one_round(f"{progress.seed}/{name}", rounds[name], victims, kills)
    )
    faults = sorted({fault for tally in tallies for fault in tally["faults"]})
    killed = {victim: sum(tally["kills"].get(victim, 0) for tally in tallies) for victim in dict.fromkeys(victims)}
    return Result(
        f"Chaos: {sittings} sittings, seed {progress.seed}",
        (
            exactly("Acknowledged parts that are not in the store", total(tallies, "lost"), 0),
            exactly("Finished answers under a wrong hash", total(tallies, "wrong"), 0),
            exactly("Sittings handed in", total(tallies, "receipts"), sittings),
            exactly("Sittings assessed, with one report each", total(tallies, "assessed"), sittings),
            exactly("Broken audit chains", total(tallies, "broken_chains"), 0),
            exactly("Other faults", len(faults), 0),
            *(plain(name.capitalize(), total([tally["counts"] for tally in tallies], name)) for name in _COUNTED),
            plain("Killed with -9", ", ".join(f"{victim} {count}×" for victim, count in killed.items())),
        ),
        (
            (
                f"Rounds of {A_ROUND} sittings, {AT_ONCE} at once, and {kills} kills while they last; "
                "the seed settles what is done and to whom, the machine when."
            ),
            f"{progress.resumed} round(s) came from a run that was cut off.",
            *(f"Fault: {fault}" for fault in faults),
        ),
    )


def one_round(seed: str, sittings: int, victims: tuple[str, ...], kills: int) -> Tally:
    """A fresh installation, its sittings, its kills; what is left is compared with what the candidates were told."""
    rng = random.Random(seed)
    memory, killed = Memory(), dict.fromkeys(victims, 0)
    with tempfile.TemporaryDirectory(prefix="bole-soak-") as folder, House() as house:
        texts = list(answers(PLAN).values())
        spoken = [recordings.sound(Path(folder), text[:30], seed=n) for n, text in enumerate(texts[:3])]
        house.start()
        made = house.call("tools.bench.company:found", count=sittings)
        crowd = _Crowd(
            [house.url + link for link in made["links"]], seed=seed, memory=memory, spoken=spoken, texts=texts
        )
        crowd.start()
        for victim in rng.choices(victims, k=kills):
            crowd.join(rng.uniform(*PEACE_S))
            if not crowd.is_alive():
                break
            killed[victim] += _kill(house, victim)
            house.wait_until_healthy()
        crowd.join()
        told = house.folder / "acknowledged.json"
        told.write_text(json.dumps(memory.acknowledged), encoding="utf-8")
        left = _wait_until_assessed(house, sittings)
        kept = house.call("tools.bench.company:kept", acknowledged=str(told))
    return {
        "lost": len(kept["lost"]),
        "wrong": len(kept["wrong"]),
        "receipts": len(memory.receipts),
        "assessed": left["assessed"],
        "broken_chains": left["broken_chains"],
        "counts": dict(memory.counts),
        "kills": killed,
        "faults": [*memory.wrongly, *crowd.faults, *(left["waiting"] if left["assessed"] < sittings else [])],
    }


class _Crowd(threading.Thread):
    """All candidates of a round, in an event loop of their own."""

    def __init__(self, rooms: list[str], *, seed: str, memory: Memory, spoken: list[bytes], texts: list[str]) -> None:
        super().__init__(name="crowd", daemon=True)
        self.rooms, self.seed = rooms, seed
        self.memory, self.spoken, self.texts = memory, spoken, texts
        self.faults: list[str] = []

    def run(self) -> None:
        asyncio.run(self._all())

    async def _all(self) -> None:
        turns = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._one(link, number, turns) for number, link in enumerate(self.rooms)))

    async def _one(self, link: str, number: int, turns: asyncio.Semaphore) -> None:
        async with turns, httpx.AsyncClient(base_url=link, timeout=20.0, verify=False) as client:
            rng = random.Random(f"{self.seed}/{number}")
            try:
                await Candidate(client, rng, self.memory, self.spoken, self.texts).sit()
            except Broken as broken:
                self.faults.append(str(broken))


def _kill(house: House, victim: str) -> int:
    """kill -9; what the supervisor does not start again by itself is started here. 1 when somebody was met."""
    family = house.family()
    if victim == "everything":
        met = [one for members in family.values() for one in members]
    elif victim == "postgres":
        met = family.get("postgres", [])[:1]  # the postmaster comes first; its children follow it
    else:
        met = family.get(victim, [])
    for one in met:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    if victim == "everything":
        assert house.process is not None
        house.process.wait(20)
        psutil.wait_procs(met, 20)
        house.start()
    return int(bool(met))


def _wait_until_assessed(house: House, sittings: int) -> dict[str, Any]:
    """What became of the sittings, once all are assessed or patience has ended."""
    until = time.monotonic() + ASSESSED_S
    while True:
        left: dict[str, Any] = house.call("tools.soak.aftermath:look")
        if left["assessed"] >= sittings or time.monotonic() > until:
            return left
        time.sleep(1.0)
