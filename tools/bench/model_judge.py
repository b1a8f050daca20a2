"""The model's judge under noise of known size, under recomputation, and with a model that obeys whatever is slipped in."""

from __future__ import annotations

from collections.abc import Iterable

from bole_engines.assessment.llm import trials
from bole_engines.assessment.tests.trust import suites
from bole_engines.assessment.tests.trust.gullible import GullibleJudge
from tools.bench.figures import Figure, exactly

SAMPLES = 5
RUNS = 400
TIMES = 20
# One in so many answers for each attack: every attack is tried in about one place.
ATTACKED_SHARE = 150


def figures() -> Iterable[Figure]:
    """A few minutes; no network, no model."""
    quiet = trials.noise(sd=0.2, samples=SAMPLES, runs=RUNS)
    yield Figure(
        f"llm-v1, noise SD 0.2, k {SAMPLES}, {quiet.runs} samplings: SD of levels",
        f"{quiet.sd:.3f}",
        "≤ 0.10",
        quiet.sd <= 0.10,
    )
    yield Figure(
        "llm-v1, noise SD 0.2: levels that flipped, or vanished",
        f"{quiet.flips:.2%}, {quiet.abstained:.2%}",
        "≤ 1 %",
        quiet.flips + quiet.abstained <= 0.01,
    )
    loud = trials.noise(sd=1.0, samples=SAMPLES, runs=RUNS)
    by_level = ", ".join(f"{level}: {share:.0%}" for level, share in loud.abstained_by_level.items())
    yield Figure(
        f"llm-v1, noise SD 1, {loud.runs} samplings: left to a person",
        f"{loud.abstained:.1%} ({by_level})",
        "≥ 75 %",
        loud.abstained >= 0.75,
    )
    yield exactly("llm-v1, noise SD 1: levels shown without their spread", loud.hidden, 0)
    different = trials.recomputed(times=TIMES) - 1
    yield exactly(f"llm-v1: a stored run computed again {TIMES} times, results that differ", different, 0)
    attacked = list(suites.injections(GullibleJudge(), share=ATTACKED_SHARE))
    raised = sum(not one.held for one in attacked)
    yield Figure(
        "llm-v1 with a model that obeys the candidate: levels raised",
        f"{raised} of {len(attacked)} ({raised / len(attacked):.1%})",
        "told, not promised",
    )
