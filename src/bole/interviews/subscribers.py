"""News from below that this module acts on."""

from typing import Any

from django.conf import settings

from bole.assessment import api as assessment
from bole.assessment.events import AssessmentReady
from bole.core import tenancy
from bole.core.actor import SYSTEM
from bole.core.models import Tenant
from bole.core.outbox import on
from bole.interviews import access, events, queries
from bole.interviews.actions import messages
from bole.interviews.actions import score as scoring
from bole.interviews.models import Invitation, Session
from bole.interviews.types import Stage
from bole.notifications import api as notifications
from bole.people import api as people


@on(events.HumanRouteChosen)
def tell_contact(event: Any) -> None:
    """A candidate wants a person: the company's contact hears of it by mail, besides the workbench."""
    invitation = Invitation.objects.select_related("person").filter(pk=event.invitation_id).first()
    if invitation is None:
        return
    tenant = Tenant.objects.get(pk=tenancy.current())
    if not tenant.contact_email:
        return
    plan = assessment.frozen(invitation.plan_id).content
    notifications.send(
        notifications.Recipient(
            subject_id=None,
            name=tenant.contact_name or tenant.name,
            email=tenant.contact_email,
            language=tenant.language,
        ),
        messages.HUMAN_ROUTE,
        {
            "company": tenant.name,
            "title": plan.title,
            "candidate": invitation.person.name,
            "link": f"{settings.BOLE_BASE_URL}/interviews/{invitation.pk}/",
        },
        actor=SYSTEM,
        at=event.at,
        # Whoever goes to and fro within the hour is told of once.
        dedupe_key=f"human:{invitation.pk}:{event.at:%Y%m%d%H}",
    )


@on(AssessmentReady)
def deliver_what_was_waited_for(event: AssessmentReady) -> None:
    """The language model has rated a sitting that awaited it. Results that came at once are delivered already."""
    session = Session.objects.filter(pk=event.ref).first()
    if session is not None and session.state == Stage.SUBMITTED:
        scoring.assessed(
            access.session_for_job(str(session.pk)), tenant=Tenant.objects.get(pk=tenancy.current()), at=event.at
        )


@on(events.InterviewSubmitted)
def send_receipt(event: Any) -> None:
    """The candidate gets the receipt number in writing."""
    session = access.session_for_job(event.session_id)
    invitation = session.invitation
    recipient = people.recipient_for(invitation.person_id)
    if not recipient.email:
        return
    tenant = Tenant.objects.get(pk=tenancy.current())
    plan = assessment.frozen(invitation.plan_id).content
    variables = messages.common(invitation, plan, tenant, queries.link_of(invitation, tenant.slug))
    notifications.send(
        recipient,
        messages.RECEIVED,
        variables | {"receipt": session.receipt},
        actor=SYSTEM,
        at=event.at,
        dedupe_key=f"received:{session.pk}",
    )
