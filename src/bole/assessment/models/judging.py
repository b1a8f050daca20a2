"""Which judge rates and what it may take, interviews that wait for it, and re-scorings of a whole plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.assessment.models.cases import CaseRow
from bole.assessment.models.plans import Plan
from bole.assessment.states import RescoreState, WaitState
from bole.core.tenancy import TenantModel


class JudgeSettings(TenantModel):
    """One row a company. Prices are fen: ``read`` and ``written`` a million tokens, ``cpu`` an hour of one core,
    ``message`` one message.

    ``tokens`` , ``fen`` (0 for none) and ``seconds`` are what one interview may take at most.
    """

    judge = models.CharField(max_length=10, default="evidence")
    samples = models.PositiveSmallIntegerField(_("readings of each competency"), default=3)
    tokens = models.PositiveIntegerField(_("tokens an interview may take"), default=200_000)
    fen = models.PositiveIntegerField(_("fen an interview may cost"), default=200)
    seconds = models.PositiveIntegerField(_("seconds an interview may take"), default=900)
    read_fen = models.PositiveIntegerField(_("fen for a million tokens read"), default=200)
    written_fen = models.PositiveIntegerField(_("fen for a million tokens written"), default=800)
    cpu_fen = models.PositiveIntegerField(_("fen for an hour of a processor core"), default=20)
    message_fen = models.PositiveIntegerField(_("fen for a message"), default=0)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="assessment_judge_settings_once"),
            models.CheckConstraint(condition=models.Q(judge__in=["evidence", "llm"]), name="assessment_judge_known"),
            models.CheckConstraint(condition=models.Q(samples__in=[3, 5, 7]), name="assessment_judge_samples"),
        ]

    def __str__(self) -> str:
        return self.judge


class Waiting(CaseRow):
    """That a case awaits the model's judge. ``run`` is the sealed ``Run`` with the replies so far; gone once it is rated.

    ``digest`` is that of the input. ``fault`` is why the last try failed, ``facts`` what its sentence names (a host, a
    count). ``round`` changes the seed after replies that could not be used.
    """

    state = models.CharField(max_length=10, choices=WaitState.choices, default=WaitState.QUEUED)
    digest = models.CharField(max_length=64)
    run = models.BinaryField()
    round = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=60, default="", blank=True)
    facts = models.JSONField(default=dict)
    tokens_read = models.PositiveIntegerField(default=0)
    tokens_written = models.PositiveIntegerField(default=0)
    cpu_ms = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    class Meta(CaseRow.Meta):
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["case"], name="assessment_waiting_once")]

    def __str__(self) -> str:
        return self.state


class Rescore(TenantModel):
    """A re-scoring of every interview of one plan, in the order of the cases' ids; ``cursor`` is the last one looked at.

    ``changed`` had another level or match than before, ``waiting`` were handed to the model's judge, ``skipped`` have no
    stored words (their key is gone, or they are older than this version).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rescores")
    state = models.CharField(max_length=10, choices=RescoreState.choices, default=RescoreState.RUNNING)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    cursor = models.UUIDField(null=True)
    by_label = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(state="running"), name="assessment_rescore_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"
