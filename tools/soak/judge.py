"""The judge over thousands of answers: the same words always give the same result, and small noise hardly moves it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tools import tree
from tools.bench.figures import Result, at_most, exactly, percentile, plain
from tools.soak.progress import Progress, Tally, total

ASSESSMENTS = 5000
PIECE = 500
# Two Pythons that differ in what must not matter: the order of sets, the language, the zone, the length of an hour.
SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
    {"PYTHONHASHSEED": "4711", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"},
)
NOISE_LIMIT = 0.05


def run(progress: Progress) -> Result:
    """``scale`` of 5,000 assessments, in pieces of 500, each in two different surroundings."""
    count = max(10, round(ASSESSMENTS * progress.scale))
    edges = list(range(0, count, PIECE))
    pieces = [f"{start}-{min(start + PIECE, count)}" for start in edges]
    tallies = progress.over(pieces, lambda piece: _piece(progress.seed, piece))
    ratings, moved = total(tallies, "ratings"), total(tallies, "moved")
    times = [time for tally in tallies for time in tally["times"]]
    return Result(
        f"Judge: {count} assessments, seed {progress.seed}",
        (
            plain("Assessments", count),
            exactly("Pieces whose results differ between two surroundings", total(tallies, "different"), 0),
            exactly("Results that differ when asked again", total(tallies, "unsteady"), 0),
            exactly("Quotes that do not stand in the answer", total(tallies, "misquoted"), 0),
            exactly("Levels or matches outside their scale", total(tallies, "outside"), 0),
            exactly("Results that JSON does not carry unchanged", total(tallies, "lossy"), 0),
            exactly("Levels that noise moved by more than one", total(tallies, "jumped"), 0),
            at_most("Levels that noise moved by one", 100 * moved / max(1, ratings), 100 * NOISE_LIMIT, "%"),
            plain("Levels that noise made appear or vanish", total(tallies, "appeared")),
            plain("One assessment, p50", percentile(times, 0.5) * 1000, "ms"),
            plain("— p95", percentile(times, 0.95) * 1000, "ms"),
        ),
        (
            (
                "Answers are drawn from the demonstration's four qualities, some left out, cut short, repeated or mixed with "
                "sentences of other answers. Noise: spaces, full-width digits and hesitations, which say nothing about merit."
            ),
            (
                "Surroundings: seeds of Python's hashes, locale and time zone. "
                f"{progress.resumed} piece(s) came from a run that was cut off."
            ),
        ),
    )


def _piece(seed: int, piece: str) -> Tally:
    """One piece in both surroundings."""
    answers = [_ask(seed, piece, surroundings) for surroundings in SURROUNDINGS]
    return answers[0] | {"different": int(len({answer["digest"] for answer in answers}) > 1)}


def _ask(seed: int, piece: str, surroundings: dict[str, str]) -> dict[str, Any]:
    start, _, end = piece.partition("-")
    env = os.environ | surroundings | {"PYTHONPATH": os.pathsep.join([str(tree.ROOT / "src"), str(tree.ROOT)])}
    done = subprocess.run(
        [sys.executable, "-m", "tools.soak.judging", str(seed), start, end],
        env=env,
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the judge failed:\n{done.stderr[-3000:]}")
    return dict(json.loads(done.stdout))
