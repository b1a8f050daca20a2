"""The tables of moves: a plan's life, a decision's, a settled level's, and a calibration's."""

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


class WaitState(models.TextChoices):
    QUEUED = "queued", _("Waits for the judge")
    FAILED = "failed", _("Will be tried again")
    STOPPED = "stopped", _("Waits for a person")
    # Not in line at all: the plan's impact assessment is not signed, so people rate by themselves.
    UNSIGNED = "unsigned", _("Rated by people only: the impact assessment is not signed")


class RescoreState(models.TextChoices):
    RUNNING = "running", _("Re-scoring")
    DONE = "done", _("Re-scored")
    STOPPED = "stopped", _("Stopped by a person")


RESCORE_MOVES: dict[str, set[str]] = {RescoreState.RUNNING: {RescoreState.DONE, RescoreState.STOPPED}}

DECISION_MOVES: dict[str, set[str]] = {DecisionState.STANDING: {DecisionState.SUPERSEDED}}


class SettledState(models.TextChoices):
    STANDING = "standing", _("Settled level stands")
    SUPERSEDED = "superseded", _("Replaced by a later settlement")


SETTLED_MOVES: dict[str, set[str]] = {SettledState.STANDING: {SettledState.SUPERSEDED}}


class CalibrationState(models.TextChoices):
    FITTED = "fitted", _("Tested, not in use")
    ON = "on", _("In use")
    OFF = "off", _("Switched off")


CALIBRATION_MOVES: dict[str, set[str]] = {
    CalibrationState.FITTED: {CalibrationState.ON},
    CalibrationState.ON: {CalibrationState.OFF},
    CalibrationState.OFF: {CalibrationState.ON},
}
