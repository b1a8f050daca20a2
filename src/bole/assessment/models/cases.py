"""What machine and people said about one interview, and what a person decided. ``ref`` is the interview's id."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.assessment.models.plans import FrozenPlan
from bole.assessment.states import DecisionState
from bole.core.tenancy import TenantModel

LEVELS = (1, 2, 3, 4, 5)


class Outcome(models.TextChoices):
    PROCEED = "proceed", _("Take to the next step")
    HOLD = "hold", _("Keep waiting")
    DECLINE = "decline", _("Decline")


class Case(TenantModel):
    """That ``ref`` is to be assessed by this frozen plan. Knows the subject's id and nothing about the person."""

    ref = models.UUIDField()
    subject_id = models.UUIDField(db_index=True)
    frozen_plan = models.ForeignKey(FrozenPlan, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["tenant", "ref"], name="assessment_case_once")]

    def __str__(self) -> str:
        return str(self.ref)


class CaseRow(TenantModel):
    """A row about one case. It repeats the subject's id, so that erasure needs no join."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="%(class)ss")
    subject_id = models.UUIDField(db_index=True)

    class Meta:
        abstract = True
        base_manager_name = "objects"


class MachineAssessment(CaseRow):
    """One run of a judge. ``result`` is the sealed ``Assessment.to_json()``; the newest run counts.

    ``run`` is the sealed ``Run.to_json()``: the words it was given and a model's raw replies, from which the result can be
    computed again. ``cost`` is what the model's tokens and the processor's time cost, in millionths of a fen. ``match``, ``low`` and ``high`` are per cent and null when too little was rated to combine.
    """

    judge = models.CharField(max_length=80)
    engine_version = models.CharField(max_length=40)
    input_digest = models.CharField(max_length=64)
    result = models.BinaryField()
    match = models.PositiveSmallIntegerField(null=True)
    low = models.PositiveSmallIntegerField(null=True)
    high = models.PositiveSmallIntegerField(null=True)
    next_action = models.CharField(max_length=40)
    abstained = models.PositiveSmallIntegerField()
    run = models.BinaryField(null=True)
    tokens_read = models.PositiveIntegerField(default=0)
    tokens_written = models.PositiveIntegerField(default=0)
    cpu_ms = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    superseded_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(CaseRow.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(superseded_by=None), name="assessment_machine_one_current"
            ),
        ]

    def __str__(self) -> str:
        return self.judge


class HumanRating(CaseRow):
    """One person's level for one competency; null means "I cannot judge this". Submitted once, never edited.

    ``saw_machine`` says whether the machine's levels were open to the rater at that moment, ``saw_others`` whether
    colleagues' were. Only who saw neither rated independently.
    """

    rater = models.CharField(max_length=64)
    rater_label = models.CharField(max_length=120)
    competency_id = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(null=True)
    note_sealed = models.BinaryField(null=True)
    saw_machine = models.BooleanField()
    saw_others = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()

    class Meta(CaseRow.Meta):
        ordering = ["submitted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "rater", "competency_id"], name="assessment_rating_once"),
            models.CheckConstraint(condition=models.Q(level__in=LEVELS), name="assessment_rating_level"),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.level}"


class AddedDimension(CaseRow):
    """Something a person rates that the plan does not ask about. Shown beside the plan's competencies, never mixed in."""

    name = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    note_sealed = models.BinaryField(null=True)
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta(CaseRow.Meta):
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=LEVELS), name="assessment_dimension_level"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.level}"


class Decision(CaseRow):
    """What a named person decided. The database itself refuses any other kind of actor; a later one supersedes."""

    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    state = models.CharField(max_length=12, choices=DecisionState.choices, default=DecisionState.STANDING)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)
    reason_sealed = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta(CaseRow.Meta):
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(actor_kind="user"), name="assessment_decision_by_a_person"),
            models.CheckConstraint(condition=~models.Q(actor_id=""), name="assessment_decision_by_a_named_person"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="assessment_decision_outcome"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state=DecisionState.STANDING),
                name="assessment_decision_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome
