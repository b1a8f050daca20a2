"""A handed-in interview that a language model is to rate, and what became of it. Runs inside an installation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bole.assessment.actions import impact, judges, judging
from bole.assessment.models import Case, MachineAssessment, Plan, Waiting
from bole.assessment.queries import judging as reading
from bole.core import clock, tenancy
from bole.interviews.actions import conduct, record
from bole.interviews.models import Invitation
from bole.interviews.types import Mode
from bole.notifications.models import Message
from tools.bench import company
from tools.soak.judging import samples

PLAN = "sales"


def hand_in() -> None:
    """The company chooses the model's judge; somebody is invited, writes every answer and hands in."""
    at = clock.now()
    with tenancy.of(company.tenant().id):
        judges.save_settings({"judge": "llm"}, actor=company.hr(), at=at)
        # Another judge is another thing to assess: without a new signature no machine rates.
        impact.sign_as_filled(Plan.objects.get(key=PLAN), actor=company.hr(), at=at)
        invitation = company.invite(company.tenant(), 1, plan=PLAN, actor=company.hr(), at=at)
        company.agree(invitation, at)
    for index, text in enumerate(samples(PLAN)["strong"].values()):
        with tenancy.of(company.tenant().id):
            row = _again(invitation)
            attempt = record.start(
                row, index, mode=Mode.TYPED, mime="", device=company.DEVICE, retakes=1, at=at + timedelta(seconds=index)
            )
            record.write(attempt, text, at=at)
            record.keep(row, index, attempt.pk, device=company.DEVICE, at=at)
    with tenancy.of(company.tenant().id):
        conduct.submit(_again(invitation), at=clock.now())


def _again(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_related("session", "plan", "person", "tenant").get(pk=invitation.pk)


def try_again() -> int:
    """HR's button."""
    with tenancy.of(company.tenant().id):
        return judging.try_all_now(actor=company.hr(), at=clock.now())


def state() -> dict[str, Any]:
    """Where the one interview is, what waits, what was stored, and whether it can be computed again."""
    with tenancy.of(company.tenant().id):
        waits = Waiting.objects.first()
        row = MachineAssessment.objects.select_related("case__frozen_plan").filter(superseded_by=None).first()
        proof = reading.proof(row) if row is not None else None
        return {
            "stage": str(Invitation.objects.get().session.state),
            "cases": Case.objects.count(),
            "fault": waits.fault if waits else "",
            "tries": waits.tries if waits else 0,
            "judge": row.judge if row else "",
            "tokens": row.tokens_read + row.tokens_written if row else 0,
            "identical": proof.identical if proof else None,
            "told": Message.objects.filter(kind="assessment.waiting").count(),
        }
