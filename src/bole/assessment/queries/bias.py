"""公平性审计: totals by group, from interviews in numbers and what people chose to say about themselves.

Every rate is of something good (taken on, above the median, rated in full …), so that a ratio under 1 always means
"less often". Groups under five people are taken out here, before anything is stored.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any
from uuid import UUID

from bole.assessment.models.cases import Outcome
from bole.assessment.queries.evidence import CaseFacts
from bole_engines.common import encode
from bole_engines.psychometrics import dif, fairness
from bole_engines.psychometrics.types import Figure

Details = Mapping[UUID, Mapping[str, str]]
# New York's Local Law 144 asks for these two and their intersection.
CROSSED = ("sex", "ethnicity")
LEAST_ITEMS = 2


def audit(cases: Sequence[CaseFacts], details: Details, *, questions: Sequence[str] = ()) -> dict[str, Any]:
    """The run's data as JSON. ``questions`` are compared for DIF when the cases carry their scores."""
    said = {case.id: _of(details.get(case.subject_id, {})) for case in cases}
    declared = sum(1 for one in said.values() if one)
    names = sorted({name for one in said.values() for name in one})
    return {
        "interviews": len(cases),
        "declared": declared if declared == 0 or declared >= fairness.SMALLEST_CELL else None,
        "attributes": [_attribute(name, cases, said, questions) for name in names],
    }


def _of(said: Mapping[str, str]) -> dict[str, str]:
    crossed = [said[name] for name in CROSSED if name in said]
    return {**said, "+".join(CROSSED): "+".join(crossed)} if len(crossed) == len(CROSSED) else dict(said)


def _attribute(
    name: str, cases: Sequence[CaseFacts], said: Mapping[UUID, Mapping[str, str]], questions: Sequence[str]
) -> dict[str, Any]:
    groups: dict[str, list[CaseFacts]] = defaultdict(list)
    unknown: list[CaseFacts] = []
    for case in cases:
        value = said[case.id].get(name)
        (unknown if value is None else groups[value]).append(case)
    tables = [_table(kind, groups, unknown) for kind in KINDS]
    everybody = fairness.impact({group: (0, len(mine)) for group, mine in groups.items()}, kind="people")
    shown = [row.group for row in everybody.rows if row.n is not None]
    largest = max(shown, key=lambda group: (len(groups[group]), group), default=None)
    return {
        "name": name,
        "tables": [encode(one) for one in tables],
        "reference": largest,
        "smd": _smds(groups, shown, largest),
        "dsm": _dsms(groups, shown),
        "dif": _difs(groups, shown, largest, questions),
    }


def _selected(case: CaseFacts) -> bool | None:
    return None if case.outcome not in (Outcome.PROCEED, Outcome.DECLINE) else case.outcome == Outcome.PROCEED


def _rated_in_full(case: CaseFacts) -> bool | None:
    return None if not case.judge else all(level is not None for level in case.machine.values())


def _finished(case: CaseFacts) -> bool | None:
    return bool(case.judge or case.outcome or case.raters)


def _uncorrected(case: CaseFacts) -> bool | None:
    if not case.judge:
        return None
    return all(case.machine.get(name) in (None, level) for name, level in case.settled.items())


KINDS: dict[str, Callable[[CaseFacts], bool | None] | None] = {
    "selection": _selected,
    "scoring": None,
    "rated": _rated_in_full,
    "finished": _finished,
    "uncorrected": _uncorrected,
}


def _table(kind: str, groups: Mapping[str, Sequence[CaseFacts]], unknown: Sequence[CaseFacts]) -> fairness.Impact:
    test = KINDS[kind]
    if test is None:
        scores = {name: [case.match for case in mine if case.match is not None] for name, mine in groups.items()}
        hits = fairness.above_median({name: [float(one) for one in known] for name, known in scores.items() if known})
        return fairness.impact(hits, kind=kind, unknown=sum(1 for case in unknown if case.match is not None))
    counted = {}
    for name, mine in groups.items():
        found = [said for case in mine if (said := test(case)) is not None]
        if found:
            counted[name] = (sum(found), len(found))
    return fairness.impact(counted, kind=kind, unknown=sum(1 for case in unknown if test(case) is not None))


def _smds(groups: Mapping[str, Sequence[CaseFacts]], shown: Sequence[str], largest: str | None) -> list[dict[str, Any]]:
    """The match of each group against the largest, in standard deviations."""
    if largest is None:
        return []
    matches = {name: [float(case.match) for case in groups[name] if case.match is not None] for name in shown}
    found = [(name, fairness.smd(matches[name], matches[largest])) for name in shown if name != largest]
    return [_named(name, figure) for name, figure in found if figure.value is not None]


def _dsms(groups: Mapping[str, Sequence[CaseFacts]], shown: Sequence[str]) -> list[dict[str, Any]]:
    """Whether the machine marks a group differently than people do, over the competencies both rated."""
    machine: dict[str, list[float]] = {}
    people: dict[str, list[float]] = {}
    for name in shown:
        both = [
            pairs for case in groups[name] if (pairs := [p for c in case.machine if (p := case.pair(c)) is not None])
        ]
        machine[name] = [fmean(one for one, _human in pairs) for pairs in both]
        people[name] = [fmean(human for _one, human in pairs) for pairs in both]
    return [_named(name, one) for name, one in fairness.dsm(machine, people).items() if one.value is not None]


def _difs(
    groups: Mapping[str, Sequence[CaseFacts]], shown: Sequence[str], largest: str | None, questions: Sequence[str]
) -> list[dict[str, Any]]:
    """Questions that treat a group unlike the largest one among people who are equally good in the rest."""
    found = []
    for question in questions:
        for name in shown:
            if largest is None or name == largest:
                continue
            rows = [
                (score, rest, group == name)
                for group in (largest, name)
                for case in groups[group]
                if (scored := _score_and_rest(case, question)) is not None
                for score, rest in [scored]
            ]
            one = dif.of_item([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])
            if one is not None:
                found.append({"question": question, "group": name, **encode(one)})
    return found


def _score_and_rest(case: CaseFacts, question: str) -> tuple[float, float] | None:
    scores = {name: one.score for name, one in case.items.items() if one.score is not None}
    own = scores.pop(question, None)
    return None if own is None or not scores else (own, fmean(scores.values()))


def _named(name: str, figure: Figure) -> dict[str, Any]:
    return {"group": name, **encode(figure)}


def dsm_figures(data: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The machine-against-people differences of a stored run, for the release gate."""
    return tuple(
        Figure(one["value"], one["low"], one["high"], one["n"])
        for attribute in data.get("attributes", ())
        for one in attribute["dsm"]
    )
