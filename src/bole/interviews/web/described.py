"""表达与用词: what the plan's signals say about an interview, in words. Computed when the page is shown, never stored.

Nothing outside these pages can ask a signal (import contract "weightless"), so nothing here reaches a rating or a list.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bole.assessment.types import FrozenPlanView, ReportView
from bole.interviews.models import Session
from bole_engines.signals import registry
from bole_engines.signals.types import Described, Finding, Spoken

TITLES: dict[str, "str | Promise"] = {
    "delivery": gettext_lazy("How it was spoken"),
    "wording": gettext_lazy("Which words were used"),
}
TENDENCIES: dict[str, "str | Promise"] = {
    "outgoing": gettext_lazy("outgoing, fond of company"),
    "cooperative": gettext_lazy("cooperative, considerate"),
    "careful": gettext_lazy("careful, keen on checks"),
    "open": gettext_lazy("open to new things"),
    "initiative": gettext_lazy("ready to take the initiative"),
}
DEPARTURES: dict[tuple[str, str], "str | Promise"] = {
    ("pace", "more"): gettext_lazy(
        "{value} syllables a second, {share}% faster than in this person's other answers ({usual})"
    ),
    ("pace", "less"): gettext_lazy(
        "{value} syllables a second, {share}% slower than in this person's other answers ({usual})"
    ),
    ("pauses", "more"): gettext_lazy(
        "{value}% of the time in pauses, more than in this person's other answers ({usual}%)"
    ),
    ("pauses", "less"): gettext_lazy(
        "{value}% of the time in pauses, less than in this person's other answers ({usual}%)"
    ),
    ("pitch", "more"): gettext_lazy(
        "pitch moves by {value} semitones, more than in this person's other answers ({usual})"
    ),
    ("pitch", "less"): gettext_lazy(
        "pitch moves by {value} semitones, less than in this person's other answers ({usual})"
    ),
    ("energy", "more"): gettext_lazy(
        "loudness moves by {value} dB, more than in this person's other answers ({usual} dB)"
    ),
    ("energy", "less"): gettext_lazy(
        "loudness moves by {value} dB, less than in this person's other answers ({usual} dB)"
    ),
}
REASONS: dict[str, "str | Promise"] = {
    "signals.too_little_text": gettext_lazy("Too little was said to count words: {words} words, {needed} are needed."),
    "signals.too_few_answers": gettext_lazy(
        "There is nothing to compare with: {spoken} spoken answers of five seconds or more, {needed} are needed."
    ),
    "signals.not_installed": gettext_lazy("This description is not installed any more."),
    "signals.failed": gettext_lazy("This description could not be made."),
    "signals.quote_not_found": gettext_lazy("This description was dropped: it quoted words that were not said."),
}


def shown_for(session: Session, frozen: FrozenPlanView, report: ReportView | None) -> tuple[str, ...]:
    """The signals that may be shown: those of the plan that this installation allows, of a candidate who agreed to be
    assessed by machine.

    Whoever has yet to rate for themselves sees none, for the same reason that they do not see the machine's levels.
    """
    if not session.may_assess or report is None or report.gate != "open":
        return ()
    return tuple(name for name in frozen.settings.signals if name not in settings.BOLE_SIGNALS_OFF)


def describe(names: Sequence[str], spoken: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each named signal says about the answers of `report.spoken`, ready to be shown."""
    answers = [Spoken(one["index"], one["words"], str(one["text"]), one["delivery"]) for one in spoken]
    places = {one["index"]: _place(one) for one in spoken}
    return [_said(one, places) for one in registry.describe(names, answers)]


def _place(one: dict[str, Any]) -> str:
    words = _("Follow-up to question {n}") if one["follows"] else _("Question {n}")
    return words.format(n=one["number"])


def _said(said: Described, places: dict[int, str]) -> dict[str, Any]:
    lines = [line for finding in said.findings if (line := _line(finding, places)) is not None]
    notes = [str(REASONS[one.code]).format(**one.data) for one in said.reasons if one.code in REASONS]
    nothing = {
        "delivery": _("Every answer was spoken as this person's other answers were."),
        "wording": _("None of the five groups of words occurs often enough to be named."),
    }
    if not lines and not notes:
        notes = [nothing.get(said.signal, _("Nothing to describe."))]
    return {"title": TITLES.get(said.signal, said.signal), "lines": lines, "notes": notes, "version": said.version}


def _line(finding: Finding, places: dict[int, str]) -> dict[str, Any] | None:
    quotes = [{"place": places[one.index], "index": one.index, "text": one.text} for one in finding.passages]
    values = finding.values
    if finding.code in TENDENCIES:
        return {"place": "", "text": _wording(finding), "quotes": quotes}
    sentence = DEPARTURES.get((finding.code, str(values.get("side", ""))))
    if sentence is None or finding.index is None:
        return None
    share = round(abs(100 * float(values["difference"])))
    return {"place": places[finding.index], "text": str(sentence).format(share=share, **values), "quotes": quotes}


def _wording(finding: Finding) -> str:
    values, count = finding.values, int(finding.values["count"])
    if values["standing"] == "often":
        sentence = ngettext(
            "Among the words used, those that sound “{group}” occur rather often: {count} time in {words} words",
            "Among the words used, those that sound “{group}” occur rather often: {count} times in {words} words",
            count,
        )
    else:
        sentence = ngettext(
            "Words that sound “{group}” occur too: {count} time in {words} words",
            "Words that sound “{group}” occur too: {count} times in {words} words",
            count,
        )
    return sentence.format(group=TENDENCIES[finding.code], count=count, words=values["words"])
