"""Interview plans as people edit them, and the frozen versions that interviews are held by."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.assessment.states import PlanState
from bole.core.tenancy import TenantModel

WINDOWS = (24, 48, 72)
MODES = ("video", "audio", "typed")
SIGNALS = ("delivery", "wording")


def all_modes() -> list[str]:
    """Every way to answer: the three count equally, so a plan starts with all of them."""
    return list(MODES)


def usual_signals() -> list[str]:
    """What a plan shows unless somebody chose otherwise: how it was spoken, and nothing about the choice of words."""
    return ["delivery"]


class Plan(TenantModel):
    """What is asked and by which anchors it is rated (``content``: the engine's ``Plan.to_json()``), with settings.

    ``judge`` is "evidence", "llm", or "" for what the company has set. ``draft`` holds changes to a ready plan that nobody is interviewed by yet; publishing moves them into ``content``.
    """

    key = models.SlugField(_("plan key"), max_length=60)
    family = models.CharField(_("job family"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("language"), max_length=10)
    content = models.JSONField()
    draft = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    source = models.CharField(
        max_length=10, choices=[("pack", _("Supplied")), ("tenant", _("Your own")), ("bank", _("From the bank"))]
    )
    window_hours = models.PositiveSmallIntegerField(_("time to answer, in hours"), default=72)
    retakes = models.PositiveSmallIntegerField(_("retakes a question"), default=1)
    modes = models.JSONField(_("ways to answer"), default=all_modes)
    blind_percent = models.PositiveSmallIntegerField(_("share rated blind, in per cent"), default=20)
    signals = models.JSONField(_("described on the report, never scored"), default=usual_signals, blank=True)
    judge = models.CharField(_("judge"), max_length=10, default="", blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["family", "title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="assessment_plan_key_once"),
            models.CheckConstraint(condition=models.Q(window_hours__in=WINDOWS), name="assessment_plan_window"),
            models.CheckConstraint(condition=models.Q(retakes__lte=3), name="assessment_plan_retakes"),
            models.CheckConstraint(condition=models.Q(blind_percent__lte=100), name="assessment_plan_blind"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def working(self) -> Any:
        """The content an editor sees: unpublished changes where there are any."""
        return self.content if self.draft is None else self.draft


class FrozenPlan(TenantModel):
    """One plan as it stood when an interview was promised by it: content and settings, never changed afterwards.

    ``hash`` covers both, so freezing what has not changed finds the version that exists. The database refuses updates.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    content = models.JSONField()
    settings = models.JSONField()
    frozen_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=64)

    class Meta:
        base_manager_name = "objects"
        ordering = ["plan", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "hash"], name="assessment_frozen_hash_once"),
            models.UniqueConstraint(fields=["plan", "version"], name="assessment_frozen_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.version}"
