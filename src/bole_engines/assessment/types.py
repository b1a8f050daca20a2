"""The values of assessment: plans, answers, quotes, ratings. Frozen, JSON-able, and innocent of any person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeVar

from bole_engines.common import decode, encode

Source = Literal["asr", "on_device_caption", "self_transcribed", "typed", "corrected"]
Kind = Literal["behavioural", "situational", "explain", "motivation", "roleplay", "code"]
Language = Literal["zh-hans", "en"]
Polarity = Literal["+", "-"]
Audio = Literal["ok", "poor", "unknown"]
Strength = Literal["full", "half"]
NextCode = Literal["interview_next", "person_must_look", "consider_other"]

LEVELS = (1, 2, 3, 4, 5)


class _Json:
    """JSON in and out by the annotations of the dataclass."""

    def to_json(self) -> dict[str, Any]:
        """Dicts, lists and scalars that `json.dumps` takes."""
        result: dict[str, Any] = encode(self)
        return result

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The inverse of `to_json`; raises `BadData` naming the place that is wrong."""
        return decode(cls, data)


@dataclass(frozen=True)
class Word(_Json):
    """One recognised word; `char_start:char_end` is its place in `Answer.text`, times are milliseconds in the recording."""

    text: str
    start_ms: int | None
    end_ms: int | None
    char_start: int
    char_end: int


@dataclass(frozen=True)
class Answer(_Json):
    """What was answered to one question, as text.

    `source` grades the text. `added` holds the ranges of `text` that the candidate typed in afterwards. `speech_ms` is the
    measured speaking time, None when nothing was measured. `audio` is "poor" when the recording is too bad to trust.
    """

    question_id: str
    text: str
    words: tuple[Word, ...] = ()
    source: Source = "typed"
    speech_ms: int | None = None
    added: tuple[tuple[int, int], ...] = ()
    audio: Audio = "unknown"


@dataclass(frozen=True)
class Behaviour(_Json):
    """One observable conduct that an anchor names.

    `cues` are patterns in the notation of `cues.py`. A "+" behaviour raises, a "-" behaviour lowers and holds the level at
    `cap`. `top` marks the hallmark of level 5. `practise` tells a candidate who did not show it what to try.
    """

    id: str
    text: str
    cues: tuple[str, ...]
    polarity: Polarity = "+"
    practise: str = ""
    top: bool = False
    cap: int = 2


@dataclass(frozen=True)
class KeyPoint(_Json):
    """One thing a good explanation of a concept says."""

    id: str
    text: str
    cues: tuple[str, ...]
    practise: str = ""


@dataclass(frozen=True)
class Competency(_Json):
    """What the job asks for: weight (all of a plan's make 100), the level asked for, and five anchors, 1 to 5."""

    id: str
    name: str
    weight: int
    threshold: int
    anchors: Mapping[int, str]
    behaviours: tuple[Behaviour, ...] = ()
    definition: str = ""
    required: bool = True

    def behaviour(self, behaviour_id: str) -> Behaviour | None:
        """The behaviour of that id, or None."""
        return next((one for one in self.behaviours if one.id == behaviour_id), None)


@dataclass(frozen=True)
class FollowUp(_Json):
    """What may be asked after an answer. `when` says what must be missing: `no_action`, `no_result`, `no_measure`,
    `no_situation` or `key_point:<id>`; empty when people ask it as they see fit. A plain string is one without a rule.
    """

    text: str
    when: str = ""

    @classmethod
    def spelled_out(cls, data: Any) -> Any:
        """The shorthand, one string, as a mapping; anything else as it is."""
        return {"text": data} if isinstance(data, str) else data


@dataclass(frozen=True)
class Turn(_Json):
    """One move of a role-play: what the other side says, after which the candidate answers."""

    id: str
    says: str


@dataclass(frozen=True)
class CodeCase(_Json):
    """One test of a program: fed `stdin`, it should print `stdout` (compared without white space at the ends of lines)."""

    stdin: str
    stdout: str


@dataclass(frozen=True)
class CodeTask(_Json):
    """A question of kind code: the languages to choose from, what stands in the editor at first, and the tests."""

    languages: tuple[str, ...]
    cases: tuple[CodeCase, ...]
    starter: str = ""


@dataclass(frozen=True)
class Question(_Json):
    """One question; `competencies` are the ids it asks for, times are seconds, `difficulty` is 1 (easy) to 3 (hard).

    `key_points` belong to kind explain, `turns` to roleplay, `code` to code. `answer_s` of a role-play is for all its
    turns together.
    """

    id: str
    kind: Kind
    text: str
    hint: str
    competencies: tuple[str, ...]
    key_points: tuple[KeyPoint, ...] = ()
    think_s: int = 60
    answer_s: int = 120
    follow_ups: tuple[FollowUp, ...] = ()
    difficulty: int = 2
    turns: tuple[Turn, ...] = ()
    code: CodeTask | None = None

    @property
    def shown(self) -> str:
        """What a candidate reads: the text and, in a role-play, what the other side says in each turn, on lines of its own."""
        return "\n".join((self.text, *(f"{n}. {turn.says}" for n, turn in enumerate(self.turns, start=1))))


@dataclass(frozen=True)
class Practice(_Json):
    """The question asked before the interview starts; its answer is never kept or rated."""

    text: str
    hint: str
    think_s: int = 30
    answer_s: int = 60


@dataclass(frozen=True)
class Plan(_Json):
    """An interview plan: what is asked, what it is for, and what each level looks like.

    `synonyms` names groups of words that cues may refer to as `{name}`. `match_threshold` is the job match in percent from
    which the next interview is suggested. `same_questions` (同题同卷) promises that everybody gets exactly these questions: no
    follow-ups.
    """

    id: str
    family: str
    title: str
    language: Language
    competencies: tuple[Competency, ...]
    questions: tuple[Question, ...]
    minutes: int
    practice: Practice
    summary: str = ""
    match_threshold: int = 60
    retakes: int = 1
    window_hours: int = 72
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same_questions: bool = False

    def competency(self, competency_id: str) -> Competency:
        """The competency of that id; KeyError when the plan has none."""
        return _by_id(self.competencies, competency_id)

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError when the plan has none."""
        return _by_id(self.questions, question_id)

    def asking(self, competency_id: str) -> tuple[Question, ...]:
        """The questions that ask for this competency, in the order of the plan."""
        return tuple(one for one in self.questions if competency_id in one.competencies)


_Named = TypeVar("_Named", Competency, Question)


def _by_id(items: tuple[_Named, ...], wanted: str) -> _Named:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)


@dataclass(frozen=True)
class Quote(_Json):
    """Verbatim words of an answer: `text == answer.text[char_start:char_end]`, checked by `verify_quote`.

    `behaviour_id` is the behaviour's or the key point's id. `start_ms` is the second of the nearest recognised word, None
    without sound. `added` says that the words, or some of them, were typed in afterwards. `strength` and `reasons` say how
    much it counts and why not more.
    """

    question_id: str
    char_start: int
    char_end: int
    text: str
    start_ms: int | None
    behaviour_id: str
    polarity: Polarity
    added: bool = False
    strength: Strength = "full"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rating(_Json):
    """The level of one competency, or None with the reason.

    `samples` are the levels of the k readings, `spread` is the highest minus the lowest of them, `low` and `high` the error
    band in levels (None without a level). `rationale` is written last, from `evidence` only, per language ("zh", "en").
    """

    competency_id: str
    level: int | None
    reason: str
    samples: tuple[int, ...]
    spread: int
    low: float | None
    high: float | None
    evidence: tuple[Quote, ...]
    rationale: Mapping[str, str]
    points: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match(_Json):
    """The job match in percent with its band; `rated_weight` of 100 stands behind it. None when too little was rated."""

    percent: int | None
    low: int | None
    high: int | None
    threshold: int
    rated_weight: int


@dataclass(frozen=True)
class Attainment(_Json):
    """One competency against the level the job asks for; `met` is None when there is no level."""

    competency_id: str
    level: int | None
    threshold: int
    met: bool | None


@dataclass(frozen=True)
class NextAction(_Json):
    """A suggestion to people with its reasons. It is never carried out by itself."""

    code: NextCode
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Flag(_Json):
    """Something a person should know about an answer or the whole; `question_id` is None for the whole."""

    code: str
    question_id: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judge(_Json):
    """Who rated: name and version of the judge, digest of the plan, number of readings."""

    name: str
    plan_digest: str
    samples: int


@dataclass(frozen=True)
class Assessment(_Json):
    """Everything the machine says about one interview."""

    judge: Judge
    ratings: tuple[Rating, ...]
    match: Match
    attainment: tuple[Attainment, ...]
    next_action: NextAction
    flags: tuple[Flag, ...]

    def rating(self, competency_id: str) -> Rating:
        """The rating of that competency; KeyError when there is none."""
        for one in self.ratings:
            if one.competency_id == competency_id:
                return one
        raise KeyError(competency_id)
