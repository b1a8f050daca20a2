"""Tendencies in a choice of words, each counted against the length of what was said and shown with the words themselves.

Compared is one person's use of five groups of words with that same person's use of the other groups. Nobody is compared
with anybody else, and nothing is concluded about a trait.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bole_engines.common import Trace
from bole_engines.signals.lexicon import TENDENCIES
from bole_engines.signals.types import Described, Finding, Passage, Spoken
from bole_engines.text import instructions, stance
from bole_engines.text.normal import Mapped, is_cjk, normalise
from bole_engines.text.segments import Segment, clauses, dictionary_words, sentences, tokens

FEWEST_WORDS = 100  # of a whole interview, below which a count is chance
FEWEST_HITS = 3
FEWEST_DIFFERENT = 2
OFTEN = 1.5  # times the mean of the other groups that were used at all
MOST_PASSAGES = 3
LONGEST_PASSAGE = 60
_EDGE = " \t\n,，、。；;：:！？!?."


@dataclass(frozen=True)
class _Use:
    """One use of a word of a group, with the clause around it, verbatim."""

    tendency: str
    word: str
    passage: Passage


class WordingSignal:
    """Five groups of words: outgoing, cooperative, careful, open, taking the initiative."""

    name = "wording"
    version = "wording-1"
    weight: Literal[0] = 0

    def describe(self, answers: Sequence[Spoken]) -> Described:
        """A finding for each group of which three uses of two different words were found, the most frequent first.

        `values`: `count`, `words` (length of everything said), `per_hundred`, and `standing` "often" or "some".
        """
        trace = Trace()
        length = sum(len(tokens(normalise(one.text).text)) for one in answers)
        if length < FEWEST_WORDS:
            trace.note("signals.too_little_text", words=length, needed=FEWEST_WORDS)
            return Described(self.name, self.version, reasons=trace.reasons)
        uses = [use for one in answers for use in _uses(one, trace)]
        used = {use.tendency for use in uses}
        findings = []
        for tendency in TENDENCIES:
            own = [use for use in uses if use.tendency == tendency]
            if len(own) >= FEWEST_HITS and len({use.word for use in own}) >= FEWEST_DIFFERENT:
                others = (len(uses) - len(own)) / max(1, len(used) - 1)
                findings.append(_finding(tendency, own, length, "often" if len(own) >= OFTEN * others else "some"))
        findings.sort(key=lambda one: -float(one.values["count"]))
        return Described(self.name, self.version, tuple(findings), trace.reasons)


def _finding(tendency: str, uses: Sequence[_Use], length: int, standing: str) -> Finding:
    values: dict[str, float | str] = {
        "count": len(uses),
        "words": length,
        "per_hundred": round(100 * len(uses) / length, 1),
        "standing": standing,
    }
    return Finding(tendency, None, values, _shown(uses))


def _shown(uses: Sequence[_Use]) -> tuple[Passage, ...]:
    """Up to three passages of different places, those of different words first, in the order they were said."""
    firsts = {use.word: use for use in reversed(uses)}.values()
    chosen: dict[tuple[int, int], Passage] = {}
    for use in [*sorted(firsts, key=lambda one: (one.passage.index, one.passage.start)), *uses]:
        if len(chosen) < MOST_PASSAGES:
            chosen.setdefault((use.passage.index, use.passage.start), use.passage)
    return tuple(sorted(chosen.values(), key=lambda one: (one.index, one.start)))


def _uses(answer: Spoken, trace: Trace) -> Iterator[_Use]:
    """Uses of listed words that the speaker says of himself and does not deny.

    What the question said first, what is said to the rater, and what somebody else did are left out.
    """
    mapped = normalise(answer.text)
    asked = normalise(answer.asked).text
    words = dictionary_words(mapped.text)
    starts, ends = {start for start, _ in words}, {end for _, end in words}
    barred = [(found.start, found.end) for found in instructions.find(mapped.text)]
    for sentence in sentences(mapped.text):
        for clause in clauses(sentence):
            for match in _pattern().finditer(clause.text):
                low, high = clause.start + match.start(), clause.start + match.end()
                if is_cjk(mapped.text[low]) and (low not in starts or high not in ends):
                    continue
                why = _left_out(match, clause, sentence, asked, _inside(low, high, barred))
                if why:
                    trace.note(why, index=answer.index)
                    continue
                tendency, word = _group(match.group())
                yield _Use(tendency, word, _passage(answer, mapped, clause, low))


def _left_out(match: re.Match[str], clause: Segment, sentence: Segment, asked: str, barred: bool) -> str:
    before, after = clause.text[: match.start()], clause.text[match.end() :]
    if barred:
        return "signals.said_to_the_rater"
    if match.group() in asked:
        return "signals.echo_of_question"
    if stance.negated(before, "", after):
        return "signals.denied"
    if stance.owner(before, sentence.text[: clause.start - sentence.start]) == "other":
        return "signals.somebody_else"
    return ""


def _inside(low: int, high: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(start < high and low < end for start, end in ranges)


def _passage(answer: Spoken, mapped: Mapped, clause: Segment, word: int) -> Passage:
    """The clause as it stands in the answer; a long one is cut around the word."""
    low = max(clause.start, word - LONGEST_PASSAGE // 2) if len(clause.text) > LONGEST_PASSAGE else clause.start
    high = min(clause.end, low + LONGEST_PASSAGE)
    start, end = mapped.origin(low, high)
    piece = answer.text[start:end]
    start += len(piece) - len(piece.lstrip(_EDGE))
    end -= len(piece) - len(piece.rstrip(_EDGE))
    return Passage(answer.index, start, end, answer.text[start:end])


@cache
def _entries() -> tuple[tuple[str, str], ...]:
    """(entry, tendency), longest first: 换个思路 is looked for before 思路."""
    pairs = [(entry, name) for name, listed in TENDENCIES.items() for entry in listed.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(_form(entry) for entry, _ in _entries()))


def _form(entry: str) -> str:
    if is_cjk(entry[0]):
        return re.escape(entry)
    stem = re.escape(entry.rstrip("*")).replace(r"\-", "[- ]")
    return rf"\b{stem}[a-z]*\b" if entry.endswith("*") else rf"\b{stem}\b"


@cache
def _group(said: str) -> tuple[str, str]:
    """Tendency and entry of what the pattern found."""
    return next((name, entry) for entry, name in _entries() if re.fullmatch(_form(entry), said))
