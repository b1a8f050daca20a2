"""The release gate and advice on questions in plain words, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bole_engines.psychometrics.types import Check

# By code and verdict; {value} and {limit} are filled in.
SENTENCES: dict[tuple[str, str], "str | Promise"] = {
    ("pairs", "met"): _("{value} interviews were rated by people who had not looked at the machine's level."),
    ("pairs", "missed"): _(
        "Only {value} of {limit} interviews were rated by people who had not looked: too few to judge."
    ),
    ("qwk", "met"): _("Agreement beyond chance (QWK) is {value}, at least {limit} is asked for."),
    ("qwk", "unsure"): _(
        "Agreement beyond chance (QWK) is {value}; {limit} is reached, but with so few ratings it may be chance."
    ),
    ("qwk", "missed"): _("Agreement beyond chance (QWK) is {value}, below the {limit} that is asked for."),
    ("qwk", "unknown"): _("Agreement beyond chance (QWK) cannot be computed yet."),
    ("pearson", "met"): _("Machine and people put candidates in nearly the same order (r {value}, at least {limit})."),
    ("pearson", "unsure"): _(
        "The order of candidates agrees (r {value}); {limit} is reached, but with so few ratings it may be chance."
    ),
    ("pearson", "missed"): _(
        "Machine and people put candidates in different orders (r {value}, at least {limit} is asked for)."
    ),
    ("pearson", "unknown"): _("Whether machine and people agree on the order cannot be computed yet."),
    ("degradation", "met"): _(
        "The machine agrees with people about as well as people with each other (loss {value}, at most {limit})."
    ),
    ("degradation", "missed"): _(
        "People agree with each other clearly better than the machine with them (loss {value}, at most {limit})."
    ),
    ("degradation", "unknown"): _(
        "Nobody knows yet how well people agree with each other: let two people rate the same interviews."
    ),
    ("smd", "met"): _(
        "The machine is neither stricter nor kinder than people (difference {value} SD, at most {limit})."
    ),
    ("smd", "unsure"): _(
        "The mean difference is {value} SD, within {limit}, but with so few ratings it may be chance."
    ),
    ("smd", "missed"): _(
        "The machine is clearly stricter or kinder than people (difference {value} SD, at most {limit})."
    ),
    ("smd", "unknown"): _("Whether the machine is stricter than people cannot be computed yet."),
    ("subgroups", "met"): _(
        "No group that named itself is marked down by the machine against people (at most {value} SD)."
    ),
    ("subgroups", "unsure"): _(
        "One group is marked differently by the machine than by people ({value} SD), but it is so small that it may be chance."
    ),
    ("subgroups", "missed"): _(
        "One group is marked differently by the machine than by people ({value} SD, at most {limit})."
    ),
    ("subgroups", "unknown"): _("Groups cannot be compared yet: too few candidates gave optional details."),
}

OUTCOMES: dict[str, "str | Promise"] = {
    "open": _("Can be relied on"),
    "provisional": _("Promising, not proven"),
    "shut": _("Not to be relied on yet"),
}
TONES = {"open": "green", "provisional": "blue", "shut": "orange"}

ADVICE: dict[str, "str | Promise"] = {
    "too_few": _("Too few answers to say anything."),
    "too_hard": _("Hardly anybody shows what it looks for: ask more plainly, or look at its behaviours."),
    "too_easy": _("Nearly everybody shows all of it: it tells candidates apart no longer."),
    "flat": _("Good and weak candidates answer it alike: consider another question."),
    "negative": _("Weaker candidates do better on it: something is wrong with it. Take it out or rewrite it."),
}


def sentence(check: Check) -> str:
    """One line of the gate."""
    whole = check.code == "pairs"
    value = "" if check.value is None else (f"{check.value:.0f}" if whole else f"{check.value:.2f}")
    limit = f"{check.limit:.0f}" if whole else f"{check.limit:.2f}"
    if value == limit and check.verdict == "missed" and check.value is not None:
        value = f"{check.value:.3f}"
    return str(SENTENCES[check.code, check.verdict]).format(value=value, limit=limit)


def outcome(code: str) -> tuple[str, str]:
    """(words, tone) of a gate's outcome."""
    return str(OUTCOMES[code]), TONES[code]


def advice(codes: tuple[str, ...]) -> list[str]:
    """What the figures of a question suggest."""
    return [str(ADVICE[code]) for code in codes]


def missing(pairs: int, doubles: int) -> str:
    """What is still needed before a verdict; empty when nothing is."""
    said = []
    if pairs:
        said.append(gettext("{n} more interviews rated without looking").format(n=pairs))
    if doubles:
        said.append(gettext("{n} more interviews rated by two people").format(n=doubles))
    return "; ".join(said)
