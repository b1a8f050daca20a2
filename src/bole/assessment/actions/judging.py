"""Cases that await the model's judge: put in line, asked about without a transaction, settled, tried again.

A model that is down, slow, lying or talking of something else leaves the case waiting and people informed. Nothing is made
up meanwhile, and what was paid for is kept.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import translation

from bole.accounts import api as accounts
from bole.assessment.actions.storing import Spent, current_run, digest_of, input_digest, store
from bole.assessment.models import Case, MachineAssessment, Waiting
from bole.assessment.models.purposes import WAITING
from bole.assessment.ports import LanguageModel, ModelFailed
from bole.assessment.queries import judging as reading
from bole.assessment.states import WaitState
from bole.audit import api as audit
from bole.core import crypto, jobs, tenancy
from bole.core.actor import SYSTEM, Actor
from bole.core.models import Tenant
from bole.notifications import api as notifications
from bole_engines.assessment import judge
from bole_engines.assessment.llm import (
    Judging,
    Limits,
    OverBudget,
    Prices,
    Reply,
    Request,
    Run,
    Sample,
    Settings,
    Unusable,
    collect,
    prompts,
)
from bole_engines.assessment.llm.types import tokens
from bole_engines.assessment.reading import LATEST
from bole_engines.assessment.types import Answer, Assessment
from bole_engines.assessment.types import Plan as Content

MESSAGE = "assessment.waiting"
RUNS_INTERVIEWS = "interviews.invite"
MOST_TOLD = 5
# After each failed try; then a person has to look.
AGAIN_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
# Another seed for each round after replies that could not be used.
NEXT_ROUND = 7919


@dataclass(frozen=True, slots=True)
class Work:
    """One waiting case, taken out of the database to be asked about."""

    waiting_id: UUID
    case_id: UUID
    round: int
    plan: Content
    run: Run
    limits: Limits
    prices: Prices
    seconds: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking: a result, or a fault; the replies either way (none worth keeping when ``spoilt``)."""

    result: Assessment | None
    samples: tuple[Sample, ...]
    cpu_ms: int
    fault: str = ""
    facts: dict[str, Any] | None = None
    spoilt: bool = False


class NoModel(ModelFailed):
    """None is set up, or its host is not allowed."""

    code = "assessment.no_model"
    why = "not_set_up"


class _TookTooLong(Exception):
    """One interview has taken all the time that it may."""


def wait_for(
    case: Case, answers: Sequence[Answer], blind_terms: Sequence[str], *, at: datetime, again: bool = False
) -> MachineAssessment | None:
    """Put a case in line for the model's judge; the run that counts when it rests on the same input already.

    ``again`` asks anew although nothing has changed (a re-scoring).
    """
    terms = tuple(sorted(set(blind_terms)))
    plan = Content.from_json(case.frozen_plan.content)
    judge.by_question(plan, tuple(answers))
    digest = digest_of(["llm", case.frozen_plan.hash, [one.to_json() for one in answers], list(terms)])
    current = current_run(case)
    if current is not None and current.input_digest == digest and not again:
        return current
    row = Waiting.objects.filter(case=case).first()
    if row is not None and row.digest == digest:
        return None
    asked = Settings(samples=reading.settings().samples, seed=_seed(case, 0), reading=LATEST)
    run = Run("llm", tuple(answers), terms, asked, (), prompts.VERSION)
    Waiting.objects.filter(case=case).delete()
    Waiting.objects.create(
        case=case,
        subject_id=case.subject_id,
        digest=digest,
        run=crypto.seal_json(case.subject_id, run.to_json(), purpose=WAITING),
        since=at,
    )
    _enqueue(case.ref)
    return None


@transaction.atomic
def claim(ref: UUID, *, at: datetime) -> Work | None:
    """The work of a waiting case when it is due; None when there is none (any more, or yet)."""
    row = Waiting.objects.select_related("case__frozen_plan").filter(case__ref=ref).first()
    if (
        row is None
        or row.state in (WaitState.STOPPED, WaitState.UNSIGNED)
        or (row.next_at is not None and row.next_at > at)
    ):
        return None
    try:
        run = Run.from_json(crypto.open_json(row.subject_id, bytes(row.run), purpose=WAITING))
    except crypto.KeyDestroyed:
        row.delete()
        return None
    company = reading.settings()
    content = Content.from_json(row.case.frozen_plan.content)
    return Work(
        waiting_id=row.pk,
        case_id=row.case_id,
        round=row.round,
        plan=content,
        run=run,
        limits=reading.limits(company),
        prices=reading.prices(company),
        seconds=company.seconds,
    )


def hold(
    work: Work,
    model: LanguageModel | None,
    *,
    ticks: Callable[[], float] = time.monotonic,
    cpu: Callable[[], float] = time.process_time,
) -> Outcome:
    """Ask the model everything about one case. Touches no database; every failure comes back as a fault."""
    used, kept = cpu(), [work.run.samples]
    result, fault, facts, spoilt = None, "", dict[str, Any](), False
    try:
        result = _asked(work, model, kept, ticks)
    except ModelFailed as failure:
        fault, facts = failure.why, dict(failure.data)
    except Unusable as refusal:
        fault, facts, spoilt = refusal.why, dict(refusal.data), True
    except OverBudget as refusal:
        fault, facts = str(refusal.data["limit"]), dict(refusal.data)
    except _TookTooLong:
        fault, facts = "too_long", {"seconds": work.seconds}
    return Outcome(result, kept[-1], max(0, round((cpu() - used) * 1000)), fault, facts, spoilt)


def _asked(
    work: Work, model: LanguageModel | None, kept: list[tuple[Sample, ...]], ticks: Callable[[], float]
) -> Assessment:
    """The assessment; every state of the replies goes into ``kept``, so that a failure loses none."""
    if model is None:
        raise NoModel
    began = ticks()

    def ask(request: Request) -> Reply:
        if ticks() - began > work.seconds:
            raise _TookTooLong
        return model.ask(request)

    named = replace(work.run.settings, model=model.model)
    judging = Judging(work.plan, work.run.answers, blind_terms=work.run.blind_terms, settings=named)
    kept.append(judging.usable(work.run.samples))
    samples = collect(judging, ask, kept[-1], limits=work.limits, prices=work.prices, keep=kept.append)
    return judging.assessment(samples)


@transaction.atomic
def settle(work: Work, outcome: Outcome, *, model: str, at: datetime) -> MachineAssessment | None:
    """Store the result, or note the fault, tell people and try again later. Nothing when the case no longer waits."""
    row = (
        Waiting.objects.select_for_update(of=("self",))
        .select_related("case__frozen_plan")
        .filter(pk=work.waiting_id, round=work.round)
        .first()
    )
    if row is None:
        return None
    read, written = tokens(outcome.samples)
    run = replace(work.run, samples=outcome.samples, settings=replace(work.run.settings, model=model))
    if outcome.result is not None:
        company = reading.settings()
        cpu_ms = row.cpu_ms + outcome.cpu_ms
        read, written = read + row.tokens_read, written + row.tokens_written
        price = read * company.read_fen + written * company.written_fen + reading.cpu_cost(company, cpu_ms)
        spent = Spent(read, written, cpu_ms, price)
        made, _new = store(
            row.case, outcome.result, digest=row.digest, run=run, spent=spent, at=at, although_same_input=True
        )
        row.delete()
        return made
    if outcome.spoilt:
        row.round += 1
        row.tokens_read, row.tokens_written = row.tokens_read + read, row.tokens_written + written
        run = replace(run, samples=(), settings=replace(run.settings, seed=_seed(row.case, row.round)))
    row.run = crypto.seal_json(row.subject_id, run.to_json(), purpose=WAITING)
    row.cpu_ms += outcome.cpu_ms
    row.fault, row.facts = outcome.fault, {key: str(value) for key, value in (outcome.facts or {}).items()}
    row.tries += 1
    stopped = row.tries > len(AGAIN_AFTER)
    row.state = WaitState.STOPPED if stopped else WaitState.FAILED
    row.next_at = None if stopped else at + AGAIN_AFTER[row.tries - 1]
    row.save()
    if row.next_at is not None:
        _enqueue(row.case.ref, at=row.next_at)
    _tell(row, at=at)
    return None


@transaction.atomic
def try_now(case: Case, *, actor: Actor, at: datetime) -> bool:
    """Try a waiting case at once; False when it does not wait."""
    row = Waiting.objects.select_for_update().filter(case=case).exclude(state=WaitState.UNSIGNED).first()
    if row is None:
        return False
    row.state, row.next_at, row.tries = WaitState.QUEUED, None, 0
    row.save(update_fields=["state", "next_at", "tries"])
    _note(case, actor, "assessment.tried_again", at=at)
    _enqueue(case.ref)
    return True


@transaction.atomic
def try_all_now(*, actor: Actor, at: datetime) -> int:
    """As `try_now`, for everything that waits. Returns how many."""
    cases = [row.case for row in Waiting.objects.select_related("case")]
    return sum(1 for case in cases if try_now(case, actor=actor, at=at))


@transaction.atomic
def use_embedded(case: Case, *, actor: Actor, at: datetime) -> MachineAssessment | None:
    """A person's choice: the built-in judge rates a waiting case instead of the model. None when it does not wait."""
    row = Waiting.objects.select_for_update().filter(case=case).exclude(state=WaitState.UNSIGNED).first()
    if row is None:
        return None
    waited = Run.from_json(crypto.open_json(row.subject_id, bytes(row.run), purpose=WAITING))
    _note(case, actor, "assessment.judged_builtin", at=at)
    made, _new = rate_embedded(case, waited.answers, waited.blind_terms, at=at)
    row.delete()
    return made


def rate_embedded(
    case: Case,
    answers: Sequence[Answer],
    blind_terms: Sequence[str],
    *,
    at: datetime,
    although_same_input: bool = False,
    ticks: Callable[[], float] = time.thread_time,
) -> tuple[MachineAssessment, bool]:
    """Let the built-in judge rate and store it. The run that counts, and whether it is a new one."""
    began = ticks()
    terms = tuple(sorted(set(blind_terms)))
    result = judge.assess(Content.from_json(case.frozen_plan.content), tuple(answers), blind_terms=terms)
    cpu_ms = max(0, round((ticks() - began) * 1000))
    return store(
        case,
        result,
        digest=input_digest(result, answers, blind_terms),
        run=Run("evidence", tuple(answers), terms, rules=result.judge.name),
        spent=Spent(cpu_ms=cpu_ms, cost=reading.cpu_cost(reading.settings(), cpu_ms)),
        at=at,
        although_same_input=although_same_input,
    )


def requeue_lost(*, at: datetime) -> int:
    """Queue again what is due and may have lost its job. Two jobs for one case do no harm."""
    due = Waiting.objects.exclude(state=WaitState.STOPPED).filter(next_at__lte=at - timedelta(minutes=5))
    lost = Waiting.objects.filter(state=WaitState.QUEUED, next_at=None, since__lte=at - timedelta(minutes=30))
    refs = {row.case.ref for rows in (due, lost) for row in rows.select_related("case")}
    for ref in refs:
        _enqueue(ref)
    return len(refs)


def _seed(case: Case, round_: int) -> int:
    return (int(case.ref.int % 2**31) + NEXT_ROUND * round_) % 2**31


def _enqueue(ref: UUID, *, at: datetime | None = None) -> None:
    """At once, one after the other; or later, without a lock, which would hold up whoever wants it at once meanwhile."""
    if at is not None:
        jobs.enqueue("assessment.judge", ref=str(ref), at=at)
    else:
        jobs.enqueue("assessment.judge", ref=str(ref), lock=f"judge:{ref}", once=f"judge:{ref}")


def _note(case: Case, actor: Actor, verb: str, *, at: datetime) -> None:
    audit.record(
        actor, verb, object_kind="assessment.case", object_id=case.pk, subject_id=case.subject_id, fields=(), at=at
    )


def _tell(row: Waiting, *, at: datetime) -> None:
    """HR hears of each kind of fault once a day; the report page says it at once."""
    tenant = Tenant.objects.get(pk=tenancy.current())
    with translation.override(tenant.language):
        reason = reading.fault_words(row.fault, row.facts)
    for number, recipient in enumerate(_hr_of(tenant)):
        notifications.send(
            recipient,
            MESSAGE,
            {
                "company": tenant.name,
                "title": str(row.case.frozen_plan.content["title"]),
                "reason": reason,
                "count": Waiting.objects.count(),
                "link": f"{django_settings.BOLE_BASE_URL}/plans/judge/",
            },
            actor=SYSTEM,
            at=at,
            dedupe_key=f"judge-waiting:{row.fault}:{at:%Y%m%d}:{number}",
        )


def _hr_of(tenant: Tenant) -> list[notifications.Recipient]:
    """The company's contact; where none is named, the colleagues who run interviews."""
    if tenant.contact_email:
        found = [(tenant.contact_name or tenant.name, tenant.contact_email)]
    else:
        found = [(one.name, one.email) for one in accounts.members_with(RUNS_INTERVIEWS)[:MOST_TOLD] if one.email]
    return [
        notifications.Recipient(subject_id=None, name=name, email=email, language=tenant.language)
        for name, email in found
    ]
