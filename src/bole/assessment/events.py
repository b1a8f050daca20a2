"""News of this module. Ids, words from lists and times only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AssessmentReady:
    """The machine's ratings of ``ref`` stand (or stand anew, after a re-score)."""

    ref: UUID
    subject_id: UUID
    at: datetime


@dataclass(frozen=True)
class RatingsSubmitted:
    """A person has rated ``ref``; ``rater`` is a user's id."""

    ref: UUID
    subject_id: UUID
    rater: str
    at: datetime


@dataclass(frozen=True)
class DecisionMade:
    """A named person decided: ``outcome`` is proceed, hold or decline."""

    ref: UUID
    subject_id: UUID
    outcome: str
    at: datetime


@dataclass(frozen=True)
class LevelSettled:
    """A named person settled one competency of ``ref``; it joins the gold set."""

    ref: UUID
    subject_id: UUID
    competency_id: str
    level: int
    at: datetime


@dataclass(frozen=True)
class CalibrationSwitched:
    """A calibration of a plan's competency was switched on (``on``) or off by a named person."""

    plan_id: UUID
    competency_id: str
    version: int
    on: bool
    at: datetime
