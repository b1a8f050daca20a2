"""Forms of people."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bole.people.types import PersonData


class PersonForm(forms.Form):
    """A person. What is typed is checked by the action, which brings it into normal form."""

    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("Mainland mobile numbers need no country code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("Invitations go here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    even_if_known = forms.BooleanField(label=_("This is another person with the same contact"), required=False)

    def data_of(self, *, id_number: str = "") -> PersonData:
        """What was typed, not yet in normal form."""
        typed = self.cleaned_data
        return PersonData(
            name=typed["name"],
            phone=typed["phone"],
            email=typed["email"],
            id_number=id_number,
            source=typed["source"],
            note=typed["note"],
        )


class UploadForm(forms.Form):
    """A list to import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, up to 5 MB and 5,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        allow_empty_file=True,
    )
