"""Finds what the law forbids to ask a candidate or to write in a job advertisement.

Each rule of `unlawful_rules.py` carries the ground it stands on. A finding is for the person who writes the question;
nothing is rewritten. `cases/red_list.yaml` and `cases/red_list_2.yaml` hold what must be found, `cases/lawful.yaml` what
must be left alone: a wording is let pass when its clause speaks of a customer, a patient or another third person and not of
the candidate, or when an advertisement only promises, declines or describes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bole_engines.text.normal import normalise
from bole_engines.text.unlawful_rules import (
    ADDRESSED,
    ADVERT,
    DEMAND,
    NEUTRAL_AFTER,
    NEUTRAL_BEFORE,
    OTHERS,
    PREFERRED,
    QUESTION,
    SITUATION,
)

Kind = Literal["question", "advert"]
_CLAUSE_END = re.compile(r"[，。？！；：,.?!;:\n]")


@dataclass(frozen=True)
class Finding:
    """One unlawful or risky wording: `start:end` in the text as given, the rule's code and the ground it stands on."""

    code: str
    start: int
    end: int
    text: str
    ground: str


def lint(text: str, kind: Kind = "question") -> tuple[Finding, ...]:
    """Every finding in a question or an advertisement, left to right. An advertisement is held to both lists."""
    mapped = normalise(text)
    rules = QUESTION if kind == "question" else ADVERT + QUESTION
    found: list[Finding] = []
    for code, ground, pattern in rules:
        for match in re.finditer(pattern, mapped.text):
            if _is_lawful(mapped.text, match.span(), kind):
                continue
            start, end = mapped.origin(*match.span())
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(code, start, end, text[start:end], ground))
    return tuple(sorted(found, key=lambda finding: finding.start))


def _is_lawful(text: str, span: tuple[int, int], kind: Kind) -> bool:
    """Whether the clause around the wording makes it harmless."""
    ends = [found.start() for found in _CLAUSE_END.finditer(text)]
    begin = max((end + 1 for end in ends if end < span[0]), default=0)
    stop = min((end for end in ends if end >= span[1]), default=len(text))
    clause, before, after = text[begin:stop], text[begin : span[0]], text[span[1] : stop]
    neutral = re.search(NEUTRAL_BEFORE, before) or re.search(NEUTRAL_AFTER, after)
    if kind == "advert" and neutral and not re.search(PREFERRED, text[span[0] : stop]):
        return True
    describes_another = re.compile(OTHERS).match(text, span[1])  # from the whole text, so that it can look behind
    return describes_another is not None or _is_about_others(clause, text[begin : span[1]])


def _is_about_others(clause: str, until: str) -> bool:
    """Whether a clause speaks of a third person; `until` is the clause up to and with the wording."""
    if not re.search(OTHERS, clause) or re.search(DEMAND, clause):
        return False
    return re.search(SITUATION, clause) is not None or re.search(ADDRESSED, until) is None
