"""News of this module for those above it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CandidateInvited:
    invitation_id: UUID
    subject_id: UUID
    at: datetime


@dataclass(frozen=True)
class InterviewSubmitted:
    session_id: UUID
    subject_id: UUID
    at: datetime


@dataclass(frozen=True)
class ReportReady:
    session_id: UUID
    subject_id: UUID
    at: datetime


@dataclass(frozen=True)
class HumanRouteChosen:
    invitation_id: UUID
    subject_id: UUID
    at: datetime
