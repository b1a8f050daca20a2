"""The form of the judge's page: money in yuan on the page, in fen underneath."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bole.assessment.models import JudgeSettings

JUDGES = [("evidence", _("Built-in judge (offline, free)")), ("llm", _("Language model"))]
# Field of the form → field of the row, in yuan and in fen.
MONEY = {
    "most_yuan": "fen",
    "read_yuan": "read_fen",
    "written_yuan": "written_fen",
    "cpu_yuan": "cpu_fen",
    "message_yuan": "message_fen",
}


def _yuan(label: Any, help_text: Any, most: int) -> forms.DecimalField:
    return forms.DecimalField(label=label, help_text=help_text, min_value=0, max_value=most, decimal_places=2)


class JudgeForm(forms.Form):
    """Which judge, how often it reads, what an interview may take, and prices."""

    judge = forms.ChoiceField(
        label=_("Judge of new interviews"),
        choices=JUDGES,
        help_text=_("A plan may choose otherwise. An interview keeps the judge it was promised."),
    )
    samples = forms.TypedChoiceField(
        label=_("Readings of each competency by the model"),
        coerce=int,
        choices=[(3, "3"), (5, "5"), (7, "7")],
        help_text=_("Where they differ by one level, as many again are made; by more, a person has to judge."),
    )
    tokens = forms.IntegerField(label=_("Tokens an interview may take"), min_value=1_000, max_value=10_000_000)
    most_yuan = _yuan(_("¥ an interview may cost"), _("0 for no limit."), 1_000)
    seconds = forms.IntegerField(label=_("Seconds the model may take for an interview"), min_value=30, max_value=7_200)
    read_yuan = _yuan(
        _("¥ for a million tokens read"), _("As your provider lists it; 0 for a model of your own."), 10_000
    )
    written_yuan = _yuan(_("¥ for a million tokens written"), "", 10_000)
    cpu_yuan = _yuan(_("¥ for an hour of a processor core"), _("What your machine costs you."), 1_000)
    message_yuan = _yuan(_("¥ for a message"), _("An SMS, for instance; 0 while only mail is sent."), 100)

    @staticmethod
    def shown(row: JudgeSettings) -> dict[str, Any]:
        """The row as the form shows it."""
        money = {name: Decimal(getattr(row, kept)) / 100 for name, kept in MONEY.items()}
        return {"judge": row.judge, "samples": row.samples, "tokens": row.tokens, "seconds": row.seconds, **money}

    def values(self) -> dict[str, Any]:
        """Fields of the row, once the form is valid."""
        data = self.cleaned_data
        money = {kept: int(data[name] * 100) for name, kept in MONEY.items()}
        return {name: data[name] for name in ("judge", "samples", "tokens", "seconds")} | money
