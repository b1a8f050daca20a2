"""How a person's interviews are exported, and how they are shredded."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from bole.core import personal_data, storage
from bole.interviews import queries
from bole.interviews.actions import score
from bole.interviews.models import (
    Attempt,
    CandidateReport,
    Invitation,
    Part,
    Recording,
    Session,
    Signal,
    Transcript,
)


def _invitations(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for row in Invitation.objects.filter(subject_id=subject_id):
        yield {"state": row.state, "invited_at": row.invited_at.isoformat(), "deadline": row.deadline.isoformat()}


def _transcripts(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for row in Transcript.objects.filter(subject_id=subject_id).select_related("attempt__answer"):
        yield {
            "question": row.attempt.answer.question_id,
            "version": row.version,
            "source": row.source,
            "text": queries.content(row)["text"],
        }


def _reports(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for session in Session.objects.filter(subject_id=subject_id):
        report = score.candidate_report(session)
        if report is not None:
            yield report


def _recordings(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for row in Recording.objects.filter(subject_id=subject_id):
        yield {"kind": row.kind, "mime": row.mime, "bytes": row.size, "sha256": row.sha256, "file": row.key}


def _attempts(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for row in Attempt.objects.filter(subject_id=subject_id).select_related("answer"):
        yield {
            "question": row.answer.question_id,
            "mode": row.mode,
            "milliseconds": row.duration_ms,
            "measures": row.analysis,
        }


def _signals(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for row in Signal.objects.filter(session__subject_id=subject_id).order_by("at"):
        yield {"kind": row.kind, "at": row.at.isoformat(), "data": row.data}


def _sessions(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for row in Session.objects.filter(subject_id=subject_id):
        yield {"stage": row.state, "receipt": row.receipt, "consent": row.consent_version, "device check": row.probe}


def _shred_sessions(subject_id: UUID) -> int:
    """What the device check saw goes; that there was a sitting stays."""
    return Session.objects.filter(subject_id=subject_id).update(probe={}, leader_device="")


def _shred_recordings(subject_id: UUID) -> int:
    """The files go, then the rows; parts that were never joined too."""
    store = storage.store()
    rows = list(Recording.objects.filter(subject_id=subject_id))
    parts = list(Part.objects.filter(attempt__subject_id=subject_id))
    for row in rows:
        store.delete(row.key)
    for part in parts:
        store.delete(f"parts/{part.attempt_id}/{part.seq:05d}")
    Part.objects.filter(pk__in=[part.pk for part in parts]).delete()
    Recording.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows) + len(parts)


def _shred_transcripts(subject_id: UUID) -> int:
    return Transcript.objects.filter(subject_id=subject_id).delete()[0]


def _shred_attempts(subject_id: UUID) -> int:
    """The measures of a voice go; that an answer was given stays."""
    return Attempt.objects.filter(subject_id=subject_id).update(analysis=None, mime="", device="")


def _shred_signals(subject_id: UUID) -> int:
    return Signal.objects.filter(session__subject_id=subject_id).delete()[0]


def _shred_reports(subject_id: UUID) -> int:
    return CandidateReport.objects.filter(subject_id=subject_id).delete()[0]


def _shred_invitations(subject_id: UUID) -> int:
    return Invitation.objects.filter(subject_id=subject_id).update(token_sealed=b"")


def register() -> None:
    """Attach the functions to the declarations beside the models."""
    personal_data.attach(Invitation, export=_invitations, shred=_shred_invitations)
    personal_data.attach(Transcript, export=_transcripts, shred=_shred_transcripts)
    personal_data.attach(Recording, export=_recordings, shred=_shred_recordings)
    personal_data.attach(Attempt, export=_attempts, shred=_shred_attempts)
    personal_data.attach(Signal, export=_signals, shred=_shred_signals)
    personal_data.attach(Session, export=_sessions, shred=_shred_sessions)
    personal_data.attach(CandidateReport, export=_reports, shred=_shred_reports)
