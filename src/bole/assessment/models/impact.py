"""Impact assessments: what machine ratings by a plan do to people, thought through and signed before there are any."""

from django.db import models

from bole.assessment.models.plans import Plan
from bole.core.tenancy import TenantModel


class ImpactAssessment(TenantModel):
    """One signed assessment. ``basis`` is the digest of what it speaks of: the plan's content and its judge.

    ``sections`` are {key, title, text} as they were signed. Written once: the database refuses changes, and deletion
    before ``keep_until``.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="impacts")
    basis = models.CharField(max_length=64)
    judge = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    sections = models.JSONField()
    signed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    keep_until = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-signed_at", "-id"]
        indexes = [models.Index(fields=["plan", "basis"], name="assessment_impact_basis")]
        constraints = [
            # A signature is a person's, whatever code asks for it.
            models.CheckConstraint(condition=models.Q(by_kind="user"), name="assessment_impact_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.by_label}"
