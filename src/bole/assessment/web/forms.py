"""Forms of the plan pages. They read input; the actions judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bole.assessment.queries.signals import SIGNALS
from bole.assessment.types import PlanSettings

MODE_CHOICES = [("video", _("Video")), ("audio", _("Voice")), ("typed", _("Typed text"))]
MOST_BYTES = 400_000


class SettingsForm(forms.Form):
    """How interviews by a plan are held."""

    window_hours = forms.TypedChoiceField(
        label=_("Time to answer"),
        coerce=int,
        choices=[(24, _("24 hours")), (48, _("48 hours")), (72, _("72 hours"))],
        help_text=_("From the invitation to the last moment for handing in."),
    )
    retakes = forms.IntegerField(
        label=_("Retakes a question"),
        min_value=0,
        max_value=3,
        help_text=_("A dropped connection never counts as one."),
    )
    modes = forms.MultipleChoiceField(
        label=_("Ways to answer"),
        choices=MODE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All ways are rated by the same anchors. The candidate chooses."),
    )
    blind_percent = forms.IntegerField(
        label=_("Rated blind, in per cent of candidates"),
        min_value=0,
        max_value=100,
        help_text=_(
            "For these, HR rates before seeing the machine's levels. It shows how far the machine can be trusted."
        ),
    )

    signals = forms.MultipleChoiceField(
        label=_("Described on the report, never scored"),
        required=False,
        choices=[(one.name, one.title) for one in SIGNALS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What each one is and what is known about it stands on this page."),
    )

    judge = forms.ChoiceField(
        label=_("Judge of this plan"),
        required=False,
        choices=[("", _("As set for the company")), ("evidence", _("Built-in judge")), ("llm", _("Language model"))],
        help_text=_("Interviews that were invited already keep the judge they were promised."),
    )

    def value(self) -> PlanSettings:
        """The settings, once the form is valid."""
        data = self.cleaned_data
        return PlanSettings(
            data["window_hours"],
            data["retakes"],
            tuple(data["modes"]),
            data["blind_percent"],
            data["judge"],
            tuple(data["signals"]),
        )


class QuestionForm(forms.Form):
    """The words and times of one question."""

    text = forms.CharField(label=_("Question"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))
    hint = forms.CharField(
        label=_("Hint under the question"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    think_s = forms.IntegerField(label=_("Seconds to prepare"), min_value=0, max_value=600)
    answer_s = forms.IntegerField(label=_("Seconds to answer"), min_value=10, max_value=600)


class CopyForm(forms.Form):
    title = forms.CharField(label=_("Title of the copy"), max_length=120)


class ImportForm(forms.Form):
    """A plan as YAML, as a file or pasted."""

    file = forms.FileField(label=_("Plan file (YAML)"), required=False)
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "font-monospace"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        if upload is not None:
            data["text"] = self._read(upload)
        if not data.get("text", "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose a file or paste a plan."))
        return data

    def _read(self, upload: Any) -> str:
        if upload.size > MOST_BYTES:
            self.add_error(
                "file", _("This is too long for a plan. The limit is {kb} KB.").format(kb=MOST_BYTES // 1000)
            )
            return ""
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", _("This is not a text file in UTF-8. Save it as UTF-8 and try again."))
            return ""
