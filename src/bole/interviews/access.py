"""Actor and id become an object here, or NotFound: the same answer for what is absent, hidden, or another tenant's."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from bole.accounts import api as accounts
from bole.accounts.types import ROOT_SCOPE, Viewer
from bole.core.errors import Forbidden, NotFound
from bole.interviews import states
from bole.interviews.models import Attempt, Invitation, Panelist, Recording, Session
from bole.people import api as people

PASS_PURPOSE = "interview"  # noqa: S105 -- what a pass is for, no secret


def scope_of(viewer: Viewer) -> Q:
    """Which invitations this viewer sees: those of the persons in a recruiter's scope, and those they sit on."""
    on_panel = Q(pk__in=Panelist.objects.filter(user_id=viewer.user_id).values("invitation_id"))
    scopes = {*viewer.scopes_for("interviews.invite"), *viewer.scopes_for("audit.read")}
    if ROOT_SCOPE in scopes:
        return Q()
    if not scopes:
        return on_panel
    return on_panel | Q(person__in=people.Person.objects.filter(people.within(scopes)))


def invitation_for(viewer: Viewer, invitation_id: UUID, *, capability: str = "interviews.read") -> Invitation:
    """An invitation this viewer may see, its sitting and plan loaded."""
    if not viewer.can(capability):
        raise Forbidden
    rows = Invitation.objects.select_related("session", "plan", "person").filter(scope_of(viewer))
    found = rows.filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found


def recording_for(viewer: Viewer, recording_id: UUID) -> Recording:
    """A recording of an interview this viewer may see."""
    row = Recording.objects.select_related("attempt__answer__session").filter(pk=recording_id).first()
    if row is None:
        raise NotFound
    invitation_for(viewer, row.attempt.answer.session.invitation_id)
    return row


def invitation_by_token(token: str, *, at: datetime, lean: bool = False) -> Invitation:
    """The invitation a candidate's link opens. Expired, revoked and forged links look alike: NotFound.

    ``lean`` leaves plan and person to be asked for when somebody needs them: a part needs neither.
    """
    found = accounts.find_pass(token, PASS_PURPOSE, at=at)
    loaded = ("session",) if lean else ("session", "plan", "person")
    invitation = Invitation.objects.select_related(*loaded).filter(access_pass_id=found.id).order_by().first()
    if invitation is None:
        raise NotFound
    return invitation


def attempt_for(session: Session, attempt_id: UUID, *, lock: bool = False) -> Attempt:
    """An attempt of this sitting; with ``lock`` nobody adds to it, finishes it, hands in or withdraws meanwhile.

    The sitting is locked before the attempt and read after it: ``attempt.answer.session`` is as it stands now.
    """
    if lock:
        list(Session.objects.select_for_update(no_key=True).filter(pk=session.pk).values_list("pk"))
    rows = Attempt.objects.select_related("answer__session__invitation__tenant")
    rows = rows.filter(answer__session=session, pk=attempt_id)
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).order_by().first()
    if found is None:
        raise NotFound
    return found


def session_for_job(session_id: UUID | str) -> Session:
    """A sitting by id, for a job of this tenant."""
    found = Session.objects.select_related("invitation__plan", "invitation__person").filter(pk=session_id).first()
    if found is None:
        raise NotFound
    return found


def attempt_for_job(attempt_id: UUID | str) -> Attempt:
    found = Attempt.objects.select_related("answer__session__invitation").filter(pk=attempt_id).first()
    if found is None:
        raise NotFound
    return found


def is_open(invitation: Invitation, *, at: datetime) -> bool:
    """Whether the candidate may still act: a live state, before the deadline."""
    return invitation.state in states.LIVE and at < invitation.deadline


def may_open_case(viewer: Viewer, ref: UUID) -> bool:
    """What ``assessment`` asks us: whether this sitting is one that the viewer may see."""
    return Invitation.objects.filter(scope_of(viewer), session__pk=ref).exists()


def pages_of_cases(viewer: Viewer, refs: Iterable[UUID]) -> dict[UUID, str]:
    """What ``assessment`` asks us for its lists: the report's address of each sitting that the viewer may see."""
    seen = Invitation.objects.filter(scope_of(viewer), session__pk__in=list(refs)).values_list("session__pk", "pk")
    return {ref: reverse("interviews:detail", args=[invitation_id]) for ref, invitation_id in seen}
