"""Words of this module as values. No Django here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class InvitationState(StrEnum):
    INVITED = "invited"
    OPENED = "opened"
    STARTED = "started"
    SUBMITTED = "submitted"
    HUMAN = "human"
    MET = "met"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Stage(StrEnum):
    """How far a sitting has come. The candidate's page shows the screen of this name."""

    WELCOME = "welcome"
    CONSENT = "consent"
    CHECK = "check"
    PRACTICE = "practice"
    QUESTION = "question"
    REVIEW = "review"
    SUBMITTED = "submitted"
    ASSESSED = "assessed"
    WITHDRAWN = "withdrawn"


class AttemptState(StrEnum):
    RECORDING = "recording"
    STORED = "stored"
    PROCESSED = "processed"
    UNREADABLE = "unreadable"


class Mode(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    TYPED = "typed"


class Source(StrEnum):
    """Where an answer's words come from, best first."""

    ASR = "asr"
    CAPTION = "on_device_caption"
    CORRECTED = "corrected"
    TYPED = "typed"
    SELF = "self_transcribed"
    NONE = "none"


MACHINE_SOURCES = frozenset({Source.ASR, Source.CAPTION})


@dataclass(frozen=True)
class RecognisedWord:
    """One recognised token with its time in milliseconds from the start of the recording."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Recognised:
    """What a recogniser heard. ``text`` is the words joined; ``engine`` names recogniser and version."""

    text: str
    words: tuple[RecognisedWord, ...]
    engine: str = ""


@dataclass(frozen=True)
class Track:
    """One recorder's numbered parts inside an attempt: first and last sequence numbers, both included."""

    track: int
    mime: str
    first: int
    last: int


@dataclass(frozen=True)
class Row:
    """One candidate's line in HR's list."""

    invitation_id: UUID
    person_id: UUID
    name: str
    plan_title: str
    state: InvitationState
    stage: Stage
    answered: int
    questions: int
    deadline: datetime
    invited_at: datetime
    submitted_at: datetime | None
    match: int | None
    low: int | None
    high: int | None
    next_action: str
    decision: str
    human_route: bool
    waiting_since: datetime
