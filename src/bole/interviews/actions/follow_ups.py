"""Asking once more for what an answer left out. The engine says what is missing; here it becomes a question of the sitting.

A follow-up costs nothing: it may be declined, an unanswered one holds up nothing, and the words given to it are read as
the end of the answer they belong to, so that more rounds earn nothing that one good round would not.
"""

from datetime import datetime

from django.db import transaction

from bole.assessment import api as assessment
from bole.interviews import queries
from bole.interviews.actions import conduct, score
from bole.interviews.actions.errors import WrongQuestion
from bole.interviews.models import Answer, Invitation, Session
from bole.interviews.types import Source, Stage
from bole_engines.assessment import followups

# As long as one may talk and get ready: a follow-up asks for one thing.
ANSWER_S = 60
THINK_S = 20
# A sitting is not to grow without end, whatever the plan's rules find missing.
MOST_IN_A_SITTING = 6


@transaction.atomic
def consider(answer: Answer) -> int:
    """Ask what the kept take of a plan's question left out, once. Returns how many follow-ups it made.

    Called whenever the words of a kept take become known. Before that, and once the sitting is handed in, it does nothing.
    """
    session = Session.objects.select_for_update(no_key=True).get(pk=answer.session_id)
    if session.state not in {Stage.QUESTION, Stage.REVIEW}:
        return 0
    every = {one.index: one for one in queries.answers_of(session)}
    base = every[answer.index]
    asked_before = [one for one in every.values() if one.follows is not None]
    if base.follows is not None or base.kept is None or any(one.follows == base.index for one in asked_before):
        return 0
    transcript = queries.newest_transcripts([base.kept.pk]).get(base.kept.pk)
    if transcript is None or transcript.source == Source.NONE:
        return 0
    plan = assessment.frozen(session.invitation.plan_id).content
    told = score.answer_text(base.question_id, base.kept, transcript)
    due = followups.due(plan, told, blind_terms=score.blind_terms(session))
    due = due[: max(0, MOST_IN_A_SITTING - len(asked_before))]
    Answer.objects.bulk_create(
        Answer(
            session=session,
            index=len(every) + number,
            question_id=base.question_id,
            follows=base.index,
            asked=one.text,
            why=one.when,
        )
        for number, one in enumerate(due)
    )
    return len(due)


@transaction.atomic
def take(invitation: Invitation, index: int, *, device: str, at: datetime) -> None:
    """Go to an open follow-up, from the review or from another question."""
    session = conduct.hold(invitation, at=at)
    answer = _open(session, index)
    conduct.lead(session, device=device, at=at)
    conduct.turn_to(invitation, session, answer, at=at)


@transaction.atomic
def decline(invitation: Invitation, index: int, *, device: str, at: datetime) -> None:
    """Leave a follow-up unanswered and go on. It is held against nobody: the judge never hears of it."""
    session = conduct.hold(invitation, at=at)
    answer = _open(session, index)
    answer.declined_at = at
    answer.save(update_fields=["declined_at"])
    conduct.lead(session, device=device, at=at)
    conduct.advance(invitation, session, at=at)


def _open(session: Session, index: int) -> Answer:
    answer = session.answers.filter(index=index, follows__isnull=False, kept__isnull=True).first()
    if answer is None or session.state not in {Stage.QUESTION, Stage.REVIEW}:
        raise WrongQuestion
    return answer
