"""The engine's faults in the reader's language, after their line. One table, with the engine's codes and names in braces."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bole_engines.assessment.faults import Fault

SENTENCES: Mapping[str, "str | Promise"] = {
    "syntax": _("this is not YAML as it should be: {why}"),
    "unreadable": _("there is a value that cannot be read"),
    "no_mapping_plan": _("a plan is a mapping of names to values"),
    "no_mapping": _("a bank is a mapping of names to values"),
    "key_twice": _("“{key}” stands twice in the same place"),
    "shape": _("{where} should be {expected}, but is {found!r}"),
    "not_here": _("“{key}” does not belong into this file; it may hold {allowed}"),
    "other_bank": _("this file belongs to the bank {found}, not to {expected}"),
    "two_lists": _("“{key}” stands in both files"),
    "bad_bank_id": _("the key of a bank is up to 40 small letters, digits and underscores and begins with a letter"),
    "bad_id": _("the id {id} needs other characters: up to 60 letters, digits, dots, hyphens and underscores"),
    "length": _("write 1 to {most} characters"),
    "empty": _("there are no words here"),
    "range": _("{value} is not between {least} and {most}"),
    "no_text": _("there is a character in it that no text has"),
    "repeated": _("{id} stands {n} times"),
    "weights": _("the weights make {total}, not 100"),
    "none": _("at least one is needed"),
    "anchors": _("all five levels need their words"),
    "threshold": _("{value} is not a level from 1 to 5"),
    "weight": _("a weight is between 1 and 100, not {value}"),
    "cap": _("the highest level beside it is between 1 and 4, not {value}"),
    "not_asked_for": _("no question asks for it"),
    "few_behaviours": _("there are {n} behaviours that raise the level, and at least {least} are needed"),
    "few_points": _("there are {n} key points, and at least {least} are needed"),
    "no_competency": _("choose at least one competency that it asks for"),
    "unknown_competency": _("there is no competency {id} in use in this family"),
    "unknown_question": _("there is no question {id} in use in this family"),
    "points_not_here": _("only a question that asks to explain has key points"),
    "turns_not_here": _("only a role-play has turns"),
    "turns": _("a role-play has 2 to 4 turns, this one has {n}"),
    "code_not_here": _("only a programming question has a task with tests"),
    "code_needed": _("a programming question needs a language and at least one test"),
    "times": _("give 10 to 600 seconds to answer and at most 600 to prepare"),
    "difficulty": _("the difficulty is 1, 2 or 3, not {value}"),
    "follow_up_rule": _("{rule!r} is no rule for a follow-up; there are {known}"),
    "follow_up_point": _("the follow-up waits for the key point {id}, which this question does not have"),
    "unlawful": _("“{text}” may not be asked. Ground: {ground}"),
    "no_cue": _("at least one line of words to look for is needed"),
    "bad_cue": _("the words to look for cannot be read: {why}"),
    "weights_other": _("the weights are for {given}, but its questions ask for {asked}"),
}
NOUNS: Mapping[str, "str | Promise"] = {
    "competency": pgettext_lazy("of a fault", "competency"),
    "competencies": pgettext_lazy("of a fault", "competencies"),
    "behaviour": pgettext_lazy("of a fault", "behaviour"),
    "behaviour or key point": pgettext_lazy("of a fault", "behaviour or key point"),
    "key point": pgettext_lazy("of a fault", "key point"),
    "question": pgettext_lazy("of a fault", "question"),
    "questions": pgettext_lazy("of a fault", "questions"),
    "turn": pgettext_lazy("of a fault", "turn"),
    "plan": pgettext_lazy("of a fault", "plan"),
    "bank": pgettext_lazy("of a fault", "bank"),
    "family": pgettext_lazy("of a fault", "family"),
    "title": pgettext_lazy("of a fault", "title"),
    "minutes": pgettext_lazy("of a fault", "minutes"),
    "retakes": pgettext_lazy("of a fault", "retakes"),
    "match_threshold": pgettext_lazy("of a fault", "suggestion line"),
    "practice": pgettext_lazy("of a fault", "practice question"),
}


def plain(fault: Fault) -> str:
    """What is wrong, without where: for beside a field."""
    return str(SENTENCES[fault.code]).format(**fault.data)


def said(fault: Fault) -> str:
    """What is wrong and where: line, thing, reason."""
    thing = " ".join(part for part in (str(NOUNS.get(fault.noun, fault.noun)), fault.id) if part)
    line = "" if fault.line is None else str(_("line {n}")).format(n=fault.line)
    where = " · ".join(part for part in (fault.file and str(_("questions file")), line, thing) if part)
    return str(_("{where}: {what}")).format(where=where, what=plain(fault)) if where else plain(fault)


def all_said(faults: Iterable[Fault]) -> tuple[str, ...]:
    return tuple(said(one) for one in faults)
