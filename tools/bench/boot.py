"""How long `bole serve` takes until it answers, and how much memory it then holds."""

from __future__ import annotations

import statistics
import time

from tools.bench.figures import Figure, Result, plain
from tools.bench.house import House

WARM_STARTS = 3
SETTLE_S = 3.0


def measure(*, warm_starts: int = WARM_STARTS) -> Result:
    """An empty folder first (the database is made and migrated), then the same folder again."""
    warm: list[float] = []
    work: list[float] = []
    memory: dict[str, float] = {}
    with House() as house:
        cold = house.start()
        cold_work = sum(house.cpu_s().values())
        house.stop()
        for _ in range(warm_starts):
            warm.append(house.start())
            work.append(sum(house.cpu_s().values()))
            time.sleep(SETTLE_S)  # the workers import until a moment after the web answers
            memory = house.pss_mb()
            house.stop()
    figures: list[Figure] = [
        plain("First start, empty folder", cold, "s"),
        plain("— CPU seconds by then, all processes", cold_work, "s"),
        plain(f"Start after that, median of {warm_starts}", statistics.median(warm), "s"),
        plain("— CPU seconds by then, all processes", statistics.median(work), "s"),
        plain("Memory in all (PSS)", sum(memory.values()), "MB", digits=0),
        *(plain(f"— {role}", megabytes, "MB", digits=0) for role, megabytes in sorted(memory.items())),
    ]
    notes = (
        "From the command to the first 200 of /healthz. The first start makes the database cluster and migrates it.",
        "PSS: pages that several processes share are counted once, in shares.",
    )
    return Result("Starting `bole serve`", tuple(figures), notes)
