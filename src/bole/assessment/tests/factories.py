"""Boring things to test with: a small plan, an answer that shows something, viewers of each kind."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bole.accounts.types import Grade, Viewer
from bole.assessment.actions import banks, cases, impact, judging, plans
from bole.assessment.models import Case, FrozenPlan, ImpactAssessment, JobFamily, JudgeSettings, Plan
from bole.assessment.queries import plans as reading
from bole.assessment.queries.impact import covered
from bole.assessment.tests import bank as sample
from bole.assessment.types import Level
from bole.core import ids
from bole.core.actor import Actor
from bole.core.tenancy import current
from bole_engines.assessment import rules
from bole_engines.assessment.llm import Reply, Request, standin
from bole_engines.assessment.types import Answer

HR = ("plans.read", "plans.write", "interviews.read", "interviews.invite", "interviews.rate", "interviews.decide")
INTERVIEWER = ("interviews.read", "interviews.rate")
AUDITOR = ("interviews.read", "audit.read")

YAML = """
id: small
family: 销售
title: 小样方案
language: zh-hans
minutes: 8
summary: 两道题的方案
practice: {text: 请介绍一道你喜欢的菜, hint: 随便说说}
competencies:
  - id: objection
    name: 异议处理
    weight: 60
    threshold: 3
    definition: 客户有顾虑时怎么回应
    anchors: {1: 否定客户, 2: 泛泛承诺, 3: 能解释优势, 4: 回应到位, 5: 澄清顾虑并确认下一步}
    behaviours:
      - {id: asks, text: 先问清顾虑, cues: [问 + 顾虑], practise: 先问一句对方担心什么}
      - {id: shows, text: 拿出证据, cues: [案例|数据], practise: 准备一个案例}
      - {id: offers, text: 给出方案, cues: [方案], practise: 给两个方案}
      - {id: next, text: 约定下一步, cues: [约定|约好], practise: 离开前约好下一步, top: true}
      - {id: cuts, text: 直接降价, cues: [直接降价], polarity: "-"}
  - id: team
    name: 团队协作
    weight: 40
    threshold: 3
    anchors: {1: 拆台, 2: 各干各的, 3: 能配合, 4: 主动支持, 5: 带动他人}
    behaviours:
      - {id: helps, text: 主动帮同事, cues: [帮同事], practise: 讲一次你帮同事的事}
      - {id: shares, text: 分享信息, cues: [分享], practise: 说说你怎么分享客户信息}
      - {id: listens, text: 听取意见, cues: [听取意见], practise: 讲一次听取意见后的改变}
      - {id: credits, text: 归功于团队, cues: [大家一起完成], practise: 说清谁做了什么}
questions:
  - {id: q1, kind: situational, text: 客户说竞品便宜两成，请现场回应, hint: 说出你会讲的话, competencies: [objection]}
  - {id: q2, kind: situational, text: 同事忙不过来而你也有任务，你怎么做, hint: "", competencies: [team]}
"""
GOOD = "我会先问客户到底有什么顾虑。然后我拿出去年的案例给他看。接着我给出两个方案让他选。最后我们约好下周二上门试用。"
TEAM = "我会先帮同事把急的那单做完。然后把客户信息分享给他。"


def viewer(*capabilities: str, name: str = "周敏", user: UUID | None = None) -> Viewer:
    """Someone with exactly these capabilities, in the open tenant."""
    user_id = user or ids.uuid7()
    return Viewer(
        user_id=user_id,
        tenant_id=current(),
        actor=Actor("user", str(user_id), name),
        name=name,
        email="someone@qinghe.example",
        capabilities=frozenset(capabilities),
        scopes=("/",),
        grade=Grade.INTERNAL,
    )


def show_signals(plan_id: UUID, *names: Any, at: datetime) -> None:
    """Let reports of this plan's next interviews show these descriptions, and draw nobody to be rated blind."""
    plan = Plan.objects.get(pk=plan_id)
    settings = replace(reading.settings_of(plan), signals=names, blind_percent=0)
    plans.save_settings(plan, settings, actor=Actor("user", "u-1", "周敏"), at=at)


def make_plan(*, at: datetime, key: str = "small", **settings: Any) -> Plan:
    """A published plan of one's own, with other settings when given."""
    actor = Actor("user", "u-1", "周敏")
    plan = plans.import_yaml(YAML.replace("id: small", f"id: {key}", 1), actor=actor, at=at)
    plans.publish(plan, actor=actor, at=at)
    if settings:
        Plan.objects.filter(pk=plan.pk).update(**settings)
        plan.refresh_from_db()
    return plan


def bank(*, at: datetime) -> JobFamily:
    """A small question bank of one's own."""
    return banks.import_yaml(sample.YAML, actor=Actor("user", "u-1", "周敏"), at=at)


def bank_ids(*, at: datetime) -> dict[str, str]:
    """One of everything in a bank, and a signed assessment, by the name that addresses give it."""
    family = bank(at=at)
    question = str(family.questions.values_list("pk", flat=True)[0])
    return {
        "family_id": str(family.pk),
        "competency_id": str(family.competencies.values_list("pk", flat=True)[0]),
        "question_id": question,
        "entry_id": question,
        "impact_id": str(ImpactAssessment.objects.values_list("pk", flat=True)[0]),
    }


def same_questions(plan_id: UUID) -> None:
    """Nobody is asked more than the plan's questions: for tests of something else than follow-ups."""
    plan = Plan.objects.get(pk=plan_id)
    plan.content["same_questions"] = True
    plan.save(update_fields=["content"])


def signed(plan_id: UUID, *, at: datetime) -> None:
    """See to it that a ready plan's impact assessment is signed for what the plan is now."""
    plan = Plan.objects.get(pk=plan_id)
    if plan.pk not in covered([plan]):
        sign(plan, at=at)


def make_frozen(*, at: datetime, **settings: Any) -> FrozenPlan:
    """A frozen version whose impact assessment is signed."""
    return freeze(make_plan(at=at, **settings), at=at)


def freeze(plan: Plan, *, at: datetime) -> FrozenPlan:
    """Freeze a ready plan and sign its impact assessment."""
    sign(plan, at=at)
    return plans.freeze(plan, actor=Actor("user", "u-1", "周敏"), at=at)


def sign(plan: Plan, *, at: datetime) -> None:
    """Sign the impact assessment of a ready plan as the template fills it."""
    impact.sign_as_filled(plan, actor=Actor("user", "u-1", "周敏"), at=at)


def make_case(frozen: FrozenPlan, *, at: datetime, ref: UUID | None = None) -> Case:
    return cases.open_case(ref or ids.uuid7(), subject_id=ids.uuid7(), frozen_id=frozen.pk, at=at)


def answers(objection: str = GOOD, team: str = TEAM) -> tuple[Answer, ...]:
    return Answer("q1", objection), Answer("q2", team)


def assessed_case(frozen: FrozenPlan, *, at: datetime) -> Case:
    """A case that the machine has rated."""
    case = make_case(frozen, at=at)
    cases.assess(case.ref, answers(), subject_id=case.subject_id, frozen_id=frozen.pk, at=at)
    return case


class StandIn:
    """The port `LanguageModel` with the engine's stand-in behind it."""

    name, version, model = "stand-in", "1", standin.NAME

    def available(self) -> bool:
        return True

    def ask(self, request: Request) -> Reply:
        return standin.reply(request)


def rate_by_model(at: datetime) -> None:
    """The company wants its plans rated by a language model from now on."""
    JudgeSettings.objects.create(judge="llm", updated_at=at)


def wait(case: Case, *, at: datetime) -> None:
    """Hand the usual answers in; the plan's judge is a language model, so the case waits."""
    frozen_id = case.frozen_plan_id
    assert cases.assess(case.ref, answers(), subject_id=case.subject_id, frozen_id=frozen_id, at=at) is None


def judge_waiting(ref: UUID, *, at: datetime) -> None:
    """Let the stand-in rate a case that waits."""
    work = judging.claim(ref, at=at)
    assert work is not None
    judging.settle(work, judging.hold(work, StandIn()), model=standin.NAME, at=at)


def levels(objection: int | None = 2, team: int | None = 3, note: str = "") -> dict[str, Level]:
    return {"objection": Level(objection, note), "team": Level(team)}


def judge_name() -> str:
    """The built-in judge as it calls itself in this process."""
    return rules.in_force().name
