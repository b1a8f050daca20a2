"""Plans: seeded, imported, edited, published, retired, and frozen for the interviews that are held by them."""

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from bole.assessment.actions import bias
from bole.assessment.models import FrozenPlan, Plan
from bole.assessment.models.bias import Cause
from bole.assessment.models.plans import MODES, SIGNALS, WINDOWS, usual_signals
from bole.assessment.queries import faults as wording
from bole.assessment.queries import judging
from bole.assessment.queries import plans as reading
from bole.assessment.states import PLAN_MOVES, PlanState
from bole.assessment.types import PlanSettings
from bole.audit import api as audit
from bole.core import moves, tenancy
from bole.core.actor import SYSTEM, Actor
from bole.core.errors import Invalid, Refused
from bole_engines.assessment import plans as engine
from bole_engines.assessment.types import Plan as Content
from bole_engines.common import BadData

PACKS = Path(__file__).resolve().parents[1] / "packs"
JUDGES = ("", "evidence", "llm")
LONGEST_YAML = 200_000


class UnusablePlan(Refused):
    """The content is not a plan that may be used. ``problems`` names each place and its fault."""

    code = "assessment.unusable_plan"
    status = 422
    sentence = _("This is not a usable plan yet, and nothing was changed. To put right: {listed}")

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(listed="; ".join(problems))
        self.problems = problems


class KeyTaken(Refused):
    code = "assessment.key_taken"
    sentence = _("There is already a plan with the key “{key}”. Change the line “id:” in the file and import it again.")


class NotReady(Refused):
    code = "assessment.plan_not_ready"
    sentence = _("“{title}” is not ready for interviews. Publish it under Interview plans first.")


class Retired(Refused):
    code = "assessment.plan_retired"
    sentence = _("“{title}” is retired. Put it back in use before you change it.")


def seed_packs(*, at: datetime, folder: Path = PACKS) -> list[Plan]:
    """Give the open tenant the plans we supply. What it already has under the same key stays as it is."""
    with connection.cursor() as cursor:
        # The founding's news and whoever founds may both come here: one makes them, the other finds them made.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"assessment.seed:{tenancy.current()}"]
        )
    known = set(Plan.objects.values_list("key", flat=True))
    made = []
    for content in _packs(folder):
        if content.id in known:
            continue
        made.append(create(content, source="pack", state=PlanState.READY, actor=SYSTEM, at=at))
    return made


@functools.cache
def _packs(folder: Path) -> tuple[Content, ...]:
    """The plans of a folder. They ship with the program and do not change while it runs."""
    return tuple(engine.load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml")))


def import_yaml(text: str, *, actor: Actor, at: datetime) -> Plan:
    """Make a draft plan from YAML. UnusablePlan names the place of the first fault; KeyTaken when the key exists."""
    if len(text) > LONGEST_YAML:
        raise UnusablePlan((str(_("It is longer than {n} characters.")).format(n=LONGEST_YAML),))
    content = _checked(lambda: engine.load(text))
    if Plan.objects.filter(key=content.id).exists():
        raise KeyTaken(key=content.id)
    return create(content, source="tenant", state=PlanState.DRAFT, actor=actor, at=at)


def duplicate(plan: Plan, *, title: str, actor: Actor, at: datetime) -> Plan:
    """A draft of one's own with the same content and settings."""
    content = {**plan.working, "id": free_key(plan.key), "title": _titled(title)}
    checked = _checked(lambda: engine.checked(Content.from_json(content)))
    copy = create(checked, source="tenant", state=PlanState.DRAFT, actor=actor, at=at)
    return save_settings(copy, reading.settings_of(plan), actor=actor, at=at)


@transaction.atomic
def save_settings(plan: Plan, settings: PlanSettings, *, actor: Actor, at: datetime) -> Plan:
    """Change how interviews by this plan are held. Versions frozen before keep theirs."""
    errors: dict[str, list[str]] = {}
    if settings.window_hours not in WINDOWS:
        errors["window_hours"] = [str(_("Choose 24, 48 or 72 hours."))]
    if not 0 <= settings.retakes <= 3:
        errors["retakes"] = [str(_("Choose 0 to 3 retakes."))]
    if not settings.modes or not set(settings.modes) <= set(MODES):
        errors["modes"] = [str(_("Offer at least one way to answer."))]
    if not 0 <= settings.blind_percent <= 100:
        errors["blind_percent"] = [str(_("Choose a share from 0 to 100 per cent."))]
    if settings.judge not in JUDGES:
        errors["judge"] = [str(_("Choose one of the judges."))]
    if not set(settings.signals) <= set(SIGNALS):
        errors["signals"] = [str(_("Choose among the descriptions listed."))]
    if errors:
        raise Invalid(errors)
    was = reading.settings_of(plan)
    changed = [name for name, value in asdict(settings).items() if value != getattr(was, name)]
    if not changed:
        return plan
    plan.window_hours, plan.retakes = settings.window_hours, settings.retakes
    plan.modes, plan.blind_percent = [mode for mode in MODES if mode in settings.modes], settings.blind_percent
    plan.signals = [name for name in SIGNALS if name in settings.signals]
    plan.judge, plan.updated_at = settings.judge, at
    plan.save(update_fields=["window_hours", "retakes", "modes", "blind_percent", "signals", "judge", "updated_at"])
    _note(plan, actor, "assessment.plan_settings", fields=changed, at=at)
    return plan


@transaction.atomic
def edit_question(plan: Plan, question_id: str, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Plan:
    """Change ``text``, ``hint``, ``think_s`` or ``answer_s`` of one question.

    In a ready plan the change waits as a draft until it is published.
    """
    if plan.state == PlanState.RETIRED:
        raise Retired(title=plan.title)
    allowed = {key: changes[key] for key in ("text", "hint", "think_s", "answer_s") if key in changes}
    if not str(allowed.get("text", "-")).strip():
        raise Invalid({"text": [str(_("A question needs its words."))]})
    questions = [{**one, **allowed} if one["id"] == question_id else one for one in plan.working["questions"]]
    content = {**plan.working, "questions": questions}
    if content == plan.working:
        return plan
    return _keep(plan, _checked(lambda: engine.checked(Content.from_json(content))), actor=actor, at=at)


@transaction.atomic
def set_same_questions(plan: Plan, value: bool, *, actor: Actor, at: datetime) -> Plan:
    """同题同卷: promise (or no longer promise) that everybody gets exactly these questions, without follow-ups.

    In a ready plan the change waits as a draft until it is published.
    """
    if plan.state == PlanState.RETIRED:
        raise Retired(title=plan.title)
    content = {**plan.working, "same_questions": value}
    if bool(plan.working.get("same_questions", False)) == value:
        return plan
    return _keep(plan, _checked(lambda: engine.checked(Content.from_json(content))), actor=actor, at=at)


@transaction.atomic
def publish(plan: Plan, *, actor: Actor, at: datetime) -> Plan:
    """Make the draft what the next interviews are held by. A plan that was a draft becomes ready."""
    if plan.state == PlanState.RETIRED:
        raise Retired(title=plan.title)
    if plan.draft is not None:
        plan.content, plan.draft, plan.updated_at = plan.draft, None, at
        plan.save(update_fields=["content", "draft", "updated_at"])
    if plan.state == PlanState.DRAFT:
        moves.record(plan, PLAN_MOVES, to=PlanState.READY, actor=actor, at=at)
    _note(plan, actor, "assessment.plan_published", fields=("content",), at=at)
    bias.due(plan.pk, Cause.PLAN)
    return plan


@transaction.atomic
def discard(plan: Plan, *, actor: Actor, at: datetime) -> Plan:
    """Throw unpublished changes away."""
    if plan.draft is None:
        return plan
    plan.draft, plan.updated_at = None, at
    plan.save(update_fields=["draft", "updated_at"])
    _note(plan, actor, "assessment.plan_draft_discarded", fields=("draft",), at=at)
    return plan


@transaction.atomic
def retire(plan: Plan, *, actor: Actor, at: datetime) -> Plan:
    """No new interviews by this plan. Those already promised go on by their frozen version."""
    moves.record(plan, PLAN_MOVES, to=PlanState.RETIRED, actor=actor, at=at)
    _note(plan, actor, "assessment.plan_retired", fields=("state",), at=at)
    return plan


@transaction.atomic
def restore(plan: Plan, *, actor: Actor, at: datetime) -> Plan:
    """Put a retired plan back in use."""
    moves.record(plan, PLAN_MOVES, to=PlanState.READY, actor=actor, at=at)
    _note(plan, actor, "assessment.plan_restored", fields=("state",), at=at)
    return plan


@transaction.atomic
def freeze(plan: Plan, *, actor: Actor, at: datetime) -> FrozenPlan:
    """The version of a ready plan that an interview can be promised by; the existing one when nothing has changed."""
    # The plan's row is the lock: two freezers of one change get one version.
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != PlanState.READY:
        raise NotReady(title=plan.title)
    settings = replace(reading.settings_of(plan), judge=_kept_judge(judging.resolved(plan)))
    digest = frozen_hash(Content.from_json(plan.content), settings)
    found: FrozenPlan | None = FrozenPlan.objects.filter(plan=plan, hash=digest).first()
    if found is not None:
        return found
    row: FrozenPlan = FrozenPlan.objects.create(
        plan=plan,
        version=plan.versions.count() + 1,
        hash=digest,
        content=plan.content,
        settings=_settings_json(settings),
        frozen_at=at,
        by_kind=actor.kind,
        by_id=actor.id,
    )
    _note(plan, actor, "assessment.plan_frozen", fields=("version",), at=at)
    return row


def to_yaml(plan: Plan) -> str:
    """The published content as YAML that ``import_yaml`` takes again."""
    content = {**plan.content}
    content["competencies"] = [
        {**one, "anchors": {int(level): text for level, text in one["anchors"].items()}}
        for one in content["competencies"]
    ]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def frozen_hash(content: Content, settings: PlanSettings) -> str:
    """64 hex digits over the content (by the engine's digest) and the settings."""
    whole = {"content": engine.digest(content), "settings": _settings_json(settings)}
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def _kept_judge(judge: str) -> str:
    """The embedded judge is what a version means when it names none: versions from before there was a choice stay valid."""
    return "" if judge == "evidence" else judge


def _settings_json(settings: PlanSettings) -> dict[str, Any]:
    """The settings with lists for tuples. What stands as it did before there was a choice is left out: hashes stay valid."""
    kept = {**asdict(settings), "modes": list(settings.modes), "signals": list(settings.signals)}
    unchosen = {"judge": "", "signals": usual_signals()}
    return {name: value for name, value in kept.items() if name not in unchosen or value != unchosen[name]}


def _keep(plan: Plan, content: Content, *, actor: Actor, at: datetime) -> Plan:
    plan.updated_at = at
    if plan.state == PlanState.DRAFT:
        plan.content = content.to_json()
        plan.save(update_fields=["content", "updated_at"])
    else:
        plan.draft = content.to_json()
        plan.save(update_fields=["draft", "updated_at"])
    _note(plan, actor, "assessment.plan_edited", fields=("questions",), at=at)
    return plan


def create(content: Content, *, source: str, state: str, actor: Actor, at: datetime) -> Plan:
    """A plan of checked content, whose id is free. ``source`` is pack, tenant, or bank (chosen from the question bank)."""
    with transaction.atomic():
        plan: Plan = Plan.objects.create(
            key=content.id,
            family=content.family,
            title=content.title,
            language=content.language,
            content=content.to_json(),
            state=state,
            source=source,
            window_hours=content.window_hours if content.window_hours in WINDOWS else max(WINDOWS),
            retakes=min(content.retakes, 3),
            created_at=at,
            updated_at=at,
        )
        _note(plan, actor, "assessment.plan_made", fields=("content",), at=at)
    return plan


def _checked(make: Callable[[], Content]) -> Content:
    try:
        return make()
    except engine.BadPlan as refusal:
        raise UnusablePlan(wording.all_said(refusal.faults)) from refusal
    except BadData as refusal:
        raise UnusablePlan((str(refusal),)) from refusal


def free_key(key: str) -> str:
    """The key itself when no plan has it, else one with "-copy" and a number behind."""
    if not Plan.objects.filter(key=key).exists():
        return key
    stem = re.sub(r"-copy(-\d+)?$", "", key)[:48]
    taken = set(Plan.objects.filter(key__startswith=stem).values_list("key", flat=True))
    candidates = [f"{stem}-copy", *(f"{stem}-copy-{n}" for n in range(2, 1000))]
    return next(one for one in candidates if one not in taken)


def _titled(title: str) -> str:
    clean = title.strip()
    if not 1 <= len(clean) <= 120:
        raise Invalid({"title": [str(_("Give the copy a title of up to {n} characters.")).format(n=120)]})
    return clean


def _note(plan: Plan, actor: Actor, verb: str, *, fields: Any, at: datetime) -> None:
    audit.record(actor, verb, object_kind="assessment.plan", object_id=plan.pk, fields=fields, at=at)
