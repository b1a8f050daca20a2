"""The candidate's acts in the room, before any sound: open, agree, go on, choose a person, withdraw, hand in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bole.audit import api as audit
from bole.core import ids, jobs, moves, outbox
from bole.core.actor import Actor
from bole.interviews import events, queries, states
from bole.interviews.access import is_open
from bole.interviews.actions.errors import AlreadySubmitted, NeedsConsent, OtherLink, Unanswered, WindowClosed
from bole.interviews.models import Answer, Invitation, Session, Signal
from bole.interviews.types import AttemptState, InvitationState, Mode, Stage
from bole.privacy import api as privacy

CONSENT_KIND = "interview"
SIGNALS_AT_ONCE = 200
SIGNALS_KEPT = 5000
# The largest whole number that every reader of JSON agrees on.
LARGEST = 2**53


def candidate(invitation: Invitation) -> Actor:
    """The candidate as an actor: their subject id, no name."""
    return Actor("subject", str(invitation.subject_id))


def require_open(invitation: Invitation, *, at: datetime) -> None:
    """Refuse what comes after submission or deadline, with the sentence that fits."""
    if invitation.state == InvitationState.SUBMITTED:
        raise AlreadySubmitted
    if not is_open(invitation, at=at):
        raise WindowClosed(contact=invitation.tenant.contact_email or invitation.tenant.name)


def hold(invitation: Invitation, *, at: datetime) -> Session:
    """The sitting, locked until the transaction ends, when answers may still be given.

    Handing in and withdrawing take the same lock, so nothing slips in behind either of them.
    """
    require_open(invitation, at=at)
    session: Session = Session.objects.select_for_update(no_key=True).get(pk=invitation.session.pk)
    if session.state in states.DONE:
        raise AlreadySubmitted
    if not consented(session):
        raise NeedsConsent
    return session


def consented(session: Session) -> bool:
    """Whether the candidate stands by an agreement that lets answers be assessed."""
    return bool(session.consent_version) and session.may_assess and session.state in states.CONSENTED


def lead(session: Session, *, device: str, at: datetime) -> None:
    """The device that acted last leads."""
    if session.leader_device != device:
        session.leader_device, session.leader_at = device, at
        session.save(update_fields=["leader_device", "leader_at"])


@transaction.atomic
def opened(invitation: Invitation, *, at: datetime) -> None:
    """The page's script says that a person, not a scanner, has the page open. Counted once."""
    if invitation.opened_at is None:
        invitation.opened_at = at
        invitation.save(update_fields=["opened_at"])
    if invitation.state == InvitationState.INVITED and is_open(invitation, at=at):
        moves.record(invitation, states.INVITATION, to=InvitationState.OPENED, actor=candidate(invitation), at=at)


@transaction.atomic
def consent(
    invitation: Invitation,
    *,
    version: str,
    digest: str,
    layers: Mapping[str, bool],
    language: str,
    device: str,
    at: datetime,
) -> None:
    """Keep what was agreed to, by version and hash of the text shown. Each layer stands alone.

    Without ``assessment`` the way is a person's; without ``recording`` answers are typed; without ``video`` spoken.
    """
    require_open(invitation, at=at)
    session = invitation.session
    actor = candidate(invitation)
    agreed = privacy.record_consent(
        invitation.subject_id,
        kind=CONSENT_KIND,
        version=version,
        hash=digest,
        layers=dict(layers),
        language=language,
        actor=actor,
        at=at,
        device=device,
    )
    session.consent_version = agreed.version
    session.may_record = bool(layers.get("recording"))
    session.may_video = session.may_record and bool(layers.get("video"))
    session.may_assess = bool(layers.get("assessment"))
    session.save(update_fields=["consent_version", "may_record", "may_video", "may_assess"])
    lead(session, device=device, at=at)
    if not session.may_assess:
        choose_person(invitation, at=at)
        return
    if session.state in {Stage.WELCOME, Stage.CONSENT}:
        moves.record(session, states.SITTING, to=Stage.CHECK, actor=actor, at=at)
    if invitation.state in {InvitationState.INVITED, InvitationState.OPENED}:
        moves.record(invitation, states.INVITATION, to=InvitationState.STARTED, actor=actor, at=at)


@transaction.atomic
def choose_person(invitation: Invitation, *, at: datetime) -> None:
    """The human route: at any time before handing in, without a reason, without a cost."""
    require_open(invitation, at=at)
    invitation.human_route_at = at
    invitation.save(update_fields=["human_route_at"])
    moves.record(invitation, states.INVITATION, to=InvitationState.HUMAN, actor=candidate(invitation), at=at)
    outbox.publish(events.HumanRouteChosen(invitation.pk, invitation.subject_id, at))


@transaction.atomic
def back_to_room(invitation: Invitation, *, at: datetime) -> None:
    """Changed their mind: from the human route back to the room, while the window lasts."""
    withdrawn = invitation.session.state == Stage.WITHDRAWN
    if invitation.state != InvitationState.HUMAN or at >= invitation.deadline or withdrawn:
        raise WindowClosed(contact=invitation.tenant.contact_email or invitation.tenant.name)
    if queries.live_beside(invitation):
        raise OtherLink
    moves.record(invitation, states.INVITATION, to=live_again(invitation), actor=candidate(invitation), at=at)


def live_again(invitation: Invitation) -> InvitationState:
    """The live state that an invitation returns to: a sitting that had begun goes on where it was."""
    return InvitationState.STARTED if consented(invitation.session) else InvitationState.OPENED


@transaction.atomic
def go_to(invitation: Invitation, stage: Stage, *, device: str, at: datetime) -> None:
    """Show another screen. Questions need consent; going nowhere is not a move."""
    require_open(invitation, at=at)
    session = invitation.session
    lead(session, device=device, at=at)
    if stage in states.CONSENTED and not (session.consent_version and session.may_assess):
        raise NeedsConsent
    if session.state != stage:
        moves.record(session, states.SITTING, to=stage, actor=candidate(invitation), at=at)


def advance(invitation: Invitation, session: Session, *, at: datetime) -> None:
    """To the next open question, a follow-up right behind the answer it belongs to; to the review when none is open."""
    waiting = session.answers.filter(kept__isnull=True, declined_at__isnull=True)
    following = min(waiting, key=lambda answer: answer.turn, default=None)
    if following is not None:
        turn_to(invitation, session, following, at=at)
    elif session.state == Stage.QUESTION:
        moves.record(session, states.SITTING, to=Stage.REVIEW, actor=candidate(invitation), at=at)
    invitation.session.state = session.state


def turn_to(invitation: Invitation, session: Session, answer: Answer, *, at: datetime) -> None:
    """Put one question before the candidate."""
    session.position = answer.index
    session.save(update_fields=["position"])
    if session.state == Stage.REVIEW:
        moves.record(session, states.SITTING, to=Stage.QUESTION, actor=candidate(invitation), at=at)


@transaction.atomic
def withdraw(invitation: Invitation, *, at: datetime) -> None:
    """Withdraw consent: capture is refused from now on and waiting work on the recordings is dropped.

    Saying it twice is saying it once.
    """
    session = Session.objects.select_for_update().get(pk=invitation.session.pk)
    if session.state == Stage.WITHDRAWN:
        return
    actor = candidate(invitation)
    if session.consent_version:
        privacy.withdraw(invitation.subject_id, kind=CONSENT_KIND, actor=actor, at=at)
    session.may_record = session.may_video = session.may_assess = False
    session.save(update_fields=["may_record", "may_video", "may_assess"])
    moves.record(session, states.SITTING, to=Stage.WITHDRAWN, actor=actor, at=at)
    if invitation.state in states.LIVE:
        invitation.human_route_at = at
        invitation.save(update_fields=["human_route_at"])
        moves.record(invitation, states.INVITATION, to=InvitationState.HUMAN, actor=actor, at=at)
        outbox.publish(events.HumanRouteChosen(invitation.pk, invitation.subject_id, at))
    audit.record(
        actor,
        "interviews.withdraw_consent",
        object_kind="interviews.session",
        object_id=session.pk,
        subject_id=invitation.subject_id,
        at=at,
    )


def note_signals(session: Session, signals: Sequence[Mapping[str, Any]], *, at: datetime) -> int:
    """Keep telemetry lines. Unknown kinds are kept as they are, long ones cut; the clock is ours.

    A sitting's first few thousand lines tell the story; what comes after them is not kept.
    """
    if session.signals.count() + len(signals) > SIGNALS_KEPT:
        return 0
    rows = [
        Signal(session=session, kind=str(signal.get("kind", ""))[:40], at=at, data=_small(signal))
        for signal in signals[:SIGNALS_AT_ONCE]
        if signal.get("kind")
    ]
    Signal.objects.bulk_create(rows)
    return len(rows)


def _small(signal: Mapping[str, Any]) -> dict[str, Any]:
    data = signal.get("data")
    flat = data if isinstance(data, dict) else {}
    kept: dict[str, Any] = {
        str(k)[:40]: v for k, v in list(flat.items())[:20] if isinstance(v, int | float | bool) and abs(v) < LARGEST
    }
    kept |= {str(k)[:40]: v[:200] for k, v in list(flat.items())[:20] if isinstance(v, str)}
    return kept | {"client_at": str(signal.get("at", ""))[:40]}


@transaction.atomic
def submit(invitation: Invitation, *, at: datetime) -> str:
    """Hand in. Repeating it gives the same receipt. Returns the receipt number."""
    session = Session.objects.select_for_update().get(pk=invitation.session.pk)
    if session.state in states.DONE:
        return session.receipt
    require_open(invitation, at=at)
    if not consented(session):
        raise NeedsConsent
    missing = sum(1 for answer in queries.answers_of(session) if answer.kept is None and answer.follows is None)
    if missing:
        raise Unanswered(missing=missing)
    actor = candidate(invitation)
    session.receipt, session.submitted_at = ids.short_code(), at
    session.save(update_fields=["receipt", "submitted_at"])
    if session.state == Stage.QUESTION:
        moves.record(session, states.SITTING, to=Stage.REVIEW, actor=actor, at=at)
    moves.record(session, states.SITTING, to=Stage.SUBMITTED, actor=actor, at=at)
    moves.record(invitation, states.INVITATION, to=InvitationState.SUBMITTED, actor=actor, at=at)
    audit.record(
        actor,
        "interviews.submit",
        object_kind="interviews.session",
        object_id=session.pk,
        subject_id=session.subject_id,
        at=at,
    )
    outbox.publish(events.InterviewSubmitted(session.pk, session.subject_id, at))
    queue_score(session)
    return session.receipt


def queue_score(session: Session) -> None:
    """Score when everything that was said is known; called whenever that may have become true.

    The sitting is read anew under its lock: whoever hands in and whoever reads the last recording at the same moment
    would otherwise each see the other's work undone, and nobody would queue anything.
    """
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.state == Stage.SUBMITTED and queries.ready_to_score(session):
        jobs.enqueue("interviews.score", session_id=str(session.pk), once=f"score:{session.pk}")


@transaction.atomic
def nudge(session: Session) -> None:
    """Queue again what a handed-in sitting still waits for: a job that failed for good must not leave it waiting."""
    for answer in queries.answers_of(session):
        attempt = answer.kept
        if attempt is not None and attempt.state == AttemptState.STORED:
            jobs.enqueue("interviews.read_recording", attempt_id=str(attempt.pk), once=f"read:{attempt.pk}")
    queue_score(session)


def close_overdue(invitation_id: UUID, *, at: datetime) -> bool:
    """Close one invitation whose deadline has passed. It states what did not happen, and nothing about merit."""
    with transaction.atomic():
        row = Invitation.objects.select_for_update().filter(pk=invitation_id, state__in=states.LIVE).first()
        if row is None or row.deadline > at:
            return False
        moves.record(
            row,
            states.INVITATION,
            to=InvitationState.EXPIRED,
            actor=Actor("system", "deadline"),
            at=at,
            reason_code="deadline",
        )
        return True


def recording_modes(session: Session) -> list[Mode]:
    """The ways to answer that the candidate has agreed to."""
    modes = [Mode.TYPED]
    if session.may_record:
        modes.insert(0, Mode.AUDIO)
    if session.may_video:
        modes.insert(0, Mode.VIDEO)
    return modes
