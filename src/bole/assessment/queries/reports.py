"""One case as a value: the machine's levels, people's levels, what was added, and the decisions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any
from uuid import UUID

from bole.assessment.models import AddedDimension, Case, Decision, HumanRating, MachineAssessment, SettledLevel
from bole.assessment.models.cases import Outcome
from bole.assessment.models.purposes import DIMENSION_NOTE, NOTE, REASON, RESULT, SETTLED
from bole.assessment.queries import calibrations, plans, words
from bole.assessment.states import DecisionState, SettledState
from bole.assessment.types import (
    Agreement,
    CompetencyRow,
    DecisionView,
    DimensionView,
    FlagView,
    Gate,
    HumanLevel,
    MachineView,
    QuoteView,
    ReportView,
    SettledView,
)
from bole.core import crypto
from bole_engines.assessment import combine, rationale
from bole_engines.assessment.types import Assessment, Competency, Quote, Rating
from bole_engines.assessment.types import Plan as Content

APART = 2.0
SAME = 0.5


def case_of(ref: UUID) -> Case:
    """The case with its frozen plan; Case.DoesNotExist when this tenant has none."""
    row: Case = Case.objects.select_related("frozen_plan").get(ref=ref)
    return row


def has_rated(case: Case, rater: str) -> bool:
    """Whether this user has submitted ratings."""
    return HumanRating.objects.filter(case=case, rater=rater).exists()


def others_rated(case: Case, rater: str) -> bool:
    """Whether anybody but this user has submitted ratings."""
    return HumanRating.objects.filter(case=case).exclude(rater=rater).exists()


def current(case: Case) -> MachineAssessment | None:
    """The machine's run that counts."""
    row: MachineAssessment | None = MachineAssessment.objects.filter(case=case, superseded_by=None).first()
    return row


def opened(row: MachineAssessment) -> Assessment | None:
    """The sealed result; None once the subject's key was destroyed."""
    try:
        return Assessment.from_json(crypto.open_json(row.subject_id, bytes(row.result), purpose=RESULT))
    except crypto.KeyDestroyed:
        return None


def report(
    case: Case, *, gate: Gate, blind: bool, viewer_id: str, rated: bool, may_rate: bool, may_decide: bool
) -> ReportView:
    """The whole report as far as ``gate`` lets this viewer see. Seven queries, whatever the case holds."""
    frozen = plans.frozen_view(case.frozen_plan)
    runs = list(MachineAssessment.objects.filter(case=case).order_by("-created_at", "-id"))
    newest = next((run for run in runs if run.superseded_by_id is None), None)
    shown = newest if gate == "open" else None
    result = opened(shown) if shown is not None else None
    ratings = human_levels(case, only=None if gate == "open" else viewer_id)
    tables = calibrations.in_use(frozen.plan_id) if shown is not None else None
    standing = settled_levels(case) if gate == "open" else {}
    rows = tuple(
        replace(
            _row(frozen.content, one, result, ratings.get(one.id, ())),
            settled=standing.get(one.id),
            calibrated=_calibrated(tables, shown, result, one.id),
        )
        for one in frozen.content.competencies
    )
    raters = list(dict.fromkeys(level.rater_label for levels in ratings.values() for level in levels))
    return ReportView(
        ref=case.ref,
        subject_id=case.subject_id,
        plan=frozen,
        gate=gate,
        blind=blind,
        assessed=newest is not None,
        machine=_machine(shown, result, frozen.content, runs=len(runs))
        if shown is not None and result is not None
        else None,
        rows=rows,
        dimensions=dimensions(case) if gate == "open" else (),
        decisions=decisions(case),
        raters=tuple(raters),
        composite_match=composite_match(rows) if gate == "open" else None,
        flagged=sum(1 for row in rows if row.flagged),
        viewer_rated=rated,
        may_rate=may_rate and not rated,
        may_add=may_rate,
        may_decide=may_decide,
    )


def composite_match(rows: Iterable[CompetencyRow]) -> int | None:
    """Per cent by the plan's weights from what people settled or gave on average, and the machine's where none did.

    The arithmetic is the engine's. None when people gave no level at all (then there is nothing composite about it), or
    when too little was rated to combine.
    """
    rows = tuple(rows)
    if all(row.said_by_people is None for row in rows):
        return None
    taken = [(row.weight, row.level if row.said_by_people is None else row.said_by_people) for row in rows]
    rated = [(weight, level) for weight, level in taken if level is not None]
    weight = sum(one for one, _level in rated)
    if weight < combine.LEAST_RATED_WEIGHT:
        return None
    return round(sum(one * level * combine.PERCENT_A_LEVEL for one, level in rated) / weight)


def settled_levels(case: Case) -> dict[str, SettledView]:
    """The settled levels that stand, by competency."""
    rows = SettledLevel.objects.filter(case=case, state=SettledState.STANDING)
    return {
        row.competency_id: SettledView(
            row.level, row.kind, row.by_label, text_of(case.subject_id, row.reason_sealed, SETTLED), row.at
        )
        for row in rows
    }


def _calibrated(
    tables: "calibrations.InUse | None", run: MachineAssessment | None, result: Assessment | None, competency: str
) -> float | None:
    if tables is None or run is None or result is None:
        return None
    return tables.of(competency, run.judge, result.rating(competency).level)


def decisions(case: Case) -> tuple[DecisionView, ...]:
    """Every decision, newest first; one of them stands."""
    return tuple(
        DecisionView(
            id=row.pk,
            outcome=row.outcome,
            outcome_words=str(Outcome(row.outcome).label),
            by_id=row.actor_id,
            by_label=row.actor_label,
            reason=text_of(case.subject_id, row.reason_sealed, REASON),
            at=row.at,
            standing=row.state == DecisionState.STANDING,
        )
        for row in Decision.objects.filter(case=case)
    )


def dimensions(case: Case) -> tuple[DimensionView, ...]:
    """What people added beside the plan, oldest first."""
    return tuple(
        DimensionView(
            id=row.pk,
            name=row.name,
            level=row.level,
            note=text_of(case.subject_id, row.note_sealed, DIMENSION_NOTE),
            by_label=row.by_label,
            at=row.added_at,
        )
        for row in AddedDimension.objects.filter(case=case)
    )


def quotes(content: Content, rating: Rating) -> tuple[QuoteView, ...]:
    """The rating's quotes in the order in which they were said."""
    order = {question.id: index for index, question in enumerate(content.questions)}
    ranked = sorted(rating.evidence, key=lambda quote: (order[quote.question_id], quote.char_start))
    return tuple(_quote(content, rating.competency_id, quote, order[quote.question_id]) for quote in ranked)


def _quote(content: Content, competency_id: str, quote: Quote, index: int) -> QuoteView:
    return QuoteView(
        question_id=quote.question_id,
        question_index=index,
        text=quote.text,
        char_start=quote.char_start,
        char_end=quote.char_end,
        start_ms=quote.start_ms,
        time=words.clock(quote.start_ms),
        behaviour=rationale.label(content, content.competency(competency_id), quote),
        polarity=quote.polarity,
        added=quote.added,
        notes=tuple(words.reason(code) for code in quote.reasons),
    )


def _row(
    content: Content, competency: Competency, result: Assessment | None, human: Sequence[HumanLevel]
) -> CompetencyRow:
    rating = result.rating(competency.id) if result is not None else None
    given = [one.level for one in human if one.level is not None]
    mean = fmean(given) if given else None
    level = rating.level if rating is not None else None
    difference = None if level is None or mean is None else level - mean
    return CompetencyRow(
        id=competency.id,
        name=competency.name,
        definition=competency.definition,
        weight=competency.weight,
        threshold=competency.threshold,
        anchors=tuple(sorted(competency.anchors.items(), reverse=True)),
        level=level,
        level_words=words.level(level),
        low=rating.low if rating is not None else None,
        high=rating.high if rating is not None else None,
        spread=rating.spread if rating is not None else None,
        anchor=competency.anchors[level] if level is not None else "",
        reason=words.reason(rating.reason) if rating is not None and level is None else "",
        notes=tuple(words.reason(code) for code in rating.reasons) if rating is not None else (),
        rationale=rating.rationale[words.key()] if rating is not None else "",
        quotes=quotes(content, rating) if rating is not None else (),
        human=tuple(human),
        human_mean=mean,
        agreement=_agreement(difference),
        difference=difference,
        people_apart=bool(given) and max(given) - min(given) >= APART,
    )


def _agreement(difference: float | None) -> Agreement:
    if difference is None:
        return "unknown"
    if abs(difference) >= APART:
        return "apart"
    return "same" if abs(difference) <= SAME else "near"


def human_levels(case: Case, *, only: str | None = None) -> dict[str, list[HumanLevel]]:
    rows = HumanRating.objects.filter(case=case)
    levels: dict[str, list[HumanLevel]] = defaultdict(list)
    for row in rows if only is None else rows.filter(rater=only):
        note = text_of(case.subject_id, row.note_sealed, NOTE)
        given = HumanLevel(row.rater, row.rater_label, row.level, note, row.saw_machine, row.submitted_at)
        levels[row.competency_id].append(given)
    return levels


def _machine(row: MachineAssessment, result: Assessment, content: Content, *, runs: int) -> MachineView:
    order = {question.id: index for index, question in enumerate(content.questions)}
    return MachineView(
        judge=row.judge,
        engine_version=row.engine_version,
        match=row.match,
        low=row.low,
        high=row.high,
        match_threshold=result.match.threshold,
        rated_weight=result.match.rated_weight,
        attained=sum(1 for one in result.attainment if one.met),
        rated=len(result.ratings) - row.abstained,
        abstained=row.abstained,
        next_action=row.next_action,
        next_action_words=words.next_action(row.next_action),
        reasons=tuple(words.reason(code) for code in result.next_action.reasons),
        flags=tuple(
            FlagView(flag.code, words.flag(flag), None if flag.question_id is None else order[flag.question_id])
            for flag in result.flags
        ),
        at=row.created_at,
        runs=runs,
    )


def text_of(subject_id: UUID, sealed: Any, purpose: str) -> str | None:
    """What was sealed; None when nothing was, or when the subject's key was destroyed."""
    if sealed is None:
        return None
    try:
        return crypto.open_text(subject_id, bytes(sealed), purpose=purpose)
    except crypto.KeyDestroyed:
        return None
