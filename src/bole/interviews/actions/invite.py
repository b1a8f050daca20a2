"""Asking someone to an interview, and taking the question back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from bole.accounts import api as accounts
from bole.assessment import api as assessment
from bole.audit import api as audit
from bole.core import crypto, ids, moves, outbox
from bole.core.actor import Actor
from bole.core.errors import NotFound
from bole.core.models import Tenant
from bole.interviews import events, queries, states
from bole.interviews.access import PASS_PURPOSE
from bole.interviews.actions import conduct, messages
from bole.interviews.actions.errors import AlreadyInvited, CannotExtend, CannotRevoke, NoAddress
from bole.interviews.models import Answer, Invitation, Panelist, Session
from bole.interviews.types import InvitationState
from bole.notifications import api as notifications
from bole.people import api as people

# After the deadline the link opens only the candidate's own page, this long.
RETENTION = timedelta(days=180)


@dataclass(frozen=True)
class Outcome:
    """Of several invitations: those that went out, and for the others why not (name, sentence)."""

    sent: tuple[Invitation, ...]
    refused: tuple[tuple[str, str], ...]


def invite_many(
    person_ids: Sequence[UUID], *, plan_id: UUID, window_hours: int, tenant: Tenant, actor: Actor, at: datetime
) -> Outcome:
    """Invite each person; one who cannot be invited is reported and stops nobody else."""
    sent: list[Invitation] = []
    refused: list[tuple[str, str]] = []
    for person_id in person_ids:
        try:
            sent.append(
                invite(person_id, plan_id=plan_id, window_hours=window_hours, tenant=tenant, actor=actor, at=at)
            )
        except (AlreadyInvited, NoAddress) as error:
            refused.append((str(error.data.get("name", "")), str(error)))
    return Outcome(tuple(sent), tuple(refused))


@transaction.atomic
def invite(
    person_id: UUID, *, plan_id: UUID, window_hours: int, tenant: Tenant, actor: Actor, at: datetime
) -> Invitation:
    """Freeze the plan, issue the link, send the message: one transaction, so that all of it is true or none."""
    person = people.person_for_machine(person_id)
    recipient = people.recipient_for(person_id)
    if not recipient.email:
        raise NoAddress(name=person.name)
    frozen = assessment.freeze(plan_id, actor=actor, at=at)
    live = Invitation.objects.filter(person_id=person_id, plan_id=frozen.id, state__in=states.LIVE)
    if live.exists():
        raise AlreadyInvited(name=person.name)
    deadline = at + timedelta(hours=window_hours)
    access_pass, token = accounts.issue_pass(
        person.subject_id, PASS_PURPOSE, expires_at=deadline + RETENTION, actor=actor, at=at
    )
    invitation = Invitation.objects.create(
        id=ids.uuid7(),
        person_id=person_id,
        subject_id=person.subject_id,
        plan_id=frozen.id,
        access_pass_id=access_pass.id,
        token_sealed=crypto.seal_text(person.subject_id, token, purpose=queries.TOKEN_PURPOSE),
        language=recipient.language,
        window_hours=window_hours,
        invited_at=at,
        deadline=deadline,
        invited_by=UUID(actor.id) if actor.kind == "user" else None,
    )
    session = Session.objects.create(invitation=invitation, subject_id=person.subject_id)
    Answer.objects.bulk_create(
        Answer(session=session, index=index, question_id=question.id)
        for index, question in enumerate(frozen.content.questions)
    )
    assessment.open_case(session.pk, subject_id=person.subject_id, frozen_id=frozen.id, at=at)
    audit.record(
        actor,
        "interviews.invite",
        object_kind="interviews.invitation",
        object_id=invitation.pk,
        subject_id=person.subject_id,
        at=at,
    )
    send_invitation(invitation, token=token, tenant=tenant, actor=actor, at=at)
    outbox.publish(events.CandidateInvited(invitation.pk, person.subject_id, at))
    return invitation


def send_invitation(invitation: Invitation, *, token: str, tenant: Tenant, actor: Actor, at: datetime) -> None:
    """Queue the message with the link."""
    frozen = assessment.frozen(invitation.plan_id)
    notifications.send(
        people.recipient_for(invitation.person_id),
        messages.INVITATION,
        messages.invitation_variables(invitation, frozen.content, tenant, queries.room_url(tenant.slug, token)),
        actor=actor,
        at=at,
        dedupe_key=f"invitation:{invitation.pk}:{int(at.timestamp())}",
    )


@transaction.atomic
def send_again(invitation: Invitation, *, tenant: Tenant, actor: Actor, at: datetime) -> None:
    """Send the same link once more. NotFound when it was taken back, or its candidate was erased."""
    if invitation.state == InvitationState.REVOKED or crypto.is_destroyed(invitation.subject_id):
        raise NotFound
    token = crypto.open_text(invitation.subject_id, bytes(invitation.token_sealed), purpose=queries.TOKEN_PURPOSE)
    send_invitation(invitation, token=token, tenant=tenant, actor=actor, at=at)
    audit.record(
        actor,
        "interviews.send_again",
        object_kind="interviews.invitation",
        object_id=invitation.pk,
        subject_id=invitation.subject_id,
        at=at,
    )


@transaction.atomic
def revoke(invitation: Invitation, *, reason_code: str, actor: Actor, at: datetime) -> None:
    """Take the question back: the link closes at once. It says nothing about the candidate."""
    if invitation.state == InvitationState.SUBMITTED:
        raise CannotRevoke
    moves.record(invitation, states.INVITATION, to=InvitationState.REVOKED, actor=actor, at=at, reason_code=reason_code)
    accounts.revoke_pass(invitation.access_pass_id, actor=actor, at=at)
    audit.record(
        actor,
        "interviews.revoke",
        object_kind="interviews.invitation",
        object_id=invitation.pk,
        subject_id=invitation.subject_id,
        at=at,
    )


@transaction.atomic
def extend(invitation: Invitation, *, hours: int, actor: Actor, at: datetime) -> None:
    """Give more time, also after the deadline passed."""
    if invitation.state in {InvitationState.SUBMITTED, InvitationState.REVOKED}:
        raise CannotExtend
    if invitation.state == InvitationState.EXPIRED and queries.live_beside(invitation):
        raise AlreadyInvited(name=invitation.person.name)
    invitation.deadline = max(invitation.deadline, at) + timedelta(hours=hours)
    invitation.save(update_fields=["deadline"])
    if invitation.state == InvitationState.EXPIRED:
        to = conduct.live_again(invitation)
        moves.record(invitation, states.INVITATION, to=to, actor=actor, at=at, reason_code="extended")
    audit.record(
        actor,
        "interviews.extend",
        object_kind="interviews.invitation",
        object_id=invitation.pk,
        subject_id=invitation.subject_id,
        fields=("deadline",),
        at=at,
    )


@transaction.atomic
def mark_met(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    """A person has talked with the candidate: from now on people rate and decide by the same rubric as everyone's."""
    moves.record(invitation, states.INVITATION, to=InvitationState.MET, actor=actor, at=at)
    audit.record(
        actor,
        "interviews.mark_met",
        object_kind="interviews.invitation",
        object_id=invitation.pk,
        subject_id=invitation.subject_id,
        at=at,
    )


@transaction.atomic
def set_panel(invitation: Invitation, user_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """Who else watches and rates: exactly these colleagues."""
    invitation.panel.exclude(user_id__in=user_ids).delete()
    present = set(invitation.panel.values_list("user_id", flat=True))
    Panelist.objects.bulk_create(
        Panelist(invitation=invitation, user_id=user_id, added_at=at) for user_id in user_ids if user_id not in present
    )
    audit.record(
        actor,
        "interviews.set_panel",
        object_kind="interviews.invitation",
        object_id=invitation.pk,
        subject_id=invitation.subject_id,
        fields=("panel",),
        at=at,
    )
