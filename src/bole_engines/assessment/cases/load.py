"""Read the cases beside this file into values, refusing what breaks the form that README.md states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

import yaml

from bole_engines.common import Refused

Split = Literal["dev", "held"]
Language = Literal["zh", "en"]

KINDS: Final = frozenset({"explain", "behavioural", "situational"})
INTENTS: Final = frozenset(
    [
        "full",
        "spoken",
        "paraphrase",
        "partial",
        "brief",
        "vague",
        "wrong_words",
        "contradiction",
        "stuffing",
        "fluff",
        "restated",
        "off_topic",
    ]
)
_LEVELS: Final = ((0.85, 5), (0.65, 4), (0.4, 3), (0.15, 2))
_FIELDS: Final = frozenset({"id", "split", "lang", "kind", "question", "reference", "key_points", "sheet", "answers"})


class BrokenCase(Refused):
    code = "assessment.broken_case"
    sentence = "Case {place}: {fault}."


@dataclass(frozen=True, slots=True)
class Marked:
    """One answer: its `mark` from 0 to 1, the level that follows, and what it was written to be."""

    text: str
    mark: float
    intent: str

    @property
    def level(self) -> int:
        return level_of(self.mark)


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a scorer may see (`reference`, `key_points`) and its marked answers."""

    id: str
    split: Split
    lang: Language
    kind: str
    question: str
    reference: str | None
    key_points: tuple[str, ...]
    answers: tuple[Marked, ...]


def level_of(mark: float) -> int:
    """The level, 1 to 5, of a mark from 0 to 1."""
    return next((level for least, level in _LEVELS if mark >= least), 1)


@cache
def cases(split: Split | None = None, lang: Language | None = None) -> tuple[Case, ...]:
    """All cases in order of file and place, or those of one half and language. Raises BrokenCase."""
    found = [
        _case(entry, path.name)
        for path in sorted(Path(__file__).parent.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    ]
    names = [one.id for one in found]
    for name in names:
        if names.count(name) > 1:
            raise BrokenCase(place=name, fault="its id stands twice")
    return tuple(one for one in found if split in {None, one.split} and lang in {None, one.lang})


def _case(entry: Mapping[str, Any], file: str) -> Case:
    place = f"{file}: {entry.get('id', '?')}"
    unknown = set(entry) - _FIELDS
    if unknown:
        raise BrokenCase(place=place, fault=f"unknown field {sorted(unknown)[0]}")
    if entry["split"] not in {"dev", "held"} or entry["lang"] not in {"zh", "en"} or entry["kind"] not in KINDS:
        raise BrokenCase(place=place, fault="split, lang or kind is none of the known ones")
    if not any(entry.get(name) for name in ("reference", "key_points", "sheet")):
        raise BrokenCase(place=place, fault="nothing to mark by")
    return Case(
        id=str(entry["id"]),
        split=cast("Split", entry["split"]),
        lang=cast("Language", entry["lang"]),
        kind=str(entry["kind"]),
        question=str(entry["question"]).strip(),
        reference=str(entry.get("reference") or "").strip() or None,
        key_points=tuple(str(point) for point in entry.get("key_points", ())),
        answers=tuple(_marked(one, place) for one in entry["answers"]),
    )


def _marked(entry: Mapping[str, Any], place: str) -> Marked:
    mark, intent, text = entry["mark"], entry["as"], entry["text"]
    if not isinstance(text, str) or not text.strip():
        raise BrokenCase(place=place, fault="an answer has no text")
    if not isinstance(mark, int | float) or not 0 <= mark <= 1 or abs(mark * 20 - round(mark * 20)) > 1e-9:
        raise BrokenCase(place=place, fault=f"mark {mark!r} is no step of 0.05 from 0 to 1")
    if intent not in INTENTS:
        raise BrokenCase(place=place, fault=f"unknown intent {intent!r}")
    return Marked(text=text, mark=float(mark), intent=str(intent))
