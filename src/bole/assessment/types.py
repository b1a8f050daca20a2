"""What this module hands out: frozen values, no Django. Levels are 1–5; shares and matches are per cent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bole_engines.assessment.types import Plan as PlanContent

Mode = Literal["video", "audio", "typed"]
Gate = Literal["open", "rate_first", "blind"]
SignalName = Literal["delivery", "wording"]
Agreement = Literal["same", "near", "apart", "unknown"]


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How an interview by the plan is held. ``blind_percent`` of candidates are rated by people before they look.

    ``signals`` are described on the report and weigh nothing.
    ``judge`` is "evidence" or "llm"; "" in a plan means what the company has set, in a frozen version "evidence".
    """

    window_hours: int
    retakes: int
    modes: tuple[Mode, ...]
    blind_percent: int
    judge: str = ""
    signals: tuple[SignalName, ...] = ("delivery",)


@dataclass(frozen=True, slots=True)
class Weight:
    """One competency's share of the match, in per cent, and the level that the job asks for."""

    competency_id: str
    name: str
    percent: int
    threshold: int


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """One line of a list of plans. Without ``signed`` its interviews are rated by people only."""

    id: UUID
    key: str
    family: str
    title: str
    language: str
    minutes: int
    questions: int
    weights: tuple[Weight, ...]
    settings: PlanSettings
    state: str
    source: str
    has_draft: bool
    updated_at: datetime
    signed: bool = True


@dataclass(frozen=True, slots=True)
class FrozenPlanView:
    """A version that does not change any more. ``hash`` covers content and settings."""

    id: UUID
    plan_id: UUID
    version: int
    hash: str
    content: PlanContent
    settings: PlanSettings
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with everything in it. ``content`` is what interviews get; ``draft`` holds unpublished changes."""

    summary: PlanSummary
    content: PlanContent
    draft: PlanContent | None
    versions: tuple[FrozenPlanView, ...]

    @property
    def working(self) -> PlanContent:
        """What an editor sees."""
        return self.draft or self.content


@dataclass(frozen=True, slots=True)
class QuoteView:
    """An exact quote. The span points into the answer's text; ``start_ms`` is None where there is no sound.

    ``polarity`` is "+" or "-"; ``notes`` say why it counts only half. ``player`` is the place of the recording it was said
    in, when that is not the question's own (it was said to a follow-up).
    """

    question_id: str
    question_index: int
    text: str
    char_start: int
    char_end: int
    start_ms: int | None
    time: str
    behaviour: str
    polarity: str
    added: bool
    notes: tuple[str, ...]
    player: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """What a person says about one competency: 1–5, or None for "cannot judge"."""

    level: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HumanLevel:
    """One person's level; ``level`` None is "cannot judge". ``note`` None when empty or no longer readable."""

    rater: str
    rater_label: str
    level: int | None
    note: str | None
    saw_machine: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class SettledView:
    """The level that a named person settled, and why; ``reason`` None when it is no longer readable."""

    level: int
    kind: str
    by_label: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CompetencyRow:
    """One competency in a report: what the machine saw, what people said, and how far they agree.

    ``level`` is the machine's (None: insufficient evidence, see ``reason``), ``low``–``high`` its band, ``spread`` how
    far its samples lay apart. ``human_mean`` is the mean of the people's levels. ``difference`` is machine minus mean;
    ``apart`` stands for two levels or more. ``calibrated`` is what the raw ``level`` stands for in people's levels, where a
    calibration is in use; ``settled`` is the level that a named person says stands.
    """

    id: str
    name: str
    definition: str
    weight: int
    threshold: int
    anchors: tuple[tuple[int, str], ...]
    level: int | None
    level_words: str
    low: float | None
    high: float | None
    spread: int | None
    anchor: str
    reason: str
    notes: tuple[str, ...]
    rationale: str
    quotes: tuple[QuoteView, ...]
    human: tuple[HumanLevel, ...]
    human_mean: float | None
    agreement: Agreement
    difference: float | None
    people_apart: bool
    calibrated: float | None = None
    settled: SettledView | None = None

    @property
    def flagged(self) -> bool:
        """Someone should talk it over: machine and people, or two people, are two levels or more apart, and unsettled."""
        return self.settled is None and (self.agreement == "apart" or self.people_apart)

    @property
    def said_by_people(self) -> float | None:
        """What people say: the settled level, else the mean of their levels."""
        return self.human_mean if self.settled is None else float(self.settled.level)


@dataclass(frozen=True, slots=True)
class FlagView:
    """Something a person should know about one answer (``question_index`` from 0), or about the whole (None)."""

    code: str
    words: str
    question_index: int | None


@dataclass(frozen=True, slots=True)
class MachineView:
    """The judge's result as a whole. ``match`` with its band is None when too little was rated to combine."""

    judge: str
    engine_version: str
    match: int | None
    low: int | None
    high: int | None
    match_threshold: int
    rated_weight: int
    attained: int
    rated: int
    abstained: int
    next_action: str
    next_action_words: str
    reasons: tuple[str, ...]
    flags: tuple[FlagView, ...]
    at: datetime
    runs: int


@dataclass(frozen=True, slots=True)
class WaitingView:
    """That an interview awaits the model's judge: why the last try failed (empty before), and when the next one is.

    In state ``unsigned`` it waits for no judge but for the signature under the impact assessment of ``plan_id``.
    """

    state: str
    words: str
    tries: int
    since: datetime
    next_at: datetime | None
    stopped: bool
    plan_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CostView:
    """What an interview of a plan costs on average: ``yuan`` (None without interviews), tokens, CPU-seconds, messages."""

    interviews: int
    yuan: float | None
    tokens: int
    cpu_seconds: float
    messages: float
    by_model: int


@dataclass(frozen=True, slots=True)
class DimensionView:
    """A dimension that a person added beside the plan's."""

    id: UUID
    name: str
    level: int
    note: str | None
    by_label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A named person's decision. ``reason`` None when none was given or it is no longer readable."""

    id: UUID
    outcome: str
    outcome_words: str
    by_id: str
    by_label: str
    reason: str | None
    at: datetime
    standing: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """初筛评估报告 and 综合评估报告 of one case, as far as one viewer may see it.

    ``gate`` is "open", or why machine and colleagues are hidden: "rate_first" (an interviewer has not rated yet) or
    "blind" (the plan drew this candidate for blind rating). Behind a closed gate ``machine`` is None and the rows carry
    neither levels nor quotes. ``composite_match`` mixes people's levels over the machine's by the plan's weights.
    """

    ref: UUID
    subject_id: UUID
    plan: FrozenPlanView
    gate: Gate
    blind: bool
    assessed: bool
    machine: MachineView | None
    rows: tuple[CompetencyRow, ...]
    dimensions: tuple[DimensionView, ...]
    decisions: tuple[DecisionView, ...]
    raters: tuple[str, ...]
    composite_match: int | None
    flagged: int
    viewer_rated: bool
    may_rate: bool
    may_add: bool
    may_decide: bool
    waiting: WaitingView | None = None

    @property
    def decision(self) -> DecisionView | None:
        """The decision that stands."""
        return next((one for one in self.decisions if one.standing), None)


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One criterion in the candidate's own report.

    ``level_words`` beside ``asked_words`` (what the job asks for) is the match; without a level ``level_words`` says
    why there is none and ``meets`` is None.
    """

    id: str
    name: str
    definition: str
    weight: int
    level: int | None
    level_words: str
    asked: int
    asked_words: str
    asked_anchor: str
    meets: bool | None
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class Tips:
    """Sentences about one criterion."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CandidateReport:
    """What the candidate is told. It has no match figure and no overall verdict: that is for a person to give."""

    title: str
    at: datetime
    rows: tuple[CandidateRow, ...]
    strengths: tuple[Tips, ...]
    practise: tuple[Tips, ...]


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """The columns a list shows for one case. Behind a closed ``gate`` the machine's are empty."""

    ref: UUID
    gate: Gate
    assessed: bool
    match: int | None
    low: int | None
    high: int | None
    next_action: str
    next_action_words: str
    abstained: int
    raters: int
    outcome: str
    outcome_words: str
    blind: bool
