"""Question banks as YAML: one job family's competencies, questions and ready plans; read, checked, and made into plans.

A bank may stand in two files, `<id>.yaml` and `<id>.questions.yaml`. Every fault names its file, its line and its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bole_engines.assessment import checking, plans, yamls
from bole_engines.assessment.faults import Fault, Path
from bole_engines.assessment.types import Competency, Language, Plan, Practice, Question, _Json
from bole_engines.common import BadData, Refused

QUESTIONS_FILE = "questions"
MOST_FAULTS = 60
# Reading the question, the way from one to the next, and the end.
SECONDS_A_QUESTION = 15
SECONDS_A_TURN = 10

PRACTICE: dict[str, Practice] = {
    "zh-hans": Practice(
        "请用半分钟介绍一件您最近做成的小事，练习一下设备和节奏。这一题不保存，也不评分。",
        "随意说就好，看看声音和画面是否正常。",
    ),
    "en": Practice(
        "Take half a minute to tell us about something small that went well lately. This is practice: nothing is kept or rated.",
        "Say whatever comes to mind, and check that sound and picture work.",
    ),
}
# What a supplied bank must have at least (docs/rules/banks.md); a company's own may be smaller.
SUPPLIED_QUESTIONS = 20
SUPPLIED_KINDS = {"behavioural": 6, "situational": 5, "explain": 3, "roleplay": 2, "motivation": 2}


@dataclass(frozen=True)
class ReadyPlan(_Json):
    """A choice of a bank's questions, in order, with the weights (sum 100) of the competencies they ask for."""

    id: str
    title: str
    minutes: int
    questions: tuple[str, ...]
    weights: Mapping[str, int]
    match_threshold: int = 60
    summary: str = ""
    practice: Practice | None = None
    same_questions: bool = False
    thresholds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Bank(_Json):
    """One job family: what its jobs ask for, and questions that find it out. `bank` is its id."""

    bank: str
    family: str
    language: Language
    version: int
    competencies: tuple[Competency, ...]
    questions: tuple[Question, ...]
    plans: tuple[ReadyPlan, ...] = ()
    summary: str = ""
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError when the bank has none."""
        return {one.id: one for one in self.questions}[question_id]

    def plan(self, plan_id: str) -> ReadyPlan:
        """The ready plan of that id; KeyError when the bank has none."""
        return {one.id: one for one in self.plans}[plan_id]


class BadBank(Refused):
    """A bank that may not be used: `faults` are all that were found, `problems` the same as English sentences with lines."""

    code = "assessment.bad_bank"
    sentence = "This question bank cannot be used: {listed}."

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)[:MOST_FAULTS]
        self.problems = tuple(one.with_line for one in self.faults)
        super().__init__(listed="; ".join(self.problems), problems=self.problems)


def load(source: str, questions: str | None = None) -> Bank:
    """A bank from the text of its file and, when its questions stand in a second one, of that; raises `BadBank`."""
    files = {"": _read(source, "")}
    if questions is not None:
        files[QUESTIONS_FILE] = _read(questions, QUESTIONS_FILE)
    data = _joined(files)
    try:
        bank = Bank.from_json(plans.widened(data))
    except BadData as error:
        raise BadBank([_placed(plans.of_shape(error), files)]) from error
    found = [_placed(one, files) for one in faults(bank)]
    if found:
        raise BadBank(sorted(found, key=lambda one: (one.file, one.line or 0)))
    return bank


def checked(bank: Bank) -> Bank:
    """The bank itself when nothing is wrong with it; raises `BadBank` (without lines) otherwise."""
    found = list(faults(bank))
    if found:
        raise BadBank(found)
    return bank


def plan(bank: Bank, plan_id: str) -> Plan:
    """The ready plan of that id as a plan that interviews can be held by; KeyError, or `plans.BadPlan`."""
    return compose(bank, bank.plan(plan_id))


def compose(bank: Bank, chosen: ReadyPlan) -> Plan:
    """A plan of the chosen questions with the bank's competencies that have a weight in it; `plans.BadPlan` when it is none.

    `chosen.thresholds` replaces the levels that the family recommends.
    """
    competencies = tuple(
        replace(one, weight=chosen.weights[one.id], threshold=chosen.thresholds.get(one.id, one.threshold))
        for one in bank.competencies
        if one.id in chosen.weights
    )
    return plans.checked(
        Plan(
            id=chosen.id,
            family=bank.family,
            title=chosen.title,
            language=bank.language,
            competencies=competencies,
            questions=tuple(bank.question(name) for name in chosen.questions),
            minutes=chosen.minutes,
            practice=chosen.practice or PRACTICE[bank.language],
            summary=chosen.summary or bank.summary,
            match_threshold=chosen.match_threshold,
            synonyms=bank.synonyms,
            same_questions=chosen.same_questions,
        )
    )


def estimated_minutes(questions: Iterable[Question]) -> int:
    """How long an interview of these questions takes at most, in whole minutes, without follow-ups and retakes."""
    seconds = sum(
        one.think_s + one.answer_s + SECONDS_A_QUESTION + SECONDS_A_TURN * len(one.turns) for one in questions
    )
    return max(1, -(-seconds // 60))


def asked_for(bank: Bank, questions: Iterable[str]) -> tuple[str, ...]:
    """The ids of the competencies that these questions ask for, in the order of the bank."""
    wanted = {name for one in questions for name in bank.question(one).competencies}
    return tuple(one.id for one in bank.competencies if one.id in wanted)


def shortfalls(bank: Bank) -> tuple[str, ...]:
    """What a bank lacks of what every supplied bank must have, as English sentences."""
    kinds = [one.kind for one in bank.questions]
    lacking = []
    if len(kinds) < SUPPLIED_QUESTIONS:
        lacking.append(f"{len(kinds)} questions, at least {SUPPLIED_QUESTIONS} are needed")
    lacking += [
        f"{kinds.count(kind)} questions of kind {kind}, at least {least} are needed"  # type: ignore[arg-type]
        for kind, least in SUPPLIED_KINDS.items()
        if kinds.count(kind) < least  # type: ignore[arg-type]
    ]
    if not bank.plans:
        lacking.append("no ready plan")
    if not 5 <= len(bank.competencies) <= 7:
        lacking.append(f"{len(bank.competencies)} competencies, 5 to 7 are needed")
    return tuple(lacking)


def faults(bank: Bank) -> Iterator[Fault]:
    """Everything that is wrong with a bank, in the order of its parts."""
    if not _bank_id(bank.bank):
        yield Fault("bad_bank_id", ("bank",), "bank", bank.bank[:60])
    yield from _names(bank)
    if not bank.competencies:
        yield Fault("none", ("competencies",), "competencies")
    total = sum(one.weight for one in bank.competencies)
    if total != 100:
        yield Fault("weights", ("competencies",), "competencies", data={"total": total})
    for index, competency in enumerate(bank.competencies):
        path: Path = ("competencies", index)
        kinds = {one.kind for one in bank.questions if competency.id in one.competencies}
        yield from checking.competency(competency, path, bank.language, bank.synonyms)
        yield from checking.enough_behaviours(competency, path, {str(kind) for kind in kinds})
    known = frozenset(one.id for one in bank.competencies)
    for index, question in enumerate(bank.questions):
        yield from checking.question(question, ("questions", index), known, bank.language, bank.synonyms)
    for index, ready in enumerate(bank.plans):
        yield from _plan_faults(bank, ready, ("plans", index))


def _bank_id(name: str) -> bool:
    return (
        0 < len(name) <= 40
        and name.isascii()
        and name[0].islower()
        and name.replace("_", "a").isalnum()
        and name == name.lower()
    )


def _names(bank: Bank) -> Iterator[Fault]:
    lists: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
        ("competency", "competencies", bank.competencies),
        ("question", "questions", bank.questions),
    )
    evidence = plans.evidence_ids(bank.competencies, bank.questions)
    ready = [(one.id, ("plans", index, "id")) for index, one in enumerate(bank.plans)]
    named: list[tuple[str, Path]] = [*evidence, *ready]
    for noun, key, items in lists:
        places: list[tuple[str, Path]] = [(one.id, (key, index, "id")) for index, one in enumerate(items)]
        yield from checking.repeated(noun, places)
        named += places
    yield from checking.repeated("behaviour or key point", evidence)
    yield from checking.repeated("plan", ready)
    yield from checking.ids(named)
    if not 1 <= len(bank.family.strip()) <= plans.LONGEST_FAMILY:
        yield Fault("length", ("family",), "family", data={"most": plans.LONGEST_FAMILY})
    yield from checking.characters(bank.to_json())


def _plan_faults(bank: Bank, ready: ReadyPlan, path: Path) -> Iterator[Fault]:
    """A ready plan that cannot be made; what is wrong with its questions is said at the questions."""
    known = {one.id for one in bank.questions}
    unknown = [name for name in ready.questions if name not in known]
    for name in unknown:
        place = (*path, "questions", ready.questions.index(name))
        yield Fault("unknown_question", place, "plan", ready.id, {"id": name})
    if unknown:
        return
    asked = asked_for(bank, ready.questions)
    if set(asked) != set(ready.weights):
        data = {"given": ", ".join(ready.weights) or "–", "asked": ", ".join(asked) or "–"}
        yield Fault("weights_other", (*path, "weights"), "plan", ready.id, data)
        return
    total = sum(ready.weights.values())
    if total != 100:
        yield Fault("weights", (*path, "weights"), "plan", ready.id, {"total": total})
        return
    try:
        compose(bank, ready)
    except plans.BadPlan as refused:
        own = ("range", "length", "repeated", "none", "weight")
        yield from (
            replace(one, path=path, noun="plan", id=f"{ready.id}, {one.noun} {one.id}".rstrip(" ,"))
            for one in refused.faults
            if (one.code in own and one.noun != "family") or one.noun == "practice"
        )


def _read(source: str, file: str) -> yamls.Document:
    try:
        document = yamls.read(source)
    except yamls.BadYaml as error:
        raise BadBank([replace(error.fault, file=file)]) from error
    if not isinstance(document.data, dict):
        raise BadBank([Fault("no_mapping", line=1, file=file)])
    if document.twice:
        raise BadBank([replace(one, file=file) for one in document.twice])
    return document


def _joined(files: Mapping[str, yamls.Document]) -> dict[str, Any]:
    """One mapping of both files. The second may hold `bank` (the same id), `questions` and `plans`."""
    data: dict[str, Any] = dict(files[""].data)
    second = files.get(QUESTIONS_FILE)
    for key, value in (second.data if second else {}).items():
        line = second.line((key,)) if second else None
        if key == "bank" and value != data.get("bank"):
            found = {"found": value, "expected": data.get("bank")}
            raise BadBank([Fault("other_bank", line=line, file=QUESTIONS_FILE, data=found)])
        if key not in ("bank", "questions", "plans"):
            allowed = {"key": key, "allowed": "bank, questions, plans"}
            raise BadBank([Fault("not_here", line=line, file=QUESTIONS_FILE, data=allowed)])
        if key != "bank" and key in data:
            raise BadBank([Fault("two_lists", line=line, file=QUESTIONS_FILE, data={"key": key})])
        data[key] = value
    return data


def _placed(fault: Fault, files: Mapping[str, yamls.Document]) -> Fault:
    """The fault with the line of its place, in the file that holds the place."""
    second = files.get(QUESTIONS_FILE)
    in_second = second is not None and bool(fault.path) and fault.path[0] in second.data and fault.path[0] != "bank"
    file = QUESTIONS_FILE if in_second else ""
    return replace(fault, file=file, line=files[file].line(fault.path))
