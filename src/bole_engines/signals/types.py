"""What a signal reads, what it says, and what makes something a signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bole_engines.common import Reason, encode


@dataclass(frozen=True)
class Spoken:
    """One answer as a signal may read it; nothing here is a picture.

    `index` is its place in the interview, `asked` the question's words, `text` the transcript, `delivery` what
    `bole_engines.speech.prosody` said about the sound as JSON values (None for a typed answer).
    """

    index: int
    text: str
    asked: str = ""
    delivery: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Passage:
    """A stretch of an answer, verbatim: `text` is what stands at the half-open range `start:end` of answer `index`."""

    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Finding:
    """One thing described: `code` says what, `index` in which answer (None: in all of them), `values` with what figures."""

    code: str
    index: int | None
    values: Mapping[str, float | str]
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Described:
    """All that one signal says about one interview. `reasons` tell what was left out and why."""

    signal: str
    version: str
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        result: dict[str, Any] = encode(self)
        return result


class Signal(Protocol):
    """A plug-in that describes an interview. Its weight is nought by type: there is no other value to give it."""

    @property
    def name(self) -> str:
        """The name that plans list it by."""

    @property
    def version(self) -> str:
        """Changes whenever the same answers may be described otherwise."""

    @property
    def weight(self) -> Literal[0]:
        """Always 0."""

    def describe(self, answers: Sequence[Spoken]) -> Described:
        """Describe the answers of one person. The same answers give the same description."""


def verified(passage: Passage, answers: Sequence[Spoken]) -> bool:
    """Whether the passage stands in its answer, character by character."""
    return any(
        one.index == passage.index
        and 0 <= passage.start < passage.end <= len(one.text)
        and one.text[passage.start : passage.end] == passage.text
        for one in answers
    )
