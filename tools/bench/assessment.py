"""Whether scores can be defended: the trust suites over every judge there is, and agreement with marks given by rules.

Everything here runs in this process: no server, no database. The data stand in src/bole_engines/assessment/tests/data and
…/cases, where anyone can add to them.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from bole.integrations.sentence_onnx.encoder import OnnxEncoder
from bole_engines import psychometrics
from bole_engines.assessment import rules
from bole_engines.assessment.cases import Case, cases, level_of
from bole_engines.assessment.tests.trust import suites
from bole_engines.assessment.tests.trust.judges import (
    InterviewJudge,
    Item,
    JudgeUnderTest,
    Outcome,
    ShortAnswerJudge,
    scored,
)
from tools.bench import baselines, model_judge
from tools.bench.figures import Figure, Result, exactly

TIMES = 20
SEED = 20_261_125
# What a scorer's answers cost is measured over this many, on one core.
TIMED_ANSWERS = 400
LEAST_PER_SECOND = 200.0
# These questions are of the hard kind: whole answers in words that the reference does not use, and wrong ones in its very words.
_GOALS = {"zh": 0.60, "en": 0.60}
ANSWERS_CHANGED = 80


def measure() -> Result:
    """Run every suite in full; some minutes."""
    figures: list[Figure] = []
    notes: list[str] = []
    if path := os.environ.get("BOLE_ENCODER"):
        encoder = OnnxEncoder(Path(path), os.environ.get("BOLE_ENCODER_POOLING", "mean"))
        rules.use(lambda: encoder)
    notes.append(f"The built-in judge in force was {rules.in_force().name}.")
    judges: list[JudgeUnderTest] = [InterviewJudge(), ShortAnswerJudge()]
    for judge in judges:
        figures += _stable(judge)
        figures += _metamorphic(judge, notes)
        figures += _attacked(judge)
        figures += _counterfactual(judge)
    figures += model_judge.figures()
    figures += _agreement()
    figures.append(_speed("score_answer: answers a second, one core", _short_answers()))
    figures.append(_speed("evidence-v2: answers a second, one core", _interview_answers()))
    return Result("Scores: stability, trust suites, agreement", tuple(figures), (*notes, *_NOTES))


_NOTES = (
    "Same level: the change adds or takes away no content, so no level may move. Within one: the words differ, the level may move by one.",
    "“By hand” counts the pairs written before the scorer, all of them, with those known to fail (tests/data/known_failures.yaml).",
    "No level counts as 0, so a level lost or won altogether is never “within one” unless the level is 1.",
    "A benign twin drifts when it is marked as speaking to the rater or costs a level; conduct that it tells of its own may earn something.",
    "Accents are spelled out at every place where they could be heard, far denser than any recogniser would.",
    "In this set a complete answer is longer than a partial one, so that length alone follows the marks; a scorer may not use it.",
    "Marks: one rater, by the rules in src/bole_engines/assessment/cases/README.md. “Held” questions were never used to make a rule.",
)


def _stable(judge: JudgeUnderTest) -> Iterable[Figure]:
    quotes = verified = different = flips = 0
    spreads = []
    for item in (*judge.items(), *judge.interviews()):
        ratings = [judge.rate(item, item.texts) for _ in range(TIMES)]
        quotes += ratings[0].quotes
        verified += ratings[0].verified
        different += len({one.whole for one in ratings}) > 1
        flips += len({tuple(sorted(one.levels.items())) for one in ratings}) > 1
        spreads += [statistics.pstdev(one.values[key] for one in ratings) for key in ratings[0].values]
    yield Figure(
        f"{judge.name}: quotes that stand verbatim at their span",
        f"{verified} of {quotes}",
        "100 %",
        verified == quotes,
    )
    yield exactly(f"{judge.name}: answers rated {TIMES} times that differ in one bit", different, 0)
    yield Figure(f"{judge.name}: SD of {TIMES} ratings; level flips", f"{max(spreads):.2f}; {flips}", "0; 0", not flips)


def _metamorphic(judge: JudgeUnderTest, notes: list[str]) -> Iterable[Figure]:
    held: Counter[tuple[str, bool]] = Counter()
    tried: Counter[tuple[str, bool]] = Counter()
    every = max(1, len(judge.items()) // ANSWERS_CHANGED)
    for trial in suites.metamorphic(judge, every=every):
        held[trial.kind, trial.written] += trial.held
        tried[trial.kind, trial.written] += 1
    for kind in (*suites.SAME, *suites.CLOSE):
        goal = 0.99 if kind in suites.SAME else 0.95
        good, all_ = (sum(c[kind, written] for written in (False, True)) for c in (held, tried))
        rule = "same level" if kind in suites.SAME else "within one"
        by_hand = f", by hand {held[kind, True]} of {tried[kind, True]}" if tried[kind, True] else ""
        share = good / all_
        yield Figure(f"{judge.name}: {kind}, {rule}", f"{share:.1%} of {all_}{by_hand}", f"≥ {goal:.0%}", share >= goal)
    notes.append(f"{judge.name}: {sum(tried.values())} changed answers over {len(judge.items()[::every])} answers.")


def _attacked(judge: JudgeUnderTest) -> Iterable[Figure]:
    share = max(1, len(judge.items()) // 6)
    trials = list(suites.injections(judge, share=share))
    distinct = sum(not one.benign for one in suites.attacks())
    raised = sum(not one.held for one in trials)
    yield exactly(f"{judge.name}: levels raised by {distinct} attacks in {len(trials)} places", raised, 0)
    benign = list(suites.twins(judge, share=share))
    drifted = sum(not one.held for one in benign) / len(benign)
    earned = sum(
        any(suites.rank(one.after[key]) > suites.rank(level) for key, level in one.before.items()) for one in benign
    )
    yield Figure(
        f"{judge.name}: drift by {sum(one.benign for one in suites.attacks())} benign twins",
        f"{drifted:.2%} of {len(benign)} (their own content earned a level in {earned / len(benign):.2%})",
        "≤ 1 %",
        drifted <= 0.01,
    )


def _counterfactual(judge: JudgeUnderTest) -> Iterable[Figure]:
    for label, shifts in (
        ("who somebody is", list(suites.counterfactual(judge))),
        ("accent spellings", list(suites.accents(judge))),
    ):
        compared, decisions = (
            sum(one.compared for one in shifts),
            sum(one.decisions for one in shifts),
        )
        worst = max(shifts, key=lambda one: abs(one.moved) / one.compared)
        mean = sum(one.moved for one in shifts) / compared
        flips = sum(one.flips for one in shifts) / decisions
        yield Figure(
            f"{judge.name}: {label}, mean shift in levels",
            f"{mean:+.3f} of {compared} (worst: {worst.dimension} {worst.moved / worst.compared:+.3f})",
            "≤ 0.03",
            abs(mean) <= 0.03,
        )
        yield Figure(
            f"{judge.name}: {label}, suggestions that flipped",
            f"{flips:.2%} of {decisions}",
            "≤ 0.2 %",
            flips <= 0.002,
        )


def _agreement() -> Iterable[Figure]:
    for lang in ("zh", "en"):
        for split in ("dev", "held"):
            chosen = cases(split, lang)
            raters: dict[str, baselines.Rater] = {
                "score_answer": _score,
                "character TF-IDF": baselines.tf_idf(chosen),
                "coverage of words": baselines.coverage,
                "length": baselines.length,
            }
            for name, rate in raters.items():
                yield _against_marks(name, rate, chosen, lang, split)


def _score(case: Case, text: str) -> float:
    # An abstention counts as 0.
    return scored(case, text).score or 0.0


def _against_marks(name: str, rate: baselines.Rater, chosen: Sequence[Case], lang: str, split: str) -> Figure:
    pairs = [(rate(case, answer.text), answer.mark) for case in chosen for answer in case.answers]
    scores, marks = np.array(pairs).T
    value = f"r {_pearson(scores, marks):.3f}, ρ {_pearson(_ranks(scores), _ranks(marks)):.3f}"
    if name == "score_answer":
        levels = [(float(level_of(score)), float(level_of(mark))) for score, mark in pairs]
        agreement = psychometrics.paired(levels, seed=SEED)
        value += f", QWK {agreement.qwk.value:.3f}, within one level {agreement.adjacent.value:.1%}"
    goal = _GOALS[lang] if name == "score_answer" and split == "held" else None
    return Figure(
        f"{name}, {lang} {split}, {len(pairs)} answers",
        value,
        f"r ≥ {goal}" if goal else "",
        _pearson(scores, marks) >= goal if goal else None,
    )


def _pearson(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks, ties sharing their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse])


def _short_answers() -> list[Callable[[], object]]:
    found = [(case, answer.text) for case in cases() for answer in case.answers][:TIMED_ANSWERS]
    return [lambda case=case, text=text: scored(case, text) for case, text in found]


def _interview_answers() -> list[Callable[[], object]]:
    judge = InterviewJudge()

    def one(item: Item) -> Callable[[], Outcome]:
        return lambda: judge.rate(item, item.texts)

    return [one(item) for item in judge.items() for _ in range(max(1, TIMED_ANSWERS // len(judge.items())))]


def _speed(name: str, calls: Sequence[Callable[[], object]]) -> Figure:
    """Processor time, so that a busy machine does not show; the first round only warms up."""
    for call in calls[:20]:
        call()
    begun = time.process_time()
    for call in calls:
        call()
    rate = len(calls) / (time.process_time() - begun)
    return Figure(name, f"{rate:.0f}", f"≥ {LEAST_PER_SECOND:.0f}", rate >= LEAST_PER_SECOND)
