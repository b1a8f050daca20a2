"""Finds what the law forbids to ask a candidate or to write in a job advertisement.

Each rule of `unlawful_rules.py` carries the ground it stands on. A finding is for the person who writes the question;
nothing is rewritten. `cases/red_list.yaml` holds what must be found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bole_engines.text.normal import normalise
from bole_engines.text.unlawful_rules import ADVERT, QUESTION

Kind = Literal["question", "advert"]


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
            start, end = mapped.origin(*match.span())
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(code, start, end, text[start:end], ground))
    return tuple(sorted(found, key=lambda finding: finding.start))
