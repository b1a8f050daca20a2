"""What the model may see of an answer, and whether the words it quotes stand there.

The model sees the blinded text without sentences that speak to the rater. A quote counts only where its letters stand in
that text in one unbroken stretch; what is kept are the answer's own characters, not the model's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bole_engines.assessment import evidence, reading
from bole_engines.assessment.llm import grounding
from bole_engines.assessment.llm.replies import Given
from bole_engines.assessment.reading import Reading, Sentence
from bole_engines.assessment.types import Behaviour, KeyPoint, Plan, Quote
from bole_engines.common import Trace
from bole_engines.text.normal import Mapped, cjk_share, normalise

HIDDEN = "〔…〕"
LONGEST_QUOTE = 160
STUFFED_CLAUSES = 4
LEAST_LETTERS = {"zh": 4, "en": 10}


@dataclass(frozen=True)
class Shown:
    """One answer as the model sees it, with the ranges of it in which nothing counts for the candidate."""

    reading: Reading
    text: Mapped
    letters: str
    places: tuple[int, ...]
    barred: tuple[tuple[int, int, str], ...]
    hidden: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Checked:
    """The quotes of one answer that hold, how many were given, and how many of them do not stand in the answer."""

    quotes: tuple[Quote, ...]
    given: int
    false: int

    @property
    def mostly_false(self) -> bool:
        """Whether more than half of what the model called quotes is none."""
        return self.false * 2 > self.given


def wanted(plan: Plan, one: Reading) -> tuple[Behaviour | KeyPoint, ...]:
    """What is looked for in this answer: key points or behaviours of every competency it is asked for, each once."""
    competencies = [plan.competency(name) for name in one.question.competencies]
    if one.question.kind == "explain":
        against = [b for competency in competencies for b in competency.behaviours if b.polarity == "-"]
        return (*one.question.key_points, *against)
    return tuple(behaviour for competency in competencies for behaviour in competency.behaviours)


def shown(one: Reading) -> Shown:
    """Prepare one readable answer: sentences to the rater hidden, echoes and lists of keywords barred."""
    to_rater = [(s.segment.start, s.segment.end) for s in one.sentences if s.void == "instruction_in_text"]
    if one.rules >= 2 and one.question.kind != "code":
        to_rater = _joined([*to_rater, *grounding.foreign(one.lean.text, chinese=one.chinese)])
    text = one.lean.rewrite([(start, end, HIDDEN) for start, end in to_rater])
    moved = _moves(to_rater)
    barred = [
        (moved(s.segment.start), moved(s.segment.end), "echo_of_question")
        for s in one.sentences
        if s.void == "echo_of_question"
    ]
    barred += [
        (moved(low), moved(high), "keywords_without_sentence")
        for s in one.sentences
        if not s.void
        for low, high in _listed(s)
    ]
    places = tuple(index for index, char in enumerate(text.text) if char.isalnum())
    hidden = tuple(one.lean.origin(start, end) for start, end in to_rater)
    return Shown(one, text, "".join(text.text[i] for i in places), places, tuple(barred), hidden)


def check(plan: Plan, answer: Shown, given: tuple[Given, ...], trace: Trace) -> Checked:
    """Keep the first true quote of each behaviour; the trace says what was left out and why."""
    looked_for = {one.id: one for one in wanted(plan, answer.reading)}
    polarity = {one.id: one.polarity if isinstance(one, Behaviour) else "+" for one in looked_for.values()}
    competencies = [plan.competency(name) for name in answer.reading.question.competencies]
    kept: dict[str, Quote] = {}
    false = 0
    for one in given:
        span = _find(answer, one.text)
        if span is None:
            false += 1
            trace.note("quote_not_verified", question=answer.reading.question.id, behaviour=one.behaviour_id)
            continue
        positive = polarity[one.behaviour_id] == "+"
        span, why = _own(answer, span)
        if not why and positive:
            why = _barred(answer, *span)
        if not why and not grounding.grounded(
            plan, competencies, looked_for[one.behaviour_id], answer.text.text[span[0] : span[1]]
        ):
            why = "quote_beside_the_point"
        if why:
            trace.note(why, question=answer.reading.question.id, behaviour=one.behaviour_id)
            continue
        reasons = ("said_weakly",) if one.strength == "half" else ()
        template = Quote("", 0, 0, "", None, one.behaviour_id, polarity[one.behaviour_id], False, one.strength, reasons)
        quote = evidence.quote_at(answer.reading.answer, *answer.text.origin(*span), template)
        if quote is not None:
            before = kept.get(one.behaviour_id)
            if before is None or (before.strength == "half" and quote.strength == "full"):
                kept[one.behaviour_id] = quote
    for quote in _hidden_against(plan, answer):
        kept.setdefault(quote.behaviour_id, quote)
    return Checked(tuple(kept[name] for name in looked_for if name in kept), len(given), false)


def blinded(answer: Shown, quote: Quote) -> str:
    """The words of a quote as the model may see them: names and the like taken out."""
    text = answer.text
    inside = [i for i in range(len(text.text)) if quote.char_start <= text.starts[i] and text.ends[i] <= quote.char_end]
    return "".join(text.text[i] for i in inside).strip()


def _find(answer: Shown, words: str) -> tuple[int, int] | None:
    """The stretch of the shown text that has these letters, best where something counts; None when there is none."""
    # The placeholders are the model's to copy; everything else is folded as the answer was.
    letters = "".join(char for char in normalise(words).text if char.isalnum())
    least = LEAST_LETTERS["zh" if cjk_share(letters) > 0.3 else "en"]
    if not least <= len(letters) <= LONGEST_QUOTE * 2:
        return None
    spans = []
    for match in re.finditer(re.escape(letters), answer.letters):
        start, end = answer.places[match.start()], answer.places[match.end() - 1] + 1
        if HIDDEN not in answer.text.text[start:end] and end - start <= LONGEST_QUOTE * 2:
            spans.append((start, end))
    return min(spans, key=lambda span: (bool(_barred(answer, *span)), span[0]), default=None)


def _own(answer: Shown, span: tuple[int, int]) -> tuple[tuple[int, int], str]:
    """The span without clauses that speak of the rating, or why nothing of it is left."""
    own = grounding.own_words(answer.text.text[span[0] : span[1]])
    if own is None:
        return span, "instruction_in_text"
    return (span[0] + own[0], span[0] + own[1]), ""


def _barred(answer: Shown, start: int, end: int) -> str:
    """Why a quote of this stretch does not count for the candidate: half of it or more lies where nothing does."""
    for low, high, why in answer.barred:
        if 2 * (min(end, high) - max(start, low)) >= end - start:
            return why
    return ""


def _hidden_against(plan: Plan, answer: Shown) -> tuple[Quote, ...]:
    """Nobody may hide what speaks against them behind words to the rater: there the embedded judge looks instead."""
    if not answer.hidden:
        return ()
    against = [one for one in wanted(plan, answer.reading) if isinstance(one, Behaviour) and one.polarity == "-"]
    found = evidence.extract(answer.reading, evidence.targets(plan, against), Trace())
    return tuple(quote for quote in found if was_hidden(answer, quote))


def was_hidden(answer: Shown, quote: Quote) -> bool:
    """Whether a quote comes from a sentence that the model did not see."""
    return any(low < quote.char_end and quote.char_start < high for low, high in answer.hidden)


def _listed(sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """Lists of keywords; the whole sentence when it has many clauses and hardly one of them is told."""
    if len(sentence.clauses) >= STUFFED_CLAUSES and reading.told_share(sentence) < evidence.TOLD_SHARE:
        return ((sentence.segment.start, sentence.segment.end),)
    return sentence.listed


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _moves(cut: list[tuple[int, int]]) -> Callable[[int], int]:
    """Where a position of the lean text went when each range of `cut` became HIDDEN."""

    def moved(position: int) -> int:
        shift = 0
        for start, end in cut:
            if end <= position:
                shift += len(HIDDEN) - (end - start)
        return position + shift

    return moved
