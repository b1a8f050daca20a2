"""题目分析与复盘: what each question does, what goes with people's decisions, and how a plan has served so far."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median

from bole.assessment.models import Plan
from bole.assessment.models.cases import Outcome
from bole.assessment.ports import sittings
from bole.assessment.queries import agreement, evidence
from bole.assessment.queries.evidence import CaseFacts
from bole_engines.psychometrics import items, predict
from bole_engines.psychometrics.items import Item, Seen
from bole_engines.psychometrics.types import Figure


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question with its figures and how it goes with the decision (`decision`: 0.5 says nothing, 1 everything)."""

    id: str
    text: str
    kind: str
    item: Item
    decision: Figure


@dataclass(frozen=True, slots=True)
class Predictor:
    """What might go with the decision: the match, a competency by machine, a competency by people."""

    kind: str
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month of a plan in counts."""

    label: str
    invited: int
    assessed: int
    rated: int
    proceed: int
    hold: int
    decline: int


@dataclass(frozen=True, slots=True)
class Version:
    """One frozen version in counts: interviews, assessed, median match in per cent."""

    number: int
    invited: int
    assessed: int
    match: float | None


@dataclass(frozen=True, slots=True)
class Analytics:
    """The questions page of one plan. ``days`` is the median from being asked to a person's decision."""

    judge: str
    questions: tuple[QuestionFigures, ...]
    predictors: tuple[Predictor, ...]
    decided: int
    taken: int
    months: tuple[Month, ...]
    versions: tuple[Version, ...]
    days: float | None
    unanswered: int

    @property
    def sorted_by_use(self) -> tuple[QuestionFigures, ...]:
        """Questions that go best with decisions first; those without a figure last."""
        return tuple(sorted(self.questions, key=lambda one: -(one.decision.value or 0)))


def analytics(plan: Plan) -> Analytics:
    """The figures of the page. Nine queries, whatever the number of interviews."""
    cases = evidence.of_plan(plan.pk, with_items=True)
    content = plan.content
    order = [one["id"] for one in content["questions"]]
    seen = {name: [_seen(case, name) for case in cases if name in case.items] for name in order}
    figures = (
        {one.question: one for one in items.analyse(order, seen, seed=agreement.SEED, left=sittings.left(plan.pk))}
        if order
        else {}
    )
    decided = [case for case in cases if case.outcome in (Outcome.PROCEED, Outcome.DECLINE)]
    return Analytics(
        judge=agreement.newest_judge(cases),
        questions=tuple(
            QuestionFigures(
                one["id"],
                one["text"],
                one["kind"],
                figures[one["id"]],
                _goes_with(decided, partial(_item_score, one["id"])),
            )
            for one in content["questions"]
        ),
        predictors=_predictors(content["competencies"], decided),
        decided=len(decided),
        taken=sum(1 for case in decided if case.outcome == Outcome.PROCEED),
        months=_months(cases),
        versions=_versions(cases),
        days=_days(cases),
        unanswered=sum(1 for case in cases if not case.judge),
    )


def _seen(case: CaseFacts, name: str) -> Seen:
    one = case.items[name]
    return Seen(str(case.id), one.answered, one.score, one.seconds, one.reason)


def _predictors(competencies: Sequence[dict[str, str]], decided: Sequence[CaseFacts]) -> tuple[Predictor, ...]:
    found = [Predictor("match", "", _goes_with(decided, lambda case: case.match))]
    for one in competencies:
        name = one["id"]
        found.append(Predictor("machine", one["name"], _goes_with(decided, partial(_machine, name))))
        found.append(Predictor("people", one["name"], _goes_with(decided, partial(_human, name))))
    return tuple(found)


def _item_score(question: str, case: CaseFacts) -> float | None:
    return case.items[question].score if question in case.items else None


def _machine(competency: str, case: CaseFacts) -> float | None:
    return case.machine.get(competency)


def _human(competency: str, case: CaseFacts) -> float | None:
    return case.human(competency)


def _goes_with(decided: Sequence[CaseFacts], value: Callable[[CaseFacts], float | None]) -> Figure:
    pairs = [(found, case.outcome == Outcome.PROCEED) for case in decided if (found := value(case)) is not None]
    return predict.separation([one for one, _ in pairs], [taken for _, taken in pairs], seed=agreement.SEED)


def _months(cases: Sequence[CaseFacts]) -> tuple[Month, ...]:
    by_month: dict[str, list[CaseFacts]] = defaultdict(list)
    for case in cases:
        by_month[f"{case.opened_at:%Y-%m}"].append(case)
    return tuple(
        Month(
            label=label,
            invited=len(mine),
            assessed=sum(1 for one in mine if one.judge),
            rated=sum(1 for one in mine if one.raters),
            proceed=sum(1 for one in mine if one.outcome == Outcome.PROCEED),
            hold=sum(1 for one in mine if one.outcome == Outcome.HOLD),
            decline=sum(1 for one in mine if one.outcome == Outcome.DECLINE),
        )
        for label, mine in sorted(by_month.items(), reverse=True)
    )


def _versions(cases: Sequence[CaseFacts]) -> tuple[Version, ...]:
    by_version: dict[int, list[CaseFacts]] = defaultdict(list)
    for case in cases:
        by_version[case.version].append(case)
    return tuple(
        Version(
            number,
            len(mine),
            sum(1 for one in mine if one.judge),
            median(known) if (known := [one.match for one in mine if one.match is not None]) else None,
        )
        for number, mine in sorted(by_version.items(), reverse=True)
    )


def _days(cases: Sequence[CaseFacts]) -> float | None:
    waits = [(case.decided_at - case.opened_at) / timedelta(days=1) for case in cases if case.decided_at is not None]
    return median(waits) if waits else None
