"""What a judge under test must offer, and the judges there are: the interview judge and the rater of short answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from bole_engines.assessment import assess, score_answer
from bole_engines.assessment.answers.types import Rating
from bole_engines.assessment.cases import Case, cases
from bole_engines.assessment.evidence import verify_quote
from bole_engines.assessment.tests import material
from bole_engines.assessment.types import Answer, Assessment, Source


@dataclass(frozen=True)
class Item:
    """Answers to be rated: by question id within a ready plan, or the one answer to a marked case."""

    id: str
    language: str
    texts: Mapping[str, str]
    topic: str
    case: Case | None = None
    told: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a judge said. `levels` by name of what was rated (None: no level), `values` the finer number behind them."""

    levels: Mapping[str, int | None]
    values: Mapping[str, float]
    decision: str
    flagged: bool
    quotes: int
    verified: int
    whole: str


class JudgeUnderTest(Protocol):
    """A judge the suites can run over."""

    name: str

    def items(self) -> tuple[Item, ...]:
        """One answer each: what mechanical changes are put to."""
        ...

    def interviews(self) -> tuple[Item, ...]:
        """Whole sets of answers with a decision at the end."""
        ...

    def rate(
        self, item: Item, texts: Mapping[str, str], *, terms: tuple[str, ...] = (), source: Source = "typed"
    ) -> Outcome:
        """Rate these texts in the place of the item's own."""
        ...


def outcome(result: Assessment, asked: set[str], given: Mapping[str, Answer]) -> Outcome:
    """What an interview's assessment says of the competencies that were asked for."""
    ratings = [one for one in result.ratings if one.competency_id in asked]
    quotes = [quote for one in ratings for quote in one.evidence]
    return Outcome(
        levels={one.competency_id: one.level for one in ratings},
        values={one.competency_id: one.points for one in ratings},
        decision=result.next_action.code,
        flagged=any(flag.code == "instruction_in_text" for flag in result.flags),
        quotes=len(quotes),
        verified=sum(verify_quote(given[quote.question_id], quote) for quote in quotes),
        whole=repr(result),
    )


class InterviewJudge:
    """`assess` over the ready plans and the sample answers of the demonstration."""

    name = "evidence-v2"

    def items(self) -> tuple[Item, ...]:
        return _interview_items()

    def interviews(self) -> tuple[Item, ...]:
        return tuple(
            Item(f"{name}/{quality}", "zh", material.samples(name)[quality], name)
            for name in material.PLANS
            for quality in material.QUALITIES
        )

    def rate(
        self, item: Item, texts: Mapping[str, str], *, terms: tuple[str, ...] = (), source: Source = "typed"
    ) -> Outcome:
        given = {name: Answer(question_id=name, text=text, source=source) for name, text in texts.items()}
        plan = material.plan(item.topic)
        result = assess(plan, given.values(), blind_terms=terms)
        asked = {name for question in texts for name in plan.question(question).competencies}
        return outcome(result, asked, given)


@cache
def _interview_items() -> tuple[Item, ...]:
    found = [
        Item(f"{name}/{quality}/{question.id}", "zh", {question.id: texts[question.id]}, name, told=told(question.kind))
        for name in material.PLANS
        for quality in ("strong", "middling", "weak")
        for texts in (material.samples(name)[quality],)
        for question in material.plan(name).questions
    ]
    found += [
        Item(f"{one['plan']}/other/{index}", "zh", {one["question"]: one["text"]}, one["plan"], told=True)
        for index, one in enumerate(material.other_words())
    ]
    return tuple(found)


def told(kind: str) -> bool:
    """Whether the order of sentences carries meaning: a story has a before and an after."""
    return kind in {"behavioural", "motivation"}


class ShortAnswerJudge:
    """`score_answer` over the `dev` half of the marked cases."""

    name = "score_answer"

    def items(self) -> tuple[Item, ...]:
        return _short_items()

    def interviews(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items() if not one.told)[::3]

    def rate(
        self, item: Item, texts: Mapping[str, str], *, terms: tuple[str, ...] = (), source: Source = "typed"
    ) -> Outcome:
        if item.case is None:
            raise ValueError(f"{item.id} is no marked case")
        (text,) = texts.values()
        rating = scored(item.case, text)
        score = rating.score or 0.0
        return Outcome(
            # An abstention counts as 0 here, so level 1.
            levels={"answer": rating.level or 1},
            values={"answer": score},
            decision="pass" if score >= 0.6 else "fail",
            flagged="instruction_in_text" in str(rating.reasons),
            quotes=len(rating.quotes),
            verified=sum(text[one.start : one.end] == one.text for one in rating.quotes),
            whole=repr(rating),
        )


def scored(case: Case, text: str) -> Rating:
    """The rating of one answer to a marked case, by what a scorer may see."""
    return score_answer(
        question=case.question,
        answer=text,
        reference=case.reference,
        key_points=list(case.key_points) or None,
        lang=case.lang,
    )


@cache
def _short_items() -> tuple[Item, ...]:
    return tuple(
        Item(f"{case.id}/{place}", case.lang, {"answer": answer.text}, case.id, case, told(case.kind))
        for case in cases("dev")
        for place, answer in enumerate(case.answers, 1)
        if answer.intent not in {"off_topic", "restated"}
    )


def with_text(item: Item, text: str) -> dict[str, str]:
    """The item's answers with its only (or its first) one replaced."""
    first = next(iter(item.texts))
    return {**item.texts, first: text}


def short(item: Item, texts: Mapping[str, str]) -> Item:
    """The same item with other texts, for bases of written pairs."""
    return replace(item, texts=texts)
