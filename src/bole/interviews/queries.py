"""Reads. Each is a constant number of queries whatever the number of rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bole.core import crypto
from bole.interviews import states
from bole.interviews.models import Answer, Attempt, Invitation, Recording, Session, Transcript
from bole.interviews.types import AttemptState, InvitationState, Mode, Source

TRANSCRIPT_PURPOSE = "interviews.Transcript.content"
TOKEN_PURPOSE = "interviews.Invitation.token"  # noqa: S105 -- binds a sealed value to its field, no secret
REPORT_PURPOSE = "interviews.CandidateReport.content"


def room_url(slug: str, token: str) -> str:
    """The candidate's link."""
    return f"{settings.BOLE_BASE_URL}/c/{slug}/i/{token}/"


def link_of(invitation: Invitation, slug: str) -> str:
    """The link of an invitation, from its sealed token."""
    token = crypto.open_text(invitation.subject_id, bytes(invitation.token_sealed), purpose=TOKEN_PURPOSE)
    return room_url(slug, token)


def invitations(*, scope: "Q | None" = None) -> "QuerySet[Invitation]":
    """Invitations with their sitting, newest first."""
    rows = Invitation.objects.select_related("session", "plan__plan", "person").order_by("-invited_at", "-id")
    return rows.filter(scope) if scope is not None else rows


def live_beside(invitation: Invitation) -> bool:
    """Whether the same person has another live invitation by the same frozen plan: there may be one at a time."""
    same = Invitation.objects.filter(person_id=invitation.person_id, plan_id=invitation.plan_id)
    return same.filter(state__in=states.LIVE).exclude(pk=invitation.pk).exists()


def answers_of(session: Session) -> list[Answer]:
    """A sitting's answers in order, the kept attempts loaded."""
    return list(session.answers.select_related("kept").order_by("index"))


def attempts_of(session: Session) -> dict[UUID, list[Attempt]]:
    """Attempts by answer id, in order."""
    grouped: dict[UUID, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(answer__session=session).order_by("no"):
        grouped[attempt.answer_id].append(attempt)
    return grouped


def costing(attempts: Iterable[Attempt]) -> int:
    """How many of these attempts cost a take: finished ones that nothing interrupted. Typed text may be changed freely."""
    return sum(1 for a in attempts if a.finished_at and not a.interrupted and a.mode != Mode.TYPED)


def newest_transcripts(attempt_ids: Iterable[UUID]) -> dict[UUID, Transcript]:
    """The version that counts, by attempt."""
    newest: dict[UUID, Transcript] = {}
    for row in Transcript.objects.filter(attempt_id__in=list(attempt_ids)).order_by("version"):
        newest[row.attempt_id] = row
    return newest


def content(transcript: Transcript) -> dict[str, Any]:
    """``{"text", "words": [[text, start_ms, end_ms, char_start, char_end]], "added": [[start, end]]}``."""
    opened: dict[str, Any] = crypto.open_json(
        transcript.subject_id, bytes(transcript.content_sealed), purpose=TRANSCRIPT_PURPOSE
    )
    return opened


def recordings_of(attempt_ids: Iterable[UUID]) -> dict[UUID, dict[str, Recording]]:
    """Recordings by attempt and kind (``playable``, ``still``, ``original``)."""
    grouped: dict[UUID, dict[str, Recording]] = defaultdict(dict)
    for row in Recording.objects.filter(attempt_id__in=list(attempt_ids)).order_by("track"):
        grouped[row.attempt_id].setdefault(row.kind, row)
    return grouped


def have(attempt: Attempt) -> list[int]:
    """Sequence numbers that were acknowledged."""
    return list(attempt.parts.order_by("seq").values_list("seq", flat=True))


def ready_to_score(session: Session) -> bool:
    """Every kept recording has been looked at, and its words are known or known to be missing."""
    kept = [answer.kept for answer in answers_of(session) if answer.kept is not None]
    if any(a.mode != Mode.TYPED and a.state not in {AttemptState.PROCESSED, AttemptState.UNREADABLE} for a in kept):
        return False
    words = newest_transcripts(a.pk for a in kept)
    return all(a.pk in words or a.state == AttemptState.UNREADABLE for a in kept)


def transcript_state(attempt: Attempt, transcript: Transcript | None) -> str:
    """What the candidate is shown: ``pending``, ``ready``, ``none`` (type what was said), or ``typed``."""
    if attempt.mode == Mode.TYPED:
        return "typed"
    if transcript is None:
        return "none" if attempt.state == AttemptState.UNREADABLE else "pending"
    return "none" if transcript.source == Source.NONE else "ready"


def counts(*, scope: "Q | None", at: datetime) -> dict[str, int]:
    """The figures above the list."""
    rows = Invitation.objects.filter(scope) if scope is not None else Invitation.objects.all()
    live = Q(state__in=[InvitationState.INVITED, InvitationState.OPENED, InvitationState.STARTED])
    return rows.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=live),
        ending=Count("pk", filter=live & Q(deadline__lte=at + timedelta(hours=24))),
        submitted=Count("pk", filter=Q(state=InvitationState.SUBMITTED)),
        human=Count("pk", filter=Q(state=InvitationState.HUMAN)),
        expired=Count("pk", filter=Q(state=InvitationState.EXPIRED)),
    )


def in_use(person_id: UUID) -> str | None:
    """Why a person cannot be taken out again: a sentence, or None. ``people`` asks before an import is undone."""
    if Invitation.objects.filter(person_id=person_id).exists():
        return _("has been invited to an interview")
    return None


def left_at(plan_id: UUID) -> dict[str, int]:
    """Those who began an interview by a plan and never handed in, by the last of its questions they began. One query."""
    begun = Attempt.objects.filter(
        answer__session__invitation__plan__plan_id=plan_id,
        answer__session__submitted_at=None,
        answer__follows=None,
    ).exclude(answer__session__invitation__state__in=states.LIVE)
    reached: dict[UUID, tuple[int, str]] = {}
    for session_id, index, question in begun.order_by().values_list(
        "answer__session_id", "answer__index", "answer__question_id"
    ):
        reached[session_id] = max(reached.get(session_id, (-1, "")), (index, question))
    return dict(Counter(question for _index, question in reached.values()))
