"""From words to two reports. The judge is assessment's; here its question is put together and its answer passed on."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from bole.assessment import api as assessment
from bole.core import crypto, moves, outbox
from bole.core.actor import Actor
from bole.core.models import Tenant
from bole.interviews import events, queries, states
from bole.interviews.actions import messages
from bole.interviews.models import Attempt, CandidateReport, Session, Transcript
from bole.interviews.types import Mode, Source, Stage
from bole.notifications import api as notifications
from bole.people import api as people
from bole_engines.assessment import types as judged
from bole_engines.common import encode

SCORER = Actor("machine", "score")


def answers_for_judge(session: Session) -> tuple[judged.Answer, ...]:
    """Each kept answer's newest words with their times. Answers without words are left out, never guessed.

    What was said to a follow-up is the end of the answer it belongs to.
    """
    kept = [(answer, answer.kept) for answer in queries.answers_of(session) if answer.kept is not None]
    words = queries.newest_transcripts(attempt.pk for _, attempt in kept)
    built: dict[str, judged.Answer] = {}
    for answer, attempt in sorted(kept, key=lambda pair: pair[0].turn):
        transcript = words.get(attempt.pk)
        if transcript is None or transcript.source == Source.NONE:
            continue
        told = answer_text(answer.question_id, attempt, transcript)
        before = built.get(answer.question_id)
        built[answer.question_id] = told if before is None else joined(before, told)
    return tuple(built.values())


def joined(first: judged.Answer, second: judged.Answer) -> judged.Answer:
    """Two rounds as one answer: the second's spans moved behind the first's text and a line break.

    The source is the weaker of the two, the sound as good as the worse, the speaking time that of both.
    """
    shift = len(first.text) + 1
    moved = tuple(replace(w, char_start=w.char_start + shift, char_end=w.char_end + shift) for w in second.words)
    measured = [one.speech_ms for one in (first, second) if one.speech_ms is not None]
    return judged.Answer(
        question_id=first.question_id,
        text=f"{first.text}\n{second.text}",
        words=first.words + moved,
        source=max(first.source, second.source, key=WEAKER.index),
        speech_ms=sum(measured) if len(measured) == 2 else None,
        added=first.added + tuple((a + shift, b + shift) for a, b in second.added),
        audio=max(first.audio, second.audio, key=WORSE.index),
    )


# From the strongest to the weakest.
WEAKER = ("asr", "typed", "corrected", "self_transcribed", "on_device_caption")
WORSE = ("unknown", "ok", "poor")


def answer_text(question_id: str, attempt: Attempt, transcript: Transcript) -> judged.Answer:
    """One answer as the judge takes it: text, words with times, source, speaking time, what was added in writing."""
    content = queries.content(transcript)
    analysis: dict[str, Any] = attempt.analysis or {}
    return judged.Answer(
        question_id=question_id,
        text=content["text"],
        words=tuple(judged.Word(text, start, end, a, b) for text, start, end, a, b in content["words"]),
        source=cast("judged.Source", str(transcript.source)),
        speech_ms=None if attempt.mode == Mode.TYPED else analysis.get("speech_ms"),
        added=tuple((a, b) for a, b in content["added"]),
        audio=audio_grade(attempt),
    )


# Flags of the speech engine that mean "do not trust what was recognised here".
POOR_AUDIO = frozenset({"silent", "noisy"})


def audio_grade(attempt: Attempt) -> judged.Audio:
    """``unknown`` without sound, ``poor`` when the engine says so, else ``ok``."""
    if attempt.mode == Mode.TYPED or attempt.analysis is None:
        return "unknown"
    return "poor" if POOR_AUDIO & set(attempt.analysis.get("flags", ())) else "ok"


def blind_terms(session: Session) -> tuple[str, ...]:
    """What the judge must not see: the person's own name in its usual forms."""
    name = people.person_for_machine(session.invitation.person_id).name.strip()
    parts = {name}
    if 2 <= len(name) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in name):
        parts |= {f"小{name[0]}", f"老{name[0]}", name[1:] if len(name) > 2 else name}
    else:
        parts |= {part for part in name.split() if len(part) > 2}
    return tuple(sorted(part for part in parts if part))


@transaction.atomic
def score(session: Session, *, tenant: Tenant, at: datetime) -> None:
    """Assess a handed-in sitting and deliver the candidate's report. Safe to run twice: the second finds it done.

    Where the plan's judge is a language model the sitting awaits it, and `assessed` goes on when it has rated.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state != Stage.SUBMITTED or not queries.ready_to_score(session):
        return
    stands = assessment.assess(
        session.pk,
        answers_for_judge(session),
        subject_id=session.subject_id,
        frozen_id=session.invitation.plan_id,
        blind_terms=blind_terms(session),
        at=at,
    )
    if stands:
        _finish(session, tenant=tenant, at=at)
    elif session.handed_on_at is None:
        session.handed_on_at = at
        session.save(update_fields=["handed_on_at"])


@transaction.atomic
def assessed(session: Session, *, tenant: Tenant, at: datetime) -> None:
    """The judge that was waited for has rated: deliver. Nothing for a sitting that does not wait (any more)."""
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state == Stage.SUBMITTED:
        _finish(session, tenant=tenant, at=at)


def _finish(session: Session, *, tenant: Tenant, at: datetime) -> None:
    session.scored_at = at
    session.save(update_fields=["scored_at"])
    moves.record(session, states.SITTING, to=Stage.ASSESSED, actor=SCORER, at=at)
    deliver(session, tenant=tenant, at=at)
    outbox.publish(events.ReportReady(session.pk, session.subject_id, at))


def deliver(session: Session, *, tenant: Tenant, at: datetime) -> CandidateReport:
    """Keep the candidate's report as delivered, and tell the candidate."""
    invitation = session.invitation
    told = assessment.candidate_report(session.pk, invitation.language)
    content = {**encode(told), "at": told.at.isoformat()} if told is not None else {}
    report = CandidateReport.objects.create(
        session=session,
        subject_id=session.subject_id,
        language=invitation.language,
        content_sealed=crypto.seal_json(session.subject_id, content, purpose=queries.REPORT_PURPOSE),
        created_at=at,
    )
    recipient = people.recipient_for(invitation.person_id)
    if recipient.email:
        plan = assessment.frozen(invitation.plan_id).content
        notifications.send(
            recipient,
            messages.REPORT_READY,
            messages.common(invitation, plan, tenant, queries.link_of(invitation, tenant.slug))
            | {"contact": messages.contact_line(tenant)},
            actor=SCORER,
            at=at,
            dedupe_key=f"report:{session.pk}:{int(at.timestamp())}",
        )
    return report


def candidate_report(session: Session) -> dict[str, Any] | None:
    """The newest report delivered to the candidate, or None while there is none."""
    row = session.candidate_reports.first()
    if row is None:
        return None
    opened: dict[str, Any] = crypto.open_json(
        session.subject_id, bytes(row.content_sealed), purpose=queries.REPORT_PURPOSE
    )
    return opened
