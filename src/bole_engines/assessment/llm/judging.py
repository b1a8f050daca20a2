"""One interview before the model's judge: what to ask next, and what follows from the replies.

Everything is a function of plan, answers, blind terms, settings and the replies that were kept. The same replies always give
the same assessment, whoever asked them and when; that is how a stored assessment is checked.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bole_engines.assessment import combine, judge, plans, rate, rationale, reading, rules
from bole_engines.assessment.llm import prompts, quoting, replies
from bole_engines.assessment.llm.quoting import Checked, Shown
from bole_engines.assessment.llm.types import Request, Run, Sample, Settings
from bole_engines.assessment.types import Answer, Assessment, Competency, Flag, Judge, Plan, Quote, Rating
from bole_engines.common import Refused, Trace

NAME = "llm-v1"
TRIES = 2
LEAST_WORTH = 1.0
LONGEST_NAME = 80
# Points of evidence (1 a behaviour shown, ½ weakly) from which a level can be given at all.
EVIDENCE_FOR = {3: 1.0, 4: 2.0, 5: 3.0}


class Unusable(Refused):
    """The model's replies carry no assessment: `why` is "schema" (not what was asked for) or "lying" (quotes that are none)."""

    code = "assessment.model_unusable"
    sentence = "The model's replies cannot be used ({why}): {count} of {of}."

    def __init__(self, why: str, *, count: int, of: int) -> None:
        super().__init__(why=why, count=count, of=of)
        self.why = why


class StillPending(ValueError):
    """An assessment was asked for before every reply was there."""


@dataclass(frozen=True)
class _Evidence:
    """The checked quotes by question, and those that a competency stands on."""

    checked: dict[str, Checked]
    trace: Trace

    @property
    def given(self) -> int:
        return sum(one.given for one in self.checked.values())

    @property
    def false(self) -> int:
        return sum(one.false for one in self.checked.values())


class Judging:
    """`pending` says what must be asked, `assessment` what came of it. Neither remembers anything but its arguments."""

    def __init__(
        self, plan: Plan, answers: Iterable[Answer], *, blind_terms: Iterable[str] = (), settings: Settings
    ) -> None:
        """Raises `UnknownQuestion` for an answer that the plan does not ask for."""
        self.plan, self.settings = plan, settings
        terms = tuple(sorted(set(blind_terms)))
        given = judge.by_question(plan, tuple(answers))
        self.readings = {name: reading.read(plan, answer, terms, settings.reading) for name, answer in given.items()}
        self.shown: dict[str, Shown] = {
            name: quoting.shown(one)
            for name, one in self.readings.items()
            if one.readable and quoting.wanted(plan, one)
        }

    def pending(self, samples: Sequence[Sample]) -> tuple[Request, ...]:
        """What must still be asked; empty when everything is there. Raises `Unusable`."""
        kept = {one.key: one for one in samples}
        found = self._evidence(kept)
        if isinstance(found, tuple):
            return found
        asked: list[Request] = []
        for competency in self.plan.competencies:
            quotes = self._quotes(competency, found)
            if self._too_thin(quotes):
                continue
            asked += self._rating_requests(competency, quotes, kept)
        return tuple(asked)

    def assessment(self, samples: Sequence[Sample]) -> Assessment:
        """What the kept replies say. Raises `Unusable`, `StillPending`."""
        kept = {one.key: one for one in samples}
        found = self._evidence(kept)
        if isinstance(found, tuple):
            raise StillPending
        errors: dict[str, float] = {}
        ratings = tuple(self._rate(one, found, kept, errors) for one in self.plan.competencies)
        flags = (*judge.flags_of(self.plan, self.readings, ratings), *self._own_flags(found, kept))
        match = combine.match(self.plan, ratings, errors)
        return Assessment(
            judge=Judge(self.name(samples), plans.digest(self.plan), self.settings.samples),
            ratings=ratings,
            match=match,
            attainment=combine.attainment(self.plan, ratings),
            next_action=combine.next_action(self.plan, ratings, match, flags),
            flags=flags,
        )

    def name(self, samples: Sequence[Sample]) -> str:
        """Judge and model, as the server names it (or as it was asked for)."""
        model = next((one.model for one in samples if one.model), self.settings.model)
        return f"{NAME} {model}".strip()[:LONGEST_NAME]

    def usable(self, samples: Iterable[Sample]) -> tuple[Sample, ...]:
        """Those of an earlier, broken-off run that answer what would be asked today, readably."""
        good: list[Sample] = []
        left = {one.key: one for one in samples}
        while True:
            try:
                asked = self.pending(good)
            except Unusable:
                return ()
            more = [left[one.key] for one in asked if one.key in left and left[one.key].asked == one.digest]
            if not more:
                return tuple(good)
            good += more

    @cached_property
    def _orders(self) -> tuple[tuple[int, ...], ...]:
        return tuple(itertools.permutations((1, 2, 3, 4, 5)))

    def _seed(self, *of: Any) -> int:
        whole = "/".join(map(str, (self.settings.seed, *of)))
        return int.from_bytes(hashlib.sha256(whole.encode()).digest()[:4], "big") & 0x7FFFFFFF

    def _evidence(self, kept: dict[str, Sample]) -> _Evidence | tuple[Request, ...]:
        """The checked quotes, or what must be asked before there are any."""
        checked: dict[str, Checked] = {}
        asked: list[Request] = []
        trace = Trace()
        for name, one in self.shown.items():
            found = self._extracted(one, kept, trace)
            if isinstance(found, Checked):
                checked[name] = found
            else:
                asked.append(found)
        if asked:
            return tuple(asked)
        result = _Evidence(checked, trace)
        if result.false * 2 > result.given:
            raise Unusable("lying", count=result.false, of=result.given)
        return result

    def _extracted(self, one: Shown, kept: dict[str, Sample], trace: Trace) -> Checked | Request:
        known = {target.id: target.text for target in quoting.wanted(self.plan, one.reading)}
        best: Checked | None = None
        for attempt in range(TRIES):
            key = f"extract:{one.reading.question.id}:{attempt}"
            sample = kept.get(key)
            if sample is None:
                return self._extraction_request(one, key, again=attempt > 0)
            try:
                given = replies.quotes(sample.text, known)
            except replies.Unreadable:
                continue
            noted = Trace()
            found = quoting.check(self.plan, one, given, noted)
            best = found if best is None or found.false < best.false else best
            if not found.mostly_false:
                break
        if best is None:
            raise Unusable("schema", count=TRIES, of=TRIES)
        return best

    def _extraction_request(self, one: Shown, key: str, *, again: bool) -> Request:
        messages = prompts.extraction(
            one.reading.question,
            quoting.wanted(self.plan, one.reading),
            one.text.text,
            language=self.plan.language,
            again=again,
        )
        return Request(
            key=key,
            messages=messages,
            schema_name="quotes",
            schema=prompts.QUOTES_SCHEMA,
            temperature=0.0,
            seed=self._seed(key),
            max_output=self.settings.max_output,
        )

    def _quotes(self, competency: Competency, found: _Evidence) -> tuple[Quote, ...]:
        quotes: list[Quote] = []
        for question in self.plan.asking(competency.id):
            checked = found.checked.get(question.id)
            if checked is None:
                continue
            mine = {point.id for point in question.key_points} | {one.id for one in competency.behaviours}
            quotes += [quote for quote in checked.quotes if quote.behaviour_id in mine]
        if self.settings.reading < 2:
            return tuple(quotes)
        # What was hidden as words to the rater can speak against the candidate, but gives no level where there was none.
        seen = tuple(one for one in quotes if not quoting.was_hidden(self.shown[one.question_id], one))
        return seen if self._too_thin(seen) else tuple(quotes)

    def _too_thin(self, quotes: tuple[Quote, ...]) -> bool:
        return sum(rate.WORTH[one.strength] for one in rate.best_of(quotes)) < LEAST_WORTH

    def _rating_requests(
        self, competency: Competency, quotes: tuple[Quote, ...], kept: dict[str, Sample]
    ) -> list[Request]:
        asked = [self._unsettled(competency, quotes, kept, index) for index in range(self.settings.samples)]
        missing = [one for one in asked if one is not None]
        if missing or not self._doubtful(self._levels(competency, quotes, kept, self.settings.samples)):
            return missing
        more = range(self.settings.samples, 2 * self.settings.samples)
        asked = [self._unsettled(competency, quotes, kept, index) for index in more]
        return [one for one in asked if one is not None]

    def _doubtful(self, levels: Sequence[int | None]) -> bool:
        """Readings that differ by one level: as many again show whether that is all they differ by."""
        told = [one for one in levels if one is not None]
        return len(told) > 1 and max(told) - min(told) == 1

    def _unsettled(
        self, competency: Competency, quotes: tuple[Quote, ...], kept: dict[str, Sample], index: int
    ) -> Request | None:
        """What must be asked for this reading; None when it is there, or was tried in vain."""
        for attempt in range(TRIES):
            key = f"rate:{competency.id}:{index}:{attempt}"
            sample = kept.get(key)
            if sample is None:
                return self._rating_request(competency, quotes, key, index, again=attempt > 0)
            try:
                replies.level(sample.text)
            except replies.Unreadable:
                continue
            return None
        return None

    def _rating_request(
        self, competency: Competency, quotes: tuple[Quote, ...], key: str, index: int, *, again: bool
    ) -> Request:
        orders = random.Random(self._seed("order", competency.id)).sample(self._orders, 2 * self.settings.samples)  # noqa: S311 -- an order, no secret
        evidence = [
            (
                rationale.label(self.plan, competency, one),
                quoting.blinded(self.shown[one.question_id], one),
                one.strength == "full",
            )
            for one in quotes
        ]
        return Request(
            key=key,
            messages=prompts.rating(competency, orders[index], evidence, language=self.plan.language, again=again),
            schema_name="level",
            schema=prompts.LEVEL_SCHEMA,
            temperature=self.settings.temperature,
            seed=self._seed(key),
            max_output=self.settings.max_output,
        )

    def _levels(
        self, competency: Competency, quotes: tuple[Quote, ...], kept: dict[str, Sample], count: int
    ) -> list[int | None]:
        """The readable levels, each held at the cap of negative behaviour and at what the evidence can carry; None where the model cannot tell."""
        caps = [
            behaviour.cap
            for one in quotes
            if one.polarity == "-" and (behaviour := competency.behaviour(one.behaviour_id)) is not None
        ]
        cap = min([*caps, self._ceiling(quotes)])
        levels: list[int | None] = []
        for index in range(count):
            for attempt in range(TRIES):
                sample = kept.get(f"rate:{competency.id}:{index}:{attempt}")
                if sample is None:
                    break
                try:
                    level = replies.level(sample.text)
                except replies.Unreadable:
                    continue
                levels.append(None if level is None else min(level, cap))
                break
        return levels

    def _ceiling(self, quotes: tuple[Quote, ...]) -> int:
        """The highest level that this much evidence can carry, whatever the model says."""
        shown = sum(rate.WORTH[one.strength] for one in rate.best_of(quotes) if one.polarity == "+")
        return max((level for level, needed in EVIDENCE_FOR.items() if shown >= needed), default=2)

    def _rate(
        self, competency: Competency, found: _Evidence, kept: dict[str, Sample], errors: dict[str, float]
    ) -> Rating:
        asked = self.plan.asking(competency.id)
        usable = tuple(self.readings[one.id] for one in asked if one.id in self.shown)
        quotes, trace = self._quotes(competency, found), Trace()
        if not quotes:
            why = judge.why_nothing(self.plan, [self.readings.get(one.id) for one in asked])
            return judge.unrated(competency, why, (), (), trace)
        if self._too_thin(quotes):
            return judge.unrated(competency, "thin_evidence", (), quotes, trace)
        first = self._levels(competency, quotes, kept, self.settings.samples)
        levels = self._levels(competency, quotes, kept, (1 + self._doubtful(first)) * self.settings.samples)
        if len(first) * 2 <= self.settings.samples:
            raise Unusable("schema", count=self.settings.samples - len(first), of=self.settings.samples)
        told = tuple(one for one in levels if one is not None)
        if len(told) * 2 <= len(levels):
            return judge.unrated(competency, "model_cannot_tell", told, quotes, trace)
        return judge.settle(
            self.plan,
            competency,
            rate.facts(self.plan, competency, usable, quotes),
            levels=told,
            quotes=quotes,
            usable=usable,
            errors=errors,
            trace=trace,
        )

    def _own_flags(self, found: _Evidence, kept: dict[str, Sample]) -> tuple[Flag, ...]:
        flags = []
        for name, one in found.checked.items():
            if one.false:
                flags.append(Flag("quotes_dropped", name, {"dropped": one.false, "given": one.given}))
        wrong = sum(1 for one in kept.values() if one.key.startswith("rate:") and _unreadable(one))
        if wrong:
            flags.append(Flag("replies_unreadable", None, {"count": wrong}))
        return tuple(flags)


def recompute(plan: Plan, run: Run) -> Assessment:
    """The assessment that follows from a stored run, bit for bit: by the judge that it names, from its kept replies.

    Raises `RulesGone` when the rules or the encoder of that judge are not installed here.
    """
    if run.judge == "evidence":
        return judge.assess(plan, run.answers, blind_terms=run.blind_terms, rules=rules.named(run.rules))
    judging = Judging(plan, run.answers, blind_terms=run.blind_terms, settings=run.settings)
    return judging.assessment(run.samples)


def _unreadable(sample: Sample) -> bool:
    try:
        replies.level(sample.text)
    except replies.Unreadable:
        return True
    return False
