"""Interview plans as YAML: read, checked as a whole, digested."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from bole_engines.assessment import checking, yamls
from bole_engines.assessment.checking import LEAST_BEHAVIOURS, LEAST_KEY_POINTS, MOST_MINUTES
from bole_engines.assessment.faults import Fault
from bole_engines.assessment.types import Plan, Question
from bole_engines.common import BadData, Refused

__all__ = ["LEAST_BEHAVIOURS", "LEAST_KEY_POINTS", "MOST_MINUTES", "BadPlan", "checked", "digest", "load"]

MOST_RETAKES = 3
LONGEST_TITLE, LONGEST_FAMILY = 120, 60


class BadPlan(Refused):
    """A plan that may not be used: `faults` are all that were found, `problems` the same as English sentences with lines."""

    code = "assessment.bad_plan"
    sentence = "This interview plan cannot be used: {listed}."

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.problems = tuple(one.with_line for one in self.faults)
        super().__init__(listed="; ".join(self.problems), problems=self.problems)


def load(source: str) -> Plan:
    """A plan from YAML text; raises `BadPlan` with the line of a syntax error or with every fault of content."""
    try:
        document = yamls.read(source)
    except yamls.BadYaml as error:
        raise BadPlan([error.fault]) from error
    if not isinstance(document.data, dict):
        raise BadPlan([Fault("no_mapping_plan", line=1)])
    if document.twice:
        raise BadPlan(document.twice)
    try:
        plan = Plan.from_json(widened(document.data))
    except BadData as error:
        raise BadPlan([of_shape(error)]) from error
    return checked(plan)


def checked(plan: Plan) -> Plan:
    """The plan itself when nothing is wrong with it; raises `BadPlan` otherwise."""
    problems = list(faults(plan))
    if problems:
        raise BadPlan(problems)
    return plan


def digest(plan: Plan) -> str:
    """SHA-256 (hex) over the plan's canonical JSON: equal plans, equal digests, whatever file they came from.

    What a plan does not use is left out, so that a plan written before the bank existed keeps the digest it was frozen under.
    """
    content = plan.to_json()
    content["questions"] = [_used(one) for one in content["questions"]]
    if not content["same_questions"]:
        del content["same_questions"]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def widened(data: dict[str, Any]) -> dict[str, Any]:
    """The shorthand of the YAML made plain: a synonym group may be one string with `|`."""
    synonyms = data.get("synonyms")
    if not isinstance(synonyms, dict):
        return data
    groups = {name: words.split("|") if isinstance(words, str) else words for name, words in synonyms.items()}
    return {**data, "synonyms": groups}


def of_shape(error: BadData) -> Fault:
    """A value of the wrong shape as a fault, with its path."""
    return Fault("shape", yamls.path_of(error.data["where"]), data=error.data)


def _used(question: dict[str, Any]) -> dict[str, Any]:
    plain = [one if one["when"] else one["text"] for one in question["follow_ups"]]
    unused = {"difficulty": 2, "turns": [], "code": None}
    kept = {key: value for key, value in question.items() if key not in unused or value != unused[key]}
    return {**kept, "follow_ups": plain}


def faults(plan: Plan) -> Iterator[Fault]:
    """Everything that is wrong with a plan, in the order of its parts."""
    yield from _names(plan)
    yield from checking.repeated("competency", _places("competencies", plan.competencies))
    yield from checking.repeated("question", _places("questions", plan.questions))
    yield from checking.repeated("behaviour or key point", _evidence_ids(plan))
    if not plan.questions:
        yield Fault("none", ("questions",), "questions")
    total = sum(one.weight for one in plan.competencies)
    if total != 100:
        yield Fault("weights", ("competencies",), "competencies", data={"total": total})
    yield from between("minutes", plan.minutes, 1, MOST_MINUTES)
    yield from between("match_threshold", plan.match_threshold, 20, 100)
    for index, competency in enumerate(plan.competencies):
        path = ("competencies", index)
        yield from checking.competency(competency, path, plan.language, plan.synonyms)
        asking = plan.asking(competency.id)
        if not asking:
            yield Fault("not_asked_for", path, "competency", competency.id)
        yield from checking.enough_behaviours(competency, path, {one.kind for one in asking})
    known = frozenset(one.id for one in plan.competencies)
    for index, question in enumerate(plan.questions):
        yield from checking.question(question, ("questions", index), known, plan.language, plan.synonyms)
    yield from checking.asked("practice", "", [(plan.practice.text, ("practice", "text"))])


def _names(plan: Plan) -> Iterator[Fault]:
    named = [(plan.id, ("id",)), *_places("competencies", plan.competencies), *_places("questions", plan.questions)]
    yield from checking.ids([*named, *_evidence_ids(plan)])
    for what, text, longest in (("title", plan.title, LONGEST_TITLE), ("family", plan.family, LONGEST_FAMILY)):
        if not 1 <= len(text.strip()) <= longest:
            yield Fault("length", (what,), what, data={"most": longest})
    yield from between("retakes", plan.retakes, 0, MOST_RETAKES)
    yield from checking.characters(plan.to_json())


def between(what: str, value: int, least: int, most: int) -> Iterator[Fault]:
    """A number that is out of its range."""
    if not least <= value <= most:
        yield Fault("range", (what,), what, data={"value": value, "least": least, "most": most})


def _places(where: str, items: Iterable[Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(one.id, (where, index, "id")) for index, one in enumerate(items)]


def _evidence_ids(plan: Plan) -> list[tuple[str, tuple[str | int, ...]]]:
    return evidence_ids(plan.competencies, plan.questions)


def evidence_ids(competencies: Iterable[Any], questions: Iterable[Question]) -> list[tuple[str, tuple[str | int, ...]]]:
    """Ids of behaviours and key points with their places: a quote names one of them, so each is used once."""
    behaviours = [
        (b.id, ("competencies", i, "behaviours", j, "id"))
        for i, one in enumerate(competencies)
        for j, b in enumerate(one.behaviours)
    ]
    points = [
        (k.id, ("questions", i, "key_points", j, "id"))
        for i, q in enumerate(questions)
        for j, k in enumerate(q.key_points)
    ]
    return [*behaviours, *points]
