"""How long a candidate waits: from the end of the last answer to the report on the candidate's own page."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from tools import tree
from tools.bench import recordings
from tools.bench.figures import Result, at_most, exactly, percentile, plain
from tools.bench.house import House

SITTINGS = 12
SECONDS = 120.0
PART = 256 * 1024
P50_S, P95_S = 30.0, 60.0
PATIENCE_S = 600.0
PLAN = "sales"
DEVICE = "bench"
# The card with the candidate's levels; there is none before the report.
REPORT_MARK = 'class="criterion"'


@dataclass(frozen=True)
class Room:
    """One candidate's link, as the page's script uses it."""

    client: httpx.Client

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST JSON; httpx.HTTPStatusError for a refusal."""
        answer = self.client.post(path, json={"device": DEVICE, **body}, timeout=120.0)
        answer.raise_for_status()
        return dict(answer.json())

    def type_answer(self, index: int, text: str) -> None:
        """Answer a question in writing."""
        attempt = self.post(f"questions/{index}/attempts", mode="typed", mime="")["attempt"]["id"]
        self.post(f"attempts/{attempt}/typed", text=text)
        self.post(f"questions/{index}/keep", attempt=attempt)

    def record_answer(self, index: int, recording: bytes, duration_ms: int) -> float:
        """Send a recording in parts; returns the moment (monotonic s) at which the last part was safe."""
        attempt = self.post(f"questions/{index}/attempts", mode="video", mime="video/webm")["attempt"]["id"]
        parts = [recording[start : start + PART] for start in range(0, len(recording), PART)]
        for seq, part in enumerate(parts):
            headers = {"X-Sha256": hashlib.sha256(part).hexdigest(), "X-Device": DEVICE}
            self.client.put(f"attempts/{attempt}/parts/{seq}", content=part, headers=headers).raise_for_status()
        ended = time.monotonic()
        self.post(f"attempts/{attempt}/finish", count=len(parts), duration_ms=duration_ms)
        self.post(f"questions/{index}/keep", attempt=attempt)
        return ended

    def wait_for_report(self) -> float:
        """The moment (monotonic s) at which the candidate's own page shows the report. TimeoutError after a while."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if REPORT_MARK in self.client.get("").text:
                return time.monotonic()
            time.sleep(0.25)
        raise TimeoutError("no report came")


def measure(*, sittings: int = SITTINGS, seconds: float = SECONDS) -> Result:
    """``sittings`` alone, one after another; then as many whose last answers end within the same moment."""
    with tempfile.TemporaryDirectory(prefix="bole-bench-") as folder, House() as house:
        recording = recordings.video(Path(folder), seconds=seconds)
        house.start()
        made = house.call("tools.bench.company:found", count=2 * sittings)
        house.wait_until_idle()
        alone = [_sit(house, link, recording, seconds) for link in made["links"][:sittings]]
        house.wait_until_idle()
        start = threading.Barrier(sittings)
        with ThreadPoolExecutor(sittings) as crowd:
            together = list(
                crowd.map(lambda link: _sit(house, link, recording, seconds, start), made["links"][sittings:])
            )
    return Result(
        "From the last answer to the report, without recognition",
        (
            exactly("Sittings without a report", 2 * sittings - len(alone) - len(together), 0),
            at_most(f"{sittings} candidates one after another, p50", percentile(alone, 0.5), P50_S, "s"),
            at_most("— p95", percentile(alone, 0.95), P95_S, "s"),
            at_most(f"{sittings} candidates who end at the same moment, p50", percentile(together, 0.5), P50_S, "s"),
            at_most("— p95", percentile(together, 0.95), P95_S, "s"),
            plain("Size of the last answer", f"{seconds:g} s, {len(recording) / 1e6:.1f} MB"),
        ),
        (
            (
                "From the acknowledgement of the last part to the first look at the candidate's page that shows the report "
                "(the page is asked four times a second): joining, decoding, keeping, handing in and scoring lie between."
            ),
            "The last answer is a video of 640×480, the others are typed; one worker a queue, as `bole serve` starts them.",
        ),
    )


def _sit(house: House, link: str, recording: bytes, seconds: float, start: threading.Barrier | None = None) -> float:
    """One sitting to its end; seconds from its last acknowledged part to its report."""
    limits = httpx.Limits(max_connections=1)
    with httpx.Client(base_url=house.url + link, limits=limits, timeout=60.0) as client:
        room, texts = Room(client), list(answers(PLAN).values())
        for index, text in enumerate(texts[:-1]):
            room.type_answer(index, text)
        if start is not None:
            start.wait(PATIENCE_S)
        ended = room.record_answer(len(texts) - 1, recording, int(seconds * 1000))
        room.post("submit")
        return room.wait_for_report() - ended


def answers(plan: str, quality: str = "middling") -> dict[str, str]:
    """Sample answers of the demonstration: question → text."""
    source = tree.ROOT / "src" / "bole" / "config" / "demo_answers.yaml"
    samples: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(source.read_text(encoding="utf-8"))["samples"]
    return samples[plan][quality]
