"""Finds behaviours and key points in a reading and quotes them; code checks every quote against the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from bole_engines.assessment import cues, meaning, reading
from bole_engines.assessment.cues import Cue, Hit
from bole_engines.assessment.meaning import Embedder
from bole_engines.assessment.reading import Reading, Sentence
from bole_engines.assessment.types import Answer, Behaviour, KeyPoint, Plan, Polarity, Quote, Strength
from bole_engines.common import Trace
from bole_engines.text import segments, stance
from bole_engines.text.normal import normalise

STUFFED_SHARE = 0.65
STUFFED_TARGETS = 3
TOLD_SHARE = 0.5
LONGEST_QUOTE = 90
SHORTEST_QUOTE = 8


@dataclass(frozen=True)
class Target:
    """What is looked for: a behaviour or a key point with its compiled cues."""

    id: str
    polarity: Polarity
    cues: tuple[Cue, ...]
    key_point: bool
    text: str = ""


@dataclass(frozen=True)
class _Found:
    target: Target
    sentence: Sentence
    hit: Hit


def targets(plan: Plan, wanted: Iterable[Behaviour | KeyPoint], rules: int = reading.LATEST) -> tuple[Target, ...]:
    """Behaviours and key points with their cues compiled for the plan's language and synonyms.

    Cues of what would be held against somebody are never widened.
    """
    return tuple(
        Target(
            id=one.id,
            polarity=one.polarity if isinstance(one, Behaviour) else "+",
            cues=tuple(
                cues.compile_cue(cue, plan.language, plan.synonyms, rules=1 if _against(one) else rules)
                for cue in one.cues
            ),
            key_point=isinstance(one, KeyPoint),
            text=one.text,
        )
        for one in wanted
    )


def _against(one: Behaviour | KeyPoint) -> bool:
    return isinstance(one, Behaviour) and one.polarity == "-"


def extract(found_in: Reading, wanted: tuple[Target, ...], trace: Trace) -> tuple[Quote, ...]:
    """The best quote of each target in this answer, in the order of the targets; the trace says what was left out and why."""
    best: dict[str, Quote] = {}
    for sentence in found_in.sentences:
        matches = [_Found(target, sentence, hit) for target in wanted for hit in _hits(target, sentence)]
        if not matches:
            continue
        barred = sentence.void or ("keywords_without_sentence" if _stuffed(sentence, matches) else "")
        if barred:
            trace.note(barred, question=found_in.answer.question_id)
            # Nobody may hide what speaks against them behind words to the rater: that still counts.
            matches = [one for one in matches if one.target.polarity == "-" and barred != "echo_of_question"]
        for match in matches:
            quote = _quote(found_in, match, trace)
            if quote is not None and _better(quote, best.get(quote.behaviour_id)):
                best[quote.behaviour_id] = quote
    return tuple(best[target.id] for target in wanted if target.id in best)


def meant(
    found_in: Reading, wanted: tuple[Target, ...], known: Collection[str], embedder: Embedder, trace: Trace
) -> tuple[Quote, ...]:
    """Quotes of what no cue found (`known` are those found) but what says the same in other words; the same doubts lie against them.

    Nothing is ever held against somebody by likeness: `wanted` are what raises only. All of them are handed in, so that one table
    serves every answer to a question.
    """
    if all(one.id in known for one in wanted):
        return ()
    asked = frozenset(one.text for one in segments.tokens(normalise(found_in.question.shown).text))
    chinese = found_in.chinese
    table = meaning.table(embedder, tuple(meaning.Wanted(one.id, one.text, one.cues) for one in wanted), chinese)
    by_id = {one.id: one for one in wanted}
    best: dict[str, tuple[float, Quote]] = {}
    for sentence in found_in.sentences:
        likely = () if sentence.void else table.likely(sentence.clauses, asked)
        likely = tuple(
            one for one in likely if one.id not in known and not reading.only_claims(sentence, one.hit.start)
        )
        matches = [_Found(by_id[one.id], sentence, one.hit) for one in likely]
        if not matches or _stuffed(sentence, matches):
            continue
        for match, one in zip(matches, likely, strict=True):
            quote = _quote(found_in, match, trace)
            if quote is not None and (one.id not in best or one.sure > best[one.id][0]):
                clear = one.clear and quote.strength == "full"
                reasons = (*quote.reasons, "said_otherwise")
                best[one.id] = one.sure, replace(quote, strength="full" if clear else "half", reasons=reasons)
    return tuple(best[one.id][1] for one in wanted if one.id in best)


def verify_quote(answer: Answer, quote: Quote) -> bool:
    """Whether the quote stands in the answer, character by character, at its span."""
    return (
        quote.question_id == answer.question_id
        and 0 <= quote.char_start < quote.char_end <= len(answer.text)
        and answer.text[quote.char_start : quote.char_end] == quote.text
    )


def quote_at(answer: Answer, start: int, end: int, template: Quote) -> Quote | None:
    """`template` moved to `start:end` of the answer, with its text, second and mark of addition; None if it fails the check."""
    while start < end and (answer.text[start].isspace() or answer.text[start] in ",，、。；;！？!?"):
        start += 1
    while start < end and answer.text[end - 1].isspace():
        end -= 1
    quote = replace(
        template,
        question_id=answer.question_id,
        char_start=start,
        char_end=end,
        text=answer.text[start:end],
        start_ms=_second(answer, start),
        added=any(low < end and start < high for low, high in answer.added),
    )
    return quote if verify_quote(answer, quote) else None


def _second(answer: Answer, position: int) -> int | None:
    timed = [word for word in answer.words if word.start_ms is not None]
    if not timed:
        return None
    nearest = min(
        timed, key=lambda word: (max(word.char_start - position, position - word.char_end + 1, 0), word.char_start)
    )
    return nearest.start_ms


def _hits(target: Target, sentence: Sentence) -> Iterator[Hit]:
    offset = sentence.segment.start
    for cue in target.cues:
        for hit in cues.hits(cue, sentence.segment.text):
            parts = tuple((low + offset, high + offset) for low, high in hit.parts)
            yield Hit(hit.start + offset, hit.end + offset, parts)


def _stuffed(sentence: Sentence, matches: list[_Found]) -> bool:
    if len({match.target.id for match in matches}) < STUFFED_TARGETS:
        return False
    if reading.told_share(sentence) >= TOLD_SHARE:
        return False
    covered = {index for match in matches for low, high in match.hit.parts for index in range(low, high)}
    letters = sum(1 for char in sentence.segment.text if char.isalnum())
    return len(covered) >= STUFFED_SHARE * letters


def _better(new: Quote, old: Quote | None) -> bool:
    return old is None or (new.strength == "full" and old.strength == "half")


def _quote(found_in: Reading, match: _Found, trace: Trace) -> Quote | None:
    behavioural = found_in.question.kind == "behavioural"
    against, weak = _weigh(found_in, match, behavioural)
    if against:
        trace.note(against, question=found_in.answer.question_id, behaviour=match.target.id)
        return None
    strength: Strength = "half" if weak else "full"
    template = Quote("", 0, 0, "", None, match.target.id, match.target.polarity, False, strength, tuple(weak))
    start, end = found_in.lean.origin(*_extent(match))
    quote = quote_at(found_in.answer, start, end, template)
    if quote is None:
        trace.note("quote_not_verified", question=found_in.answer.question_id, behaviour=match.target.id)
    return quote


def _weigh(found_in: Reading, match: _Found, behavioural: bool) -> tuple[str, list[str]]:
    """Why the match does not count (or ""), and what makes it count half."""
    sentence, hit, target = match.sentence, match.hit, match.target
    before = _before(sentence, hit.start)
    sentence_before = found_in.lean.text[sentence.segment.start : hit.start]
    weak = ["hedged"] if stance.hedged(before) else []
    if any(low < hit.end and hit.start < high for low, high in sentence.listed):
        return "keywords_without_sentence", []
    if _negated(sentence, hit, spared=found_in.rules >= 2 and target.polarity == "+"):
        return "negated", []
    if target.polarity == "-":
        return _weigh_negative(found_in, match, before, sentence_before), []
    if not target.key_point and (reading.only_claims(sentence, hit.start) or stance.wished(before)):
        return "only_claimed", []
    if behavioural:
        return _weigh_story(before, sentence_before, weak, found_in.rules)
    return "", weak


def _weigh_story(before: str, sentence_before: str, weak: list[str], rules: int) -> tuple[str, list[str]]:
    """In the account of a past event it matters who acted, and whether it happened."""
    acting = stance.owner(before, sentence_before, rules=rules)
    if acting == "other":
        return "done_by_others", []
    we = ["we_not_i"] if acting == "group" else []
    imagined = ["hypothetical"] if stance.hypothetical(sentence_before) else []
    return "", [*weak, *we, *imagined]


def _weigh_negative(found_in: Reading, match: _Found, before: str, sentence_before: str) -> str:
    hit = match.hit
    if stance.owner(before, sentence_before, customers_too=True, rules=found_in.rules) == "other":
        return "done_by_others"
    if stance.asked_for(before):
        return "asked_by_others"
    if stance.declined(match.sentence.segment.text, hit.end - match.sentence.segment.start):
        return "negated"
    if stance.enacted(sentence_before):
        return "done_by_others"
    if stance.outgrown(sentence_before, found_in.lean.text[hit.end :]):
        return "outgrown"
    return ""


def _negated(sentence: Sentence, hit: Hit, *, spared: bool) -> bool:
    previous = sentence.segment.start
    for low, high in hit.parts:
        if spared and stance.spares(sentence.segment.text, low - sentence.segment.start):
            previous = high
            continue
        clause = reading.clause_of(sentence, low)
        start = max(clause.start, previous)
        before = sentence.segment.text[start - sentence.segment.start : low - sentence.segment.start]
        last = high == hit.parts[-1][1]
        after = (
            sentence.segment.text[high - sentence.segment.start : clause.end - sentence.segment.start] if last else ""
        )
        if stance.negated(before, "", after):
            return True
        previous = high
    return False


def _before(sentence: Sentence, position: int) -> str:
    clause = reading.clause_of(sentence, position)
    return clause.text[: position - clause.start]


def _extent(match: _Found) -> tuple[int, int]:
    """The clauses that hold the match, with the next one when they are very short, cut when they are very long."""
    hit, sentence = match.hit, match.sentence
    start = reading.clause_of(sentence, hit.start).start
    end = reading.clause_of(sentence, hit.end - 1).end
    if end - start < SHORTEST_QUOTE:
        following = [clause for clause in sentence.clauses if clause.start >= end]
        end = following[0].end if following else end
        if not following:
            preceding = [clause for clause in sentence.clauses if clause.end <= start]
            start = preceding[-1].start if preceding else start
    if end - start <= LONGEST_QUOTE:
        return start, end
    margin = max(0, (LONGEST_QUOTE - (hit.end - hit.start)) // 2)
    return max(start, hit.start - margin), min(end, hit.end + margin)
