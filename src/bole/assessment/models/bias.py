"""Dated runs of the fairness audit, totals only, and the weighting that is kept beside the one in use."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.assessment.models.plans import Plan
from bole.core.tenancy import TenantModel


class Cause(models.TextChoices):
    MONTHLY = "monthly", _("Monthly")
    PLAN = "plan", _("The plan changed")
    JUDGE = "judge", _("The judge changed")
    CALIBRATION = "calibration", _("A calibration changed")
    PERSON = "person", _("Asked for by a person")


class BiasRun(TenantModel):
    """One audit of one plan (or of the whole company, without a plan). ``data`` holds totals, small groups taken out."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, related_name="bias_runs")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    judge = models.CharField(max_length=80, blank=True)
    data = models.JSONField()
    by_label = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["tenant", "plan", "-at"], name="assessment_bias_newest")]

    def __str__(self) -> str:
        return f"{self.cause} {self.at:%Y-%m-%d}"


class Weighting(TenantModel):
    """The other weighting of a plan, and why the plan's own is the one in use. The newest row counts; none is changed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="weightings")
    weights = models.JSONField()
    reason = models.CharField(max_length=500)
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
