"""Numbers of a machine's run, a row each, so that statistics need not open what is sealed. No words stand here."""

from django.db import models

from bole.assessment.models.cases import LEVELS, CaseRow, MachineAssessment


class MachineLevel(CaseRow):
    """The level of one competency in one run; null when the judge abstained. Raw: no calibration ever changes it."""

    assessment = models.ForeignKey(MachineAssessment, on_delete=models.CASCADE, related_name="levels")
    competency_id = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(null=True)
    spread = models.PositiveSmallIntegerField()
    points = models.FloatField()

    class Meta(CaseRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assessment", "competency_id"], name="assessment_machine_level_once"),
            models.CheckConstraint(condition=models.Q(level__in=LEVELS), name="assessment_machine_level_range"),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.level}"


class ItemScore(CaseRow):
    """How much of what one question looks for was shown in one run, 0–1; null with a ``reason`` when it was not read."""

    assessment = models.ForeignKey(MachineAssessment, on_delete=models.CASCADE, related_name="items")
    question_id = models.CharField(max_length=60)
    answered = models.BooleanField()
    score = models.FloatField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    seconds = models.FloatField(null=True)

    class Meta(CaseRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question_id"], name="assessment_item_score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.score}"
