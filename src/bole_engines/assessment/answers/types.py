"""The values of the short-answer scorer. Frozen, JSON-able, innocent of any person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Quote:
    """Verbatim words of the answer: `answer[start:end] == text`.

    `point` is the number of the reference's point the words speak to, counted from 0; None when they speak to none.
    """

    text: str
    start: int
    end: int
    point: int | None = None


@dataclass(frozen=True)
class Reason:
    """Why the score is what it is: a code for machines, and one sentence in Chinese and in English."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class PointScore:
    """One point of the reference, its share of the whole (all make 1) and how far the answer covers it, 0.0 to 1.0."""

    text: str
    share: float
    covered: float


@dataclass(frozen=True)
class Rating:
    """What the scorer says about one answer.

    `score` is 0.0 to 1.0 and `level` 1 to 5; both are None when the answer could not be read (`reasons` says why). Every
    quote stands verbatim in the answer. `scorer` names the rules and the encoder the score came from.
    """

    score: float | None
    level: int | None
    quotes: tuple[Quote, ...]
    reasons: tuple[Reason, ...]
    points: tuple[PointScore, ...] = ()
    scorer: str = ""
    details: Mapping[str, float] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in order."""
        return tuple(one.code for one in self.reasons)
