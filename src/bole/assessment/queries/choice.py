"""Which judge rates: what the company has set, what a plan asks for, what an interview was promised."""

from typing import Literal, cast

from bole.assessment.models import FrozenPlan, JudgeSettings, Plan

JudgeName = Literal["evidence", "llm"]


def settings() -> JudgeSettings:
    """What the company has set, or the row's defaults, unsaved."""
    row: JudgeSettings | None = JudgeSettings.objects.first()
    return row or JudgeSettings()


def resolved(plan: Plan) -> JudgeName:
    """The judge that a version frozen now is rated by."""
    return "llm" if (plan.judge or settings().judge) == "llm" else "evidence"


def judge_of(frozen: FrozenPlan) -> JudgeName:
    """The judge that an interview was promised."""
    return cast("JudgeName", frozen.settings.get("judge") or "evidence")
