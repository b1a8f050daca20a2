"""A model that is none, for tests and benchmarks: it quotes real words and rates around a true level with noise of known size.

`noise` is the trial of the benchmark: fresh sampling many times over, and how often level or abstention changes.
"""

from __future__ import annotations

import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from bole_engines.assessment import plans
from bole_engines.assessment.llm.collect import collect
from bole_engines.assessment.llm.judging import Judging, recompute
from bole_engines.assessment.llm.types import Reply, Request, Run, Settings
from bole_engines.assessment.types import Answer, Plan

_PLAN = """
id: trial
family: 销售
title: 试评
language: zh-hans
minutes: 5
practice: {text: 请介绍一道你喜欢的菜, hint: ""}
competencies:
  - id: objection
    name: 异议处理
    weight: 100
    threshold: 3
    anchors: {1: 否定客户, 2: 泛泛承诺, 3: 能解释优势, 4: 回应到位, 5: 澄清顾虑并确认下一步}
    behaviours:
      - {id: asks, text: 先问清顾虑, cues: [问 + 顾虑]}
      - {id: shows, text: 拿出证据, cues: [案例|数据]}
      - {id: offers, text: 给出方案, cues: [方案]}
      - {id: next, text: 约定下一步, cues: [约定|约好], top: true}
      - {id: cuts, text: 直接降价, cues: [直接降价], polarity: "-"}
questions:
  - {id: q1, kind: situational, text: 客户说竞品便宜两成，请现场回应, hint: "", competencies: [objection]}
"""
ANSWER = (
    "我会先问客户到底有什么顾虑。然后我拿出去年的案例给他看。接着我给出两个方案让他选。最后我们约好下周二上门试用。"
)
_QUOTES = {
    "asks": "我会先问客户到底有什么顾虑",
    "shows": "然后我拿出去年的案例给他看",
    "offers": "接着我给出两个方案让他选",
    "next": "最后我们约好下周二上门试用",
}
LEVELS = (1, 2, 3, 4, 5)


@cache
def plan() -> Plan:
    """The small plan of the trial: one question, one competency."""
    return plans.load(_PLAN)


@dataclass
class FakeModel:
    """Answers like an obedient model. `rate` gives the level of the next reading; `quotes` are copied from the answer."""

    rate: Callable[[], int | None]
    quotes: Mapping[str, str]
    model: str = "fake-1"
    asked: int = 0

    def __call__(self, request: Request) -> Reply:
        """The reply to a request, with tokens counted as characters."""
        self.asked += 1
        text = request.messages[-1].content
        if request.schema_name == "quotes":
            listed = set(re.findall(r"^- ([A-Za-z0-9_.-]+): ", text, re.MULTILINE))
            given = [
                {"behaviour": name, "quote": words, "strength": "full"}
                for name, words in self.quotes.items()
                if name in listed and words in text
            ]
            said = json.dumps({"quotes": given}, ensure_ascii=False)
        else:
            said = json.dumps({"level": self.rate()})
        return Reply(said, sum(len(one.content) for one in request.messages), len(said), self.model)


@dataclass(frozen=True)
class Noise:
    """What noise of a given size did. `sd` is that of the levels shown (in levels), the rest are shares of all runs.

    `flips` counts levels other than the most frequent one of the same true level, `abstained` runs without a level.
    `hidden` counts levels that were given though their readings lie more than one level apart: it must be 0.
    """

    runs: int
    sd: float
    flips: float
    abstained: float
    hidden: int
    abstained_by_level: Mapping[int, float]


def noise(*, sd: float, samples: int = 5, runs: int = 200, seed: int = 1, levels: tuple[int, ...] = LEVELS) -> Noise:
    """`runs` fresh samplings around each of `levels`; a reading is the true level plus Gaussian noise, rounded, held to 1–5."""
    variances, flips, without, hidden = [], 0, Counter[int](), 0
    for true in levels:
        rng = random.Random(f"{seed}/{sd}/{samples}/{true}")  # noqa: S311 -- noise, no secret
        shown: list[int] = []
        for run in range(runs):
            model = FakeModel(lambda: min(5, max(1, round(true + rng.gauss(0, sd)))), _QUOTES)  # noqa: B023 -- called at once
            judging = Judging(
                plan(), [Answer("q1", ANSWER)], settings=Settings(samples=samples, seed=seed * 100_000 + run)
            )
            (rating,) = judging.assessment(collect(judging, model)).ratings
            if rating.level is None:
                without[true] += 1
            else:
                shown.append(rating.level)
                hidden += rating.spread > 1 or len(rating.samples) < samples
        variances.append(statistics.pvariance(shown) if shown else 0.0)
        usual = Counter(shown).most_common(1)[0][1] if shown else 0
        flips += len(shown) - usual
    total = runs * len(levels)
    return Noise(
        runs=total,
        sd=statistics.fmean(variances) ** 0.5,
        flips=flips / total,
        abstained=sum(without.values()) / total,
        hidden=hidden,
        abstained_by_level={true: without[true] / runs for true in levels},
    )


def recomputed(*, times: int = 20, seed: int = 1) -> int:
    """How many different assessments come of one stored run, computed `times` from its JSON: it must be 1."""
    rng = random.Random(seed)  # noqa: S311 -- noise, no secret
    judging = Judging(plan(), [Answer("q1", ANSWER)], settings=Settings(samples=5, seed=seed))
    samples = collect(judging, FakeModel(lambda: rng.choice((3, 3, 4)), _QUOTES))
    run = Run("llm", (Answer("q1", ANSWER),), (), judging.settings, samples)
    stored = json.dumps(run.to_json(), ensure_ascii=False)
    first = json.dumps(judging.assessment(samples).to_json(), sort_keys=True)
    again = {
        json.dumps(recompute(plan(), Run.from_json(json.loads(stored))).to_json(), sort_keys=True) for _ in range(times)
    }
    return len(again | {first})
