"""Forms of privacy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bole.privacy.actions.erasure import DECLINE_REASONS


class EraseForm(forms.Form):
    """Typing the name is the confirmation: nobody erases the wrong person by a stray click."""

    confirm = forms.CharField(
        label=_("Type the name to confirm"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: object, name: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.name = name

    def clean_confirm(self) -> str:
        typed = " ".join(str(self.cleaned_data["confirm"]).split())
        if typed != self.name:
            raise forms.ValidationError(_("This is not the name. Nothing was erased."))
        return typed


class DeclineForm(forms.Form):
    """Why a request is declined, from a list."""

    answer_code = forms.ChoiceField(label=_("Reason"), choices=list(DECLINE_REASONS.items()))
