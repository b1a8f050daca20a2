"""What is wrong with a plan or a bank, as values: a code, the place, the line, and data for a sentence in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]

# English; whoever shows faults in another language has a table with the same keys and the same names in braces.
SENTENCES: dict[str, str] = {
    "syntax": "{why}",
    "unreadable": "a value that cannot be read ({kind})",
    "no_mapping_plan": "a plan is a mapping of names to values",
    "no_mapping": "this file is a mapping of names to values",
    "key_twice": "“{key}” stands twice in this mapping",
    "shape": "{where} should be {expected}, but is {found!r}",
    "not_here": "“{key}” does not belong into this file; it may hold {allowed}",
    "other_bank": "this file belongs to the bank {found}, not to {expected}",
    "two_lists": "“{key}” stands in both files",
    "bad_bank_id": "the id of a bank is up to 40 small letters, digits and underscores and begins with a letter",
    "bad_id": "id {id!r}: up to 60 letters, digits, dots, hyphens and underscores, please",
    "length": "1 to {most} characters, please",
    "empty": "it says nothing",
    "range": "{value} is not between {least} and {most}",
    "no_text": "there is a character in it that no text has",
    "repeated": "{id} stands {n} times",
    "weights": "the weights sum to {total}, not to 100",
    "none": "at least one is needed",
    "anchors": "anchors 1 to 5 must all be there and say something",
    "threshold": "threshold {value} is not a level",
    "weight": "weight {value} is not between 1 and 100",
    "cap": "cap {value} is not between 1 and 4",
    "not_asked_for": "no question asks for it",
    "few_behaviours": "{n} behaviours that raise it, at least {least} are needed",
    "few_points": "{n} key points, at least {least} are needed",
    "no_competency": "it asks for no competency",
    "unknown_competency": "there is no competency {id}",
    "unknown_question": "there is no question {id}",
    "points_not_here": "only a question of kind explain has key points",
    "turns_not_here": "only a question of kind roleplay has turns",
    "turns": "a role-play has 2 to 4 turns, this one has {n}",
    "code_not_here": "only a question of kind code has a code task",
    "code_needed": "a question of kind code needs a code task with a language and a case",
    "times": "answer_s must be 10–600 and think_s 0–600 seconds",
    "difficulty": "difficulty {value} is not 1, 2 or 3",
    "follow_up_rule": "{rule!r} is no rule for a follow-up; there are {known}",
    "follow_up_point": "a follow-up waits for the key point {id}, which this question does not have",
    "unlawful": "“{text}” may not be asked ({ground})",
    "no_cue": "at least one cue is needed",
    "bad_cue": "{why}",
    "weights_other": "the weights are for {given}, but its questions ask for {asked}",
}


@dataclass(frozen=True)
class Fault:
    """One fault. `noun` and `id` name what is wrong (competency development), `path` is its place in the file.

    `line` counts from 1, None when the content did not come from a file; `file` is "" for the bank or plan itself and "questions"
    for the file of questions beside it.
    """

    code: str
    path: Path = ()
    noun: str = ""
    id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None
    file: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong, in English, with the thing it is wrong with but without the line."""
        where = " ".join(part for part in (self.noun, self.id) if part)
        said = SENTENCES[self.code].format(**self.data)
        return f"{where}: {said}" if where else said

    @property
    def with_line(self) -> str:
        """The sentence after its line, as in "line 12: …"."""
        if self.line is None:
            return self.sentence
        file = f"{self.file}, " if self.file else ""
        return f"{file}line {self.line}: {self.sentence}"
