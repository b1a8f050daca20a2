"""Which judge a plan is rated by, what it may take, what waits for it, what interviews cost, and proofs of stored results."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bole.assessment.models import Case, JudgeSettings, MachineAssessment, Plan, Rescore, Waiting
from bole.assessment.models.purposes import RUN
from bole.assessment.queries import reports
from bole.assessment.queries.choice import JudgeName, judge_of, resolved, settings
from bole.assessment.states import RescoreState, WaitState
from bole.assessment.types import CostView, WaitingView
from bole.core import crypto
from bole.notifications import api as notifications
from bole_engines.assessment.llm import Limits, Prices, Run, recompute
from bole_engines.assessment.types import Plan as Content

__all__ = [
    "FAULTS",
    "MILLION",
    "JudgeName",
    "Proof",
    "costs",
    "cpu_cost",
    "fault_words",
    "judge_of",
    "limits",
    "prices",
    "proof",
    "rescores",
    "rescoring",
    "resolved",
    "run_of",
    "settings",
    "waiting",
    "waiting_by_fault",
]

MILLION = 1_000_000

FAULTS: dict[str, str | Promise] = {
    "down": _("The model server {host} does not answer."),
    "slow": _("The model server {host} is too slow."),
    "declined": _("The model server {host} refuses our requests (it answered {answer})."),
    "nonsense": _("The model server {host} answers with something that is no chat completion."),
    "not_allowed": _("Nothing may be sent to {host}. An administrator can allow it with BOLE_EGRESS_HOSTS."),
    "not_set_up": _("No language model is set up, or its host is not allowed."),
    "schema": _("The model's replies are not what was asked for ({count} of {of})."),
    "lying": _("The model quotes words that do not stand in the answers ({count} of {of} quotes)."),
    "tokens": _("Rating would take more tokens than one interview may ({spent} of {allowed})."),
    "money": _("Rating would cost more than one interview may ({spent} of {allowed} fen)."),
    "too_long": _("Rating took longer than {seconds} seconds."),
}


def limits(row: JudgeSettings) -> Limits:
    """What one interview may take."""
    return Limits(tokens=row.tokens, fen=row.fen)


def prices(row: JudgeSettings) -> Prices:
    """Fen for a million tokens."""
    return Prices(read=row.read_fen, written=row.written_fen)


def cpu_cost(row: JudgeSettings, cpu_ms: int) -> int:
    """Millionths of a fen for CPU time, rounded down."""
    return cpu_ms * row.cpu_fen * MILLION // 3_600_000


def fault_words(fault: str, facts: dict[str, Any]) -> str:
    """Why a try failed, as people read it."""
    known = FAULTS.get(fault)
    try:
        return str(known).format(**facts) if known else fault
    except KeyError:
        return fault


def waiting(case: Case) -> WaitingView | None:
    """That the case awaits the model's judge; None when it does not. One query."""
    row: Waiting | None = Waiting.objects.filter(case=case).first()
    if row is None:
        return None
    return WaitingView(
        state=row.state,
        words=fault_words(row.fault, row.facts) if row.fault else "",
        tries=row.tries,
        since=row.since,
        next_at=row.next_at,
        stopped=row.state == WaitState.STOPPED,
        plan_id=case.frozen_plan.plan_id,
    )


def waiting_by_fault() -> list[tuple[str, int, datetime]]:
    """What waits, by reason: words, how many, since when. One query."""
    found: dict[str, tuple[int, datetime]] = {}
    for row in Waiting.objects.only("fault", "facts", "since", "state").order_by("since"):
        words = fault_words(row.fault, row.facts) if row.fault else str(WaitState(row.state).label)
        count, since = found.get(words, (0, row.since))
        found[words] = (count + 1, since)
    return [(words, count, since) for words, (count, since) in found.items()]


def costs(plan: Plan) -> CostView:
    """What the interviews of a plan cost on average: the runs that count, and messages to their people. Four queries."""
    runs = MachineAssessment.objects.filter(case__frozen_plan__plan=plan, superseded_by=None)
    sums = runs.aggregate(
        interviews=Count("pk"),
        mean=Avg("cost"),
        read=Sum("tokens_read", default=0),
        written=Sum("tokens_written", default=0),
        cpu=Sum("cpu_ms", default=0),
        by_model=Count("pk", filter=Q(tokens_read__gt=0)),
    )
    interviews = sums["interviews"]
    sent = notifications.count_to(runs.values_list("subject_id", flat=True)) if interviews else 0
    each = sent / interviews if interviews else 0.0
    return CostView(
        interviews=interviews,
        yuan=None if not interviews else (float(sums["mean"]) / MILLION + each * settings().message_fen) / 100,
        messages=each,
        tokens=(sums["read"] + sums["written"]) // interviews if interviews else 0,
        cpu_seconds=sums["cpu"] / 1000 / interviews if interviews else 0.0,
        by_model=sums["by_model"],
    )


def rescores(plan: Plan) -> list[Rescore]:
    """The last re-scorings of a plan, newest first."""
    return list(Rescore.objects.filter(plan=plan)[:3])


def rescoring(plan: Plan) -> Rescore | None:
    """The re-scoring that runs."""
    row: Rescore | None = Rescore.objects.filter(plan=plan, state=RescoreState.RUNNING).first()
    return row


def run_of(row: MachineAssessment) -> Run | None:
    """What a result follows from; None when it is older than this, or the subject's key was destroyed."""
    if row.run is None:
        return None
    try:
        return Run.from_json(crypto.open_json(row.subject_id, bytes(row.run), purpose=RUN))
    except crypto.KeyDestroyed:
        return None


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a stored result, computed again from what is stored with it, is the same; by which version it was made."""

    identical: bool
    engine_version: str
    replies: int


def proof(row: MachineAssessment) -> Proof | None:
    """Compute a stored result again. None when there is nothing to compute it from.

    Raises `RulesGone` when the rules or the encoder that it was made by are not installed.
    """
    run, stored = run_of(row), reports.opened(row)
    if run is None or stored is None:
        return None
    again = recompute(Content.from_json(row.case.frozen_plan.content), run)
    return Proof(again.to_json() == stored.to_json(), row.engine_version, len(run.samples))
