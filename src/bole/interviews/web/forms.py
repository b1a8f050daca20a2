"""Forms of the office pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bole.assessment.types import PlanSummary

# 0: as long as the plan says.
WINDOWS = [(0, _("As the plan says")), (24, _("24 hours")), (48, _("48 hours")), (72, _("72 hours"))]


class InviteForm(forms.Form):
    """Which interview, and how long the link can be used."""

    plan = forms.ChoiceField(label=_("Interview plan"))
    window = forms.TypedChoiceField(label=_("Time to answer"), choices=WINDOWS, coerce=int, initial=0)

    def __init__(self, plans: tuple[PlanSummary, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            (
                str(plan.id),
                _("{title} · {questions} questions · about {minutes} minutes · {hours} h to answer").format(
                    title=plan.title,
                    questions=plan.questions,
                    minutes=plan.minutes,
                    hours=plan.settings.window_hours,
                ),
            )
            for plan in plans
        ]
        self._hours = {str(plan.id): plan.settings.window_hours for plan in plans}

    def hours_of(self, plan_id: str) -> int:
        """How long the plan itself gives."""
        return self._hours[plan_id]


class PanelForm(forms.Form):
    """Colleagues who watch and rate."""

    users = forms.MultipleChoiceField(label=_("Interviewers"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, members: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].choices = members  # type: ignore[attr-defined]
