"""The candidate's page as one value: everything the room needs to draw itself, and nothing it must not know."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from bole.assessment import api as assessment
from bole.core.models import Tenant
from bole.interviews import access, queries, states
from bole.interviews.actions import conduct, follow_ups, messages
from bole.interviews.models import Answer, Attempt, Invitation, Session, Transcript
from bole.interviews.ports import speech_to_text
from bole.interviews.types import AttemptState, InvitationState, Mode, Source, Stage
from bole.privacy import api as privacy


def state(invitation: Invitation, tenant: Tenant, token: str, *, device: str, at: datetime) -> dict[str, Any]:
    """The room's state for one device. A constant number of queries."""
    frozen = assessment.frozen(invitation.plan_id)
    plan, session = frozen.content, invitation.session
    answers = queries.answers_of(session)
    attempts = queries.attempts_of(session)
    every = [attempt for group in attempts.values() for attempt in group]
    words = queries.newest_transcripts(attempt.pk for attempt in every)
    stage = stage_of(invitation, at=at)
    return {
        "now": at.isoformat(),
        "deadline": invitation.deadline.isoformat(),
        "closes_text": messages.deadline_text(invitation, tenant, language=translation.get_language() or "zh-hans"),
        "company": tenant.name,
        "contact": {"name": tenant.contact_name, "email": tenant.contact_email},
        "language": translation.get_language(),
        "languages": ["zh-hans", "en"],
        "demo": tenant.is_demo,
        "plan": plan_state(frozen, session),
        "stage": stage,
        "leader": not session.leader_device or session.leader_device == device,
        "leader_device": session.leader_device,
        "consent": consent_state(invitation, session),
        "human_route": {
            "offered": True,
            "requested": invitation.state == InvitationState.HUMAN,
            "at": invitation.human_route_at.isoformat() if invitation.human_route_at else None,
        },
        "practice": plan.practice.to_json(),
        "question": question_state(frozen, session, answers, attempts) if stage in {"question", "review"} else None,
        "answers": [
            answer_state(answer, plan, attempts, asked=asked(answer, session, stage=stage)) for answer in answers
        ],
        "transcripts": transcripts_state(answers, words),
        "follow_wait": follow_wait(frozen, answers, words) if stage in {"question", "review"} else False,
        "receipt": session.receipt or None,
        "links": {
            "report": reverse("candidate:room", args=[tenant.slug, token]),
            "privacy": reverse("candidate:privacy", args=[tenant.slug, token]),
            "copy": reverse("candidate:copy", args=[tenant.slug, token]),
            "about_me": reverse("candidate:about-me", args=[tenant.slug, token]),
        },
    }


def stage_of(invitation: Invitation, *, at: datetime) -> str:
    """Which screen: the sitting's own, ``done`` after handing in, ``closed`` when nothing can be done here."""
    session = invitation.session
    if session.state in states.DONE:
        return "done"
    if invitation.state == InvitationState.HUMAN:
        return "closed" if at >= invitation.deadline or session.state == Stage.WITHDRAWN else "welcome"
    if not access.is_open(invitation, at=at) or session.state == Stage.WITHDRAWN:
        return "closed"
    if session.state in states.CONSENTED and not session.may_assess:
        return str(Stage.CONSENT)
    return str(session.state)


def plan_state(frozen: Any, session: Session) -> dict[str, Any]:
    """Minutes, questions, criteria with weights, and the ways to answer: what a candidate should know before."""
    plan = frozen.content
    allowed = conduct.recording_modes(session) if session.consent_version else list(Mode)
    return {
        "title": plan.title,
        "language": plan.language,
        "minutes": plan.minutes,
        "questions": len(plan.questions),
        "criteria": [{"name": c.name, "weight": c.weight, "text": c.definition} for c in plan.competencies],
        "retakes": frozen.settings.retakes,
        "modes": [str(m) for m in allowed if str(m) in frozen.settings.modes or m == Mode.TYPED],
        "typed_characters": 5000,
    }


def consent_state(invitation: Invitation, session: Session) -> dict[str, Any]:
    """The text in force in the page's language, and what was granted so far."""
    text = privacy.current_text(conduct.CONSENT_KIND, translation.get_language() or "zh-hans")
    granted = {"recording": session.may_record, "video": session.may_video, "assessment": session.may_assess}
    decided = bool(session.consent_version)
    layers = [
        {
            "key": layer.key,
            "title": layer.title,
            "text": layer.text,
            "required": False,
            "granted": granted.get(layer.key, False) if decided else None,
        }
        for layer in text.layers
    ]
    return {
        "version": text.version,
        "hash": text.hash,
        "title": text.title,
        "paragraphs": list(text.paragraphs),
        "layers": layers,
        "decided": decided,
    }


def question_state(
    frozen: Any, session: Session, answers: list[Answer], attempts: dict[Any, list[Attempt]]
) -> dict[str, Any] | None:
    """The question at hand. Its competencies are not shown beside it: that would coach the answer."""
    if not answers:
        return None
    index = min(session.position, len(answers) - 1)
    answer = answers[index]
    question = frozen.content.questions[base_of(answer)]
    follow = answer.follows is not None
    taken = attempts.get(answer.pk, [])
    left = max(0, 1 + frozen.settings.retakes - queries.costing(taken))
    return {
        "index": index,
        "number": base_of(answer) + 1,
        "total": sum(1 for one in answers if one.follows is None),
        "last": not any(open_to_candidate(one) for one in answers if one is not answer),
        "id": f"{question.id}+{index}" if follow else question.id,
        "kind": question.kind,
        "text": answer.asked if follow else question.shown,
        "hint": "" if follow else question.hint,
        "think_s": follow_ups.THINK_S if follow else question.think_s,
        "answer_s": follow_ups.ANSWER_S if follow else question.answer_s,
        "follow": {"why": answer.why.partition(":")[0]} if follow else None,
        "retakes_left": left,
        "attempts": [attempt_state(attempt) for attempt in taken],
    }


def follow_wait(frozen: Any, answers: list[Answer], words: dict[Any, Transcript]) -> bool:
    """Whether follow-ups to the answer kept last are still to be decided: its words are on their way."""
    kept = [answer for answer in answers if answer.kept is not None and answer.kept_at is not None]
    last = max(kept, key=lambda answer: str(answer.kept_at), default=None)
    if last is None or last.kept is None or last.follows is not None or frozen.content.same_questions:
        return False
    spoken = last.kept.mode != Mode.TYPED and last.kept.state == AttemptState.STORED
    return spoken and last.kept.pk not in words and speech_to_text.best() is not None


def base_of(answer: Answer) -> int:
    """The index of the plan's question that this answer, or the answer it follows, belongs to."""
    return answer.index if answer.follows is None else answer.follows


def open_to_candidate(answer: Answer) -> bool:
    """Whether it can still be answered: neither kept nor declined."""
    return answer.kept is None and answer.declined_at is None


def attempt_state(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": str(attempt.pk),
        "no": attempt.no,
        "mode": attempt.mode,
        "state": "recording" if attempt.state == AttemptState.RECORDING else "stored",
        "device": attempt.device,
        "duration_ms": attempt.duration_ms or attempt.declared_ms,
        "interrupted": attempt.interrupted,
    }


def asked(answer: Answer, session: Session, *, stage: str) -> bool:
    """Whether this question has had its turn. Those to come are not told: all candidates prepare equally long."""
    if answer.follows is not None:
        return True
    return answer.kept is not None or (stage in {"question", "review", "done"} and answer.index <= session.position)


def answer_state(answer: Answer, plan: Any, attempts: dict[Any, list[Attempt]], *, asked: bool) -> dict[str, Any]:
    kept = answer.kept
    return {
        "index": answer.index,
        "status": "answered" if kept else "open",
        "mode": kept.mode if kept else None,
        "attempt": str(kept.pk) if kept else None,
        "number": base_of(answer) + 1,
        "follow": {"why": answer.why.partition(":")[0], "declined": answer.declined_at is not None}
        if answer.follows is not None
        else None,
        "text": (answer.asked or plan.questions[base_of(answer)].text) if asked else "",
        "attempts": [attempt_state(attempt) for attempt in attempts.get(answer.pk, [])],
    }


def transcripts_state(answers: list[Answer], words: dict[Any, Transcript]) -> list[dict[str, Any]]:
    """The words of the kept attempts, to be read and corrected before handing in, follow-ups behind their answers."""
    shown = []
    for answer in sorted(answers, key=lambda one: one.turn):
        if answer.kept is None:
            continue
        transcript = words.get(answer.kept.pk)
        known = transcript is not None and transcript.source != Source.NONE
        shown.append(
            {
                "index": answer.index,
                "attempt": str(answer.kept.pk),
                "state": queries.transcript_state(answer.kept, transcript),
                "source": transcript.source if transcript else None,
                "version": transcript.version if transcript else 0,
                "text": queries.content(transcript)["text"] if known and transcript else "",
            }
        )
    return shown
