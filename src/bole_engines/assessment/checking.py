"""What competencies and questions must be like, in a plan and in a bank: one set of rules, faults as values."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bole_engines.assessment.cues import BadCue, compile_cue
from bole_engines.assessment.faults import Fault, Path
from bole_engines.assessment.types import LEVELS, Behaviour, Competency, KeyPoint, Question
from bole_engines.text import unlawful

LEAST_BEHAVIOURS = 4
LEAST_KEY_POINTS = 3
LEAST_TURNS, MOST_TURNS = 2, 4
MOST_MINUTES = 30
DIFFICULTIES = (1, 2, 3)
FOLLOW_UP_RULES = ("no_action", "no_result", "no_measure", "no_situation")
KEY_POINT_RULE = "key_point:"
# Ids stand in addresses, in names of form fields and in columns.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")

Synonyms = Mapping[str, tuple[str, ...]]


def ids(named: Iterable[tuple[str, Path]]) -> Iterator[Fault]:
    """Ids that no address or column can hold; each is given with its place."""
    for name, path in named:
        if not ID.fullmatch(name):
            yield Fault("bad_id", path, data={"id": name[:60]})


def repeated(noun: str, named: Iterable[tuple[str, Path]]) -> Iterator[Fault]:
    """Ids that stand more than once; the fault is at the second of them."""
    given = list(named)
    for name, count in Counter(one for one, _ in given).items():
        if count > 1:
            second = [path for one, path in given if one == name][1]
            yield Fault("repeated", second, noun, data={"id": name, "n": count})


def characters(content: Any) -> Iterator[Fault]:
    """Characters that JSON or a database cannot hold, anywhere in the content (as `to_json` gives it)."""
    written = json.dumps(content, ensure_ascii=False)
    if "\\u0000" in written or any("\ud800" <= character <= "\udfff" for character in written):
        yield Fault("no_text")


def competency(one: Competency, path: Path, language: str, synonyms: Synonyms) -> Iterator[Fault]:
    """Anchors, weight, threshold, and the cues of its behaviours."""
    if sorted(one.anchors) != list(LEVELS) or not all(text.strip() for text in one.anchors.values()):
        yield Fault("anchors", (*path, "anchors"), "competency", one.id)
    if not 1 <= one.weight <= 100:
        yield Fault("weight", (*path, "weight"), "competency", one.id, {"value": one.weight})
    if one.threshold not in LEVELS:
        yield Fault("threshold", (*path, "threshold"), "competency", one.id, {"value": one.threshold})
    for index, behaviour in enumerate(one.behaviours):
        place = (*path, "behaviours", index)
        if not 1 <= behaviour.cap <= 4:
            yield Fault("cap", (*place, "cap"), "behaviour", behaviour.id, {"value": behaviour.cap})
        yield from _cues(behaviour, "behaviour", place, language, synonyms)


def enough_behaviours(one: Competency, path: Path, kinds: set[str]) -> Iterator[Fault]:
    """A competency that anything but explanations asks for needs conduct to look for. `kinds` are those of its questions."""
    raising = sum(1 for behaviour in one.behaviours if behaviour.polarity == "+")
    if kinds - {"explain", "code"} and raising < LEAST_BEHAVIOURS:
        data = {"n": raising, "least": LEAST_BEHAVIOURS}
        yield Fault("few_behaviours", (*path, "behaviours"), "competency", one.id, data)


def question(one: Question, path: Path, known: frozenset[str], language: str, synonyms: Synonyms) -> Iterator[Fault]:
    """Everything about one question; `known` are the ids of the competencies there are."""
    if not one.text.strip():
        yield Fault("empty", (*path, "text"), "question", one.id)
    if not one.competencies:
        yield Fault("no_competency", path, "question", one.id)
    for index, name in enumerate(one.competencies):
        if name not in known:
            yield Fault("unknown_competency", (*path, "competencies", index), "question", one.id, {"id": name})
    if not 10 <= one.answer_s <= 600 or not 0 <= one.think_s <= 600:
        yield Fault("times", (*path, "answer_s"), "question", one.id)
    if one.difficulty not in DIFFICULTIES:
        yield Fault("difficulty", (*path, "difficulty"), "question", one.id, {"value": one.difficulty})
    yield from _of_its_kind(one, path)
    yield from _follow_ups(one, path)
    yield from asked("question", one.id, _texts(one, path))
    for index, point in enumerate(one.key_points):
        yield from _cues(point, "key point", (*path, "key_points", index), language, synonyms)


def asked(noun: str, name: str, texts: Iterable[tuple[str, Path]]) -> Iterator[Fault]:
    """What the law forbids to ask, in any of these texts."""
    for text, path in texts:
        for finding in unlawful.lint(text):
            yield Fault("unlawful", path, noun, name, {"text": finding.text, "ground": finding.ground})


def _texts(one: Question, path: Path) -> Iterator[tuple[str, Path]]:
    yield one.text, (*path, "text")
    yield one.hint, (*path, "hint")
    for index, follow_up in enumerate(one.follow_ups):
        yield follow_up.text, (*path, "follow_ups", index)
    for index, turn in enumerate(one.turns):
        yield turn.says, (*path, "turns", index)


def _of_its_kind(one: Question, path: Path) -> Iterator[Fault]:
    if one.kind == "explain" and len(one.key_points) < LEAST_KEY_POINTS:
        data = {"n": len(one.key_points), "least": LEAST_KEY_POINTS}
        yield Fault("few_points", (*path, "key_points"), "question", one.id, data)
    if one.kind != "explain" and one.key_points:
        yield Fault("points_not_here", (*path, "key_points"), "question", one.id)
    if one.kind == "roleplay" and not LEAST_TURNS <= len(one.turns) <= MOST_TURNS:
        yield Fault("turns", (*path, "turns"), "question", one.id, {"n": len(one.turns)})
    if one.kind != "roleplay" and one.turns:
        yield Fault("turns_not_here", (*path, "turns"), "question", one.id)
    for index, turn in enumerate(one.turns):
        if not turn.says.strip():
            yield Fault("empty", (*path, "turns", index), "turn", turn.id)
    if one.kind == "code" and not (one.code and one.code.languages and one.code.cases):
        yield Fault("code_needed", (*path, "code"), "question", one.id)
    if one.kind != "code" and one.code is not None:
        yield Fault("code_not_here", (*path, "code"), "question", one.id)


def _follow_ups(one: Question, path: Path) -> Iterator[Fault]:
    points = {point.id for point in one.key_points}
    for index, follow_up in enumerate(one.follow_ups):
        place = (*path, "follow_ups", index)
        if not follow_up.text.strip():
            yield Fault("empty", place, "question", one.id)
        if follow_up.when.startswith(KEY_POINT_RULE):
            wanted = follow_up.when.removeprefix(KEY_POINT_RULE)
            if wanted not in points:
                yield Fault("follow_up_point", place, "question", one.id, {"id": wanted})
        elif follow_up.when and follow_up.when not in FOLLOW_UP_RULES:
            known = ", ".join((*FOLLOW_UP_RULES, KEY_POINT_RULE + "<id>"))
            yield Fault("follow_up_rule", place, "question", one.id, {"rule": follow_up.when, "known": known})


def _cues(one: Behaviour | KeyPoint, noun: str, path: Path, language: str, synonyms: Synonyms) -> Iterator[Fault]:
    if not one.cues:
        yield Fault("no_cue", path, noun, one.id)
    for index, cue in enumerate(one.cues):
        try:
            compile_cue(cue, language, synonyms)
        except BadCue as error:
            yield Fault("bad_cue", (*path, "cues", index), noun, one.id, {"why": str(error)})
