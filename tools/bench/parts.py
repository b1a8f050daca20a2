"""How fast parts are acknowledged while many candidates record at once, and that none is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from tools import tree
from tools.bench.figures import Figure, Result, at_most, exactly, percentile, plain
from tools.bench.house import House
from tools.bench.load import Order

CANDIDATES = 150
SECONDS = 60.0
LIMIT_MS = 500


def measure(*, candidates: int = CANDIDATES, seconds: float = SECONDS) -> Result:
    """A fresh installation, ``candidates`` recorders for ``seconds`` s of about 100 KB every 2.5 s each."""
    with House() as house:
        house.start()
        made = house.call("tools.bench.company:found", count=candidates)
        house.wait_until_idle()
        before = house.cpu_s()
        account = send(house, Order(base=house.url, rooms=made["links"], seconds=seconds))
        used = {role: after - before.get(role, 0.0) for role, after in house.cpu_s().items()}
        house.wait_until_idle(600)
        memory = house.pss_mb()
        told = house.folder / "acknowledged.json"
        told.write_text(json.dumps(account["acknowledged"]), encoding="utf-8")
        kept = house.call("tools.bench.company:kept", acknowledged=str(told))
    return result(account, kept, used, memory, candidates)


def send(house: House, order: Order) -> dict[str, Any]:
    """Let the senders loose, in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench.load"],
        input=json.dumps(asdict(order)),
        env=house.environment(),
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the senders failed:\n{done.stderr[-3000:]}\n{house.tail()}")
    return dict(json.loads(done.stdout))


def result(
    account: dict[str, Any], kept: dict[str, Any], used: dict[str, float], memory: dict[str, float], candidates: int
) -> Result:
    """The figures of one run."""
    waits = [seconds * 1000 for seconds in account["latencies"]]
    span = account["ended"] - account["began"]
    figures: list[Figure] = [
        plain("Candidates recording at once", candidates),
        plain("Parts acknowledged", f"{len(waits)} ({len(waits) / span:.0f} a second)"),
        plain("Acknowledged within, half of the parts (p50)", percentile(waits, 0.5), "ms", digits=0),
        at_most("Acknowledged within, p95", percentile(waits, 0.95), LIMIT_MS, "ms", digits=0),
        plain("Acknowledged within, p99", percentile(waits, 0.99), "ms", digits=0),
        plain("CPU of web and database for a part", _cpu_ms(used, len(waits)), "ms"),
        plain("The slowest", max(waits), "ms", digits=0),
        exactly("Acknowledged parts that are not in the store", len(kept["lost"]), 0),
        exactly("Answers that did not finish under the right hash", len(kept["wrong"]) + account["unfinished"], 0),
    ]
    if account["finishes"]:
        figures.append(
            plain(
                "Answer finished (all hand in at once), p95",
                percentile(account["finishes"], 0.95) * 1000,
                "ms",
                digits=0,
            )
        )
    cpu = ", ".join(f"{role} {seconds:.0f}" for role, seconds in sorted(used.items()) if seconds >= 1)
    pss = ", ".join(f"{role} {megabytes:.0f}" for role, megabytes in sorted(memory.items()))
    notes = [
        (
            "From the moment a part is ready to its acknowledgement, over HTTP on loopback; a part that waits behind its "
            "predecessor waits in this figure too. The senders use the same cores."
        ),
        f"CPU seconds in {span:.0f} s: {cpu}. Memory afterwards, MB: {pss}.",
        f"Other answers on the way: {account['refused'] or 'none'}.",
        "Every acknowledged part's SHA-256 was compared with the bytes in the sealed store afterwards.",
    ]
    return Result(f"Parts of {candidates} candidates at once", tuple(figures), tuple(notes))


def _cpu_ms(used: dict[str, float], parts: int) -> float:
    """Milliseconds of processor for one part; unlike latency it hardly depends on who else is at work."""
    return 1000 * (used.get("web", 0.0) + used.get("postgres", 0.0)) / max(1, parts)
