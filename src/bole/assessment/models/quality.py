"""What a named person settled, and what the machine's levels are worth here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.assessment.models.cases import LEVELS, CaseRow
from bole.assessment.models.plans import Plan
from bole.assessment.states import CalibrationState, SettledState
from bole.core.tenancy import TenantModel


class Settlement(models.TextChoices):
    ADJUDICATION = "adjudication", _("Settled between raters")
    OVERRIDE = "override", _("Machine's level corrected")


class SettledLevel(CaseRow):
    """The level that a named person says stands for one competency of one interview, and why. It joins the gold set.

    ``machine_level`` is what the machine had said at that moment; it stays stored where it is. A later one supersedes.
    """

    competency_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=14, choices=Settlement.choices)
    level = models.PositiveSmallIntegerField()
    machine_level = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=12, choices=SettledState.choices, default=SettledState.STANDING)
    reason_sealed = models.BinaryField()
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(CaseRow.Meta):
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=LEVELS), name="assessment_settled_level"),
            models.CheckConstraint(condition=~models.Q(by_id=""), name="assessment_settled_by_someone"),
            models.UniqueConstraint(
                fields=["case", "competency_id"],
                condition=models.Q(state=SettledState.STANDING),
                name="assessment_settled_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.level}"


class Calibration(TenantModel):
    """One fitted table from the machine's levels to people's, for one competency of one plan and one judge.

    ``table`` and ``validation`` are the engine's JSON. A version is never refitted; switching it off brings back what
    was before, and it can be switched on again.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="calibrations")
    competency_id = models.CharField(max_length=60)
    judge = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=CalibrationState.choices, default=CalibrationState.FITTED)
    table = models.JSONField()
    validation = models.JSONField()
    admitted = models.BooleanField()
    fitted_at = models.DateTimeField()
    fitted_by = models.CharField(max_length=120)
    switched_at = models.DateTimeField(null=True)
    switched_by = models.CharField(max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["competency_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "competency_id", "version"], name="assessment_calibration_version_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "competency_id"],
                condition=models.Q(state=CalibrationState.ON),
                name="assessment_calibration_one_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CalibrationState.ON) | models.Q(admitted=True),
                name="assessment_calibration_tested",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} v{self.version}"
