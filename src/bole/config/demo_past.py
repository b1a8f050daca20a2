"""The demo's earlier season: three dozen interviews that two people rated without looking, so that the figures show something.

Their recordings are gone with their time; answers, ratings and decisions are made up (合成演示) and go through the same
actions as real use. Everything follows from one seed.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import yaml

from bole.assessment import api as assessment
from bole.assessment.actions import adjudication, bias, calibration, people
from bole.assessment.models import Case, Plan
from bole.assessment.types import Level
from bole.config.demo_clips import ANSWERS
from bole.core import ids
from bole.core.actor import Actor
from bole.privacy import api as privacy
from bole_engines.assessment.types import Answer

PEOPLE = 40
SEED = 20260601
# How kind each of the two raters is, in levels, and how far they waver.
RATERS = ((-0.15, 0.45), (0.1, 0.5))
TAKEN_FROM = 3.2


@dataclass(frozen=True)
class Past:
    """One earlier interview: ability 0–1 decides what was said and, with noise, how people rated it."""

    ability: float
    days: float
    said: dict[str, str]


def build(plan_id: UUID, raters: Sequence[Actor], decider: Actor, *, at: datetime) -> int:
    """Hold, rate and decide the earlier interviews of one plan; returns how many. Deterministic but for the ids."""
    chance = random.Random(SEED)  # noqa: S311 -- made-up data, no secret
    frozen = assessment.freeze(plan_id, actor=decider, at=at - timedelta(days=170))
    samples = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))["samples"]["sales"]
    questions = [one.id for one in frozen.content.questions]
    for number in range(PEOPLE):
        past = _past(chance, samples, questions, number)
        case = _hold(frozen.id, past, at - timedelta(days=past.days))
        means = _rate(case, past, raters, chance, at - timedelta(days=past.days - 1))
        _decide(case, means, decider, chance, at - timedelta(days=past.days - 3))
        _declare(case, chance, at - timedelta(days=past.days - 3))
    plan = Plan.objects.get(pk=plan_id)
    _settle(plan, decider, at)
    calibration.fit(plan, actor=decider, at=at - timedelta(days=2))
    bias.run_all(cause="monthly", at=at - timedelta(days=1))
    return PEOPLE


def _past(chance: random.Random, samples: dict[str, dict[str, str]], questions: list[str], number: int) -> Past:
    ability = min(0.98, max(0.03, chance.betavariate(1.6, 1.5)))
    said = {}
    for question in questions:
        here = min(1.0, max(0.0, ability + chance.gauss(0, 0.12)))
        quality = "strong" if here > 0.55 else "middling" if here > 0.25 else "weak"
        text = samples[quality][question]
        within = {"strong": (here - 0.55) / 0.45, "middling": (here - 0.25) / 0.3, "weak": here / 0.25}[quality]
        said[question] = _part(text, 0.5 + 0.5 * within)
    return Past(ability, 12 + (PEOPLE - number) * 3.7, said)


def _part(text: str, share: float) -> str:
    """The first sentences of an answer: who can do less says less."""
    sentences = [one + "。" for one in text.split("。") if one.strip()]
    return "".join(sentences[: max(1, round(share * len(sentences)))])


def _hold(frozen_id: UUID, past: Past, at: datetime) -> Case:
    ref, subject = ids.uuid7(), ids.uuid7()
    answers = [
        Answer(name, text, source="asr", speech_ms=len(text) * 230, audio="ok") for name, text in past.said.items()
    ]
    assessment.assess(ref, answers, subject_id=subject, frozen_id=frozen_id, at=at)
    case: Case = Case.objects.select_related("frozen_plan").get(ref=ref)
    return case


def _rate(case: Case, past: Past, raters: Sequence[Actor], chance: random.Random, at: datetime) -> list[float]:
    """Levels of each rater from what the candidate can do; nobody has looked. Returns the means by competency."""
    names = [one["id"] for one in case.frozen_plan.content["competencies"]]
    truth = {name: 1.1 + 3.9 * past.ability + chance.gauss(0, 0.3) for name in names}
    given: dict[str, list[int]] = {name: [] for name in names}
    for actor, (kind, waver) in zip(raters, RATERS, strict=False):
        levels = {name: min(5, max(1, round(truth[name] + kind + chance.gauss(0, waver)))) for name in names}
        people.rate(case, {name: Level(level) for name, level in levels.items()}, actor=actor, saw_machine=False, at=at)
        for name, level in levels.items():
            given[name].append(level)
    return [sum(levels) / len(levels) for levels in given.values()]


def _decide(case: Case, means: list[float], decider: Actor, chance: random.Random, at: datetime) -> None:
    taken = sum(means) / len(means) + chance.gauss(0, 0.35) >= TAKEN_FROM
    outcome, reason = ("proceed", "") if taken else ("decline", "与岗位要求有差距，已电话说明。")
    people.decide(case, outcome=outcome, reason=reason, actor=decider, at=at)


def _declare(case: Case, chance: random.Random, at: datetime) -> None:
    """Four in five say something about themselves."""
    if chance.random() > 0.8:
        return
    text = privacy.current_text("fairness", "zh-hans")
    said = {
        "sex": chance.choice(["female", "male"]),
        "age": chance.choice(["under_25", "25_34", "25_34", "35_44"]),
        "hukou": chance.choice(["local", "other_urban", "rural"]),
    }
    actor = Actor("subject", str(case.subject_id))
    privacy.details.declare(
        case.subject_id, said, version=text.version, digest=text.hash, language="zh-hans", actor=actor, at=at
    )


def _settle(plan: Plan, decider: Actor, at: datetime) -> None:
    """A named person settles the first level on which the raters lie two apart."""
    name = plan.content["competencies"][0]["id"]
    for case in Case.objects.filter(frozen_plan__plan=plan).select_related("frozen_plan").order_by("opened_at"):
        levels = [one.level for one in case.humanratings.filter(competency_id=name) if one.level is not None]
        if len(levels) > 1 and max(levels) - min(levels) >= 2:
            adjudication.settle(
                case, name, level=round(sum(levels) / 2), reason="重听录音后按锚点裁定", actor=decider, at=at
            )
            return
