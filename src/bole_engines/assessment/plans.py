"""Interview plans as YAML: read, checked as a whole, digested."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from bole_engines.assessment.cues import BadCue, compile_cue
from bole_engines.assessment.types import LEVELS, Competency, Plan, Question
from bole_engines.common import BadData, Refused
from bole_engines.text import unlawful

LEAST_BEHAVIOURS = 4
LEAST_KEY_POINTS = 4
MOST_MINUTES = 15
MOST_RETAKES = 3
LONGEST_TITLE, LONGEST_FAMILY = 120, 60
# Ids stand in addresses, in names of form fields and in columns.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")


class BadPlan(Refused):
    """A plan that may not be used; `data["problems"]` lists every reason found, each naming its place."""

    code = "assessment.bad_plan"
    sentence = "This interview plan cannot be used: {listed}."

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(listed="; ".join(self.problems), problems=self.problems)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines that quote each other would otherwise unfold to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "aliases (*name) are not used in plans", self.peek_event().start_mark
            )
        return super().compose_node(parent, index)


def load(source: str) -> Plan:
    """A plan from YAML text; raises `BadPlan` with the line of a syntax error or with every fault of content."""
    try:
        data = yaml.load(source, _PlainLoader)  # noqa: S506 -- a safe loader with less in it
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise BadPlan([f"{line}{getattr(error, 'problem', None) or 'not YAML'}"]) from error
    except (ValueError, OverflowError, RecursionError) as error:
        # A date such as 2026-99-99, a number of thousands of digits, a thousand brackets.
        raise BadPlan([f"a value that cannot be read ({type(error).__name__})"]) from error
    if not isinstance(data, dict):
        raise BadPlan(["line 1: a plan is a mapping of names to values"])
    try:
        plan = Plan.from_json(_widened(data))
    except BadData as error:
        raise BadPlan([str(error).rstrip(".")]) from error
    return checked(plan)


def checked(plan: Plan) -> Plan:
    """The plan itself when nothing is wrong with it; raises `BadPlan` otherwise."""
    problems = list(_problems(plan))
    if problems:
        raise BadPlan(problems)
    return plan


def digest(plan: Plan) -> str:
    """SHA-256 (hex) over the plan's canonical JSON: equal plans, equal digests, whatever file they came from."""
    canonical = json.dumps(plan.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _widened(data: dict[str, Any]) -> dict[str, Any]:
    """The shorthand of the YAML made plain: a synonym group may be one string with `|`."""
    synonyms = data.get("synonyms")
    if not isinstance(synonyms, dict):
        return data
    groups = {name: words.split("|") if isinstance(words, str) else words for name, words in synonyms.items()}
    return {**data, "synonyms": groups}


def _problems(plan: Plan) -> Iterator[str]:
    yield from _name_problems(plan)
    yield from _repeated("competency", [one.id for one in plan.competencies])
    yield from _repeated("question", [one.id for one in plan.questions])
    behaviour_ids = [b.id for one in plan.competencies for b in one.behaviours]
    yield from _repeated("behaviour or key point", behaviour_ids + [k.id for q in plan.questions for k in q.key_points])
    if not plan.questions:
        yield "questions: at least one is needed"
    total = sum(one.weight for one in plan.competencies)
    if total != 100:
        yield f"competencies: the weights sum to {total}, not to 100"
    if not 1 <= plan.minutes <= MOST_MINUTES:
        yield f"minutes: {plan.minutes} is not between 1 and {MOST_MINUTES}"
    if not 20 <= plan.match_threshold <= 100:
        yield f"match_threshold: {plan.match_threshold} is not between 20 and 100"
    for competency in plan.competencies:
        yield from _competency_problems(plan, competency)
    for question in plan.questions:
        yield from _question_problems(plan, question)
    for finding in unlawful.lint(plan.practice.text):
        yield f"practice: “{finding.text}” may not be asked ({finding.ground})"


def _name_problems(plan: Plan) -> Iterator[str]:
    behaviours = [one.id for competency in plan.competencies for one in competency.behaviours]
    points = [one.id for question in plan.questions for one in question.key_points]
    names = [plan.id, *(one.id for one in plan.competencies), *(one.id for one in plan.questions), *behaviours, *points]
    for name in names:
        if not ID.fullmatch(name):
            yield f"id {name[:60]!r}: up to 60 letters, digits, dots, hyphens and underscores, please"
    for what, text, longest in (("title", plan.title, LONGEST_TITLE), ("family", plan.family, LONGEST_FAMILY)):
        if not 1 <= len(text.strip()) <= longest:
            yield f"{what}: 1 to {longest} characters, please"
    if not 0 <= plan.retakes <= MOST_RETAKES:
        yield f"retakes: {plan.retakes} is not between 0 and {MOST_RETAKES}"
    written = json.dumps(plan.to_json(), ensure_ascii=False)
    if "\\u0000" in written or any("\ud800" <= character <= "\udfff" for character in written):
        yield "there is a character in it that no text has"


def _competency_problems(plan: Plan, competency: Competency) -> Iterator[str]:
    where = f"competency {competency.id}"
    if sorted(competency.anchors) != list(LEVELS) or not all(text.strip() for text in competency.anchors.values()):
        yield f"{where}: anchors 1 to 5 must all be there and say something"
    if not 1 <= competency.weight <= 100:
        yield f"{where}: weight {competency.weight} is not between 1 and 100"
    if competency.threshold not in LEVELS:
        yield f"{where}: threshold {competency.threshold} is not a level"
    asking = plan.asking(competency.id)
    if not asking:
        yield f"{where}: no question asks for it"
    positive = [one for one in competency.behaviours if one.polarity == "+"]
    if any(question.kind != "explain" for question in asking) and len(positive) < LEAST_BEHAVIOURS:
        yield f"{where}: {len(positive)} behaviours that raise it, at least {LEAST_BEHAVIOURS} are needed"
    for behaviour in competency.behaviours:
        if not 1 <= behaviour.cap <= 4:
            yield f"behaviour {behaviour.id}: cap {behaviour.cap} is not between 1 and 4"
        yield from _cue_problems(plan, f"behaviour {behaviour.id}", behaviour.cues)


def _question_problems(plan: Plan, question: Question) -> Iterator[str]:
    where = f"question {question.id}"
    known = {one.id for one in plan.competencies}
    if not question.competencies:
        yield f"{where}: it asks for no competency"
    for competency_id in question.competencies:
        if competency_id not in known:
            yield f"{where}: there is no competency {competency_id}"
    if question.kind == "explain" and len(question.key_points) < LEAST_KEY_POINTS:
        yield f"{where}: {len(question.key_points)} key points, at least {LEAST_KEY_POINTS} are needed"
    if question.kind != "explain" and question.key_points:
        yield f"{where}: only a question of kind explain has key points"
    if not 10 <= question.answer_s <= 600 or not 0 <= question.think_s <= 600:
        yield f"{where}: answer_s must be 10–600 and think_s 0–600 seconds"
    for text in (question.text, *question.follow_ups):
        for finding in unlawful.lint(text):
            yield f"{where}: “{finding.text}” may not be asked ({finding.ground})"
    for point in question.key_points:
        yield from _cue_problems(plan, f"key point {point.id}", point.cues)


def _cue_problems(plan: Plan, where: str, cues: tuple[str, ...]) -> Iterator[str]:
    if not cues:
        yield f"{where}: at least one cue is needed"
    for cue in cues:
        try:
            compile_cue(cue, plan.language, plan.synonyms)
        except BadCue as error:
            yield f"{where}: {error}"


def _repeated(what: str, ids: list[str]) -> Iterator[str]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"{what} {name} stands {count} times"
