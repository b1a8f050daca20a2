"""The filter of the log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bole.audit.ports import directory, verbs
from bole.audit.queries import Filter

KINDS = [("subject", _("Candidates")), ("system", _("The system")), ("machine", _("The machine"))]


class FilterForm(forms.Form):
    """Who, what, on what, about whom, and when. Dates are days in the company's time zone."""

    verb = forms.ChoiceField(label=_("Act"), required=False)
    actor = forms.ChoiceField(label=_("Who"), required=False)
    object = forms.CharField(label=_("Object id"), required=False, max_length=64)
    subject = forms.UUIDField(label=_("Subject id"), required=False)
    since = forms.DateField(label=_("From this day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Up to this day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(f"user:{key}", name) for key, name in directory.people()]
        self.fields["verb"].choices = [("", _("All acts")), *verbs.all()]  # type: ignore[attr-defined]
        self.fields["actor"].choices = [("", _("Everyone")), *people, *KINDS]  # type: ignore[attr-defined]

    def wanted(self) -> Filter:
        """The filter; fields that could not be read do not filter."""
        given = getattr(self, "cleaned_data", {})
        kind, _colon, actor_id = (given.get("actor") or "").partition(":")
        since, until = given.get("since"), given.get("until")
        return Filter(
            verb=given.get("verb") or "",
            actor_kind=kind,
            actor_id=actor_id,
            object_id=(given.get("object") or "").strip(),
            subject_id=given.get("subject"),
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
