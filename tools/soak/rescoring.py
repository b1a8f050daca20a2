"""Ten thousand answers rated again in one re-scoring, the worker killed in the middle; nothing is rated twice or left out."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import psutil

from tools.bench.figures import Result, exactly, plain
from tools.bench.house import House
from tools.soak.progress import Progress

ANSWERS = 10_000
ANSWERS_AN_INTERVIEW = 5
CHANGED_SHARE = 10
PATIENCE_S = 1800.0
WORKER = "worker assessment"


def run(progress: Progress) -> Result:
    """``scale`` of 10,000 answers. One piece: a run that is cut off begins anew."""
    interviews = max(20, round(ANSWERS * progress.scale / ANSWERS_AN_INTERVIEW))
    (tally,) = progress.over(["all"], lambda _: one_company(interviews))
    return Result(
        f"Re-scoring: {tally['answers']} answers",
        (
            exactly("Interviews looked at", tally["done"], interviews),
            exactly("Results that changed, as planned", tally["changed"], tally["planned"]),
            exactly("Runs stored beyond those", tally["runs"] - interviews - tally["planned"], 0),
            exactly("Interviews skipped", tally["skipped"], 0),
            plain("Workers killed in the middle", tally["killed"]),
            plain("Progress at the kill", tally["at_kill"]),
            plain("Until everything was rated again", tally["seconds"], "s"),
            plain("Answers a second, the kill and its 45 s of silence included", tally["answers"] / tally["seconds"]),
        ),
        (
            (
                f"Interviews of the sales plan with {ANSWERS_AN_INTERVIEW} answers each, rated, and one result in {CHANGED_SHARE} "
                "made another than today's rules give. The job goes in slices of 25 interviews, each kept as it ends."
            ),
        ),
    )


def one_company(interviews: int) -> dict[str, Any]:
    """Fill, begin, kill, wait."""
    with House() as house:
        house.start()
        house.call("tools.bench.company:found", count=0)
        house.wait_until_idle(120)
        planned = house.call("tools.soak.rescored:fill", interviews=interviews, changed_share=CHANGED_SHARE)
        house.wait_until_idle(PATIENCE_S)
        begun = time.monotonic()
        house.call("tools.soak.rescored:begin")
        time.sleep(1.0)
        killed = _kill_worker(house)
        at_kill = house.call("tools.soak.rescored:state")["done"]
        while (state := house.call("tools.soak.rescored:state"))["state"] == "running":
            if time.monotonic() - begun > PATIENCE_S:
                raise TimeoutError(f"still at {state['done']} of {state['total']}")
            time.sleep(2.0)
        seconds = time.monotonic() - begun
        return {**state, "planned": planned, "killed": killed, "at_kill": at_kill, "seconds": seconds}


def _kill_worker(house: House) -> int:
    """kill -9 of the worker that rates; the supervisor starts another. Returns how many were met."""
    met = house.family().get(WORKER, [])
    for one in met:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    return len(met)
