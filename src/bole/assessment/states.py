"""The tables of moves: a plan's life, and a decision's."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready for interviews")
    RETIRED = "retired", _("Retired")


PLAN_MOVES: dict[str, set[str]] = {
    PlanState.DRAFT: {PlanState.READY, PlanState.RETIRED},
    PlanState.READY: {PlanState.RETIRED},
    PlanState.RETIRED: {PlanState.READY},
}


class DecisionState(models.TextChoices):
    STANDING = "standing", _("Decision stands")
    SUPERSEDED = "superseded", _("Replaced by a later decision")


DECISION_MOVES: dict[str, set[str]] = {DecisionState.STANDING: {DecisionState.SUPERSEDED}}
