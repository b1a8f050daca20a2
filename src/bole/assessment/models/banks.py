"""The question bank as a company edits it: job families, what their jobs ask for, and questions that find it out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core.tenancy import TenantModel

SOURCES = [("pack", _("Supplied")), ("tenant", _("Your own"))]


class JobFamily(TenantModel):
    """One bank. ``synonyms`` are the groups of words that cues name; ``ready`` are its ready plans (engine ``ReadyPlan``)."""

    key = models.SlugField(_("key of the bank"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("job family"), max_length=60)
    summary = models.TextField(_("what it is for"), blank=True)
    synonyms = models.JSONField(default=dict)
    ready = models.JSONField(default=list)
    source = models.CharField(max_length=10, choices=SOURCES)
    supplied_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["language", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "language"], name="assessment_family_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class BankEntry(TenantModel):
    """What both kinds of entries share. ``content`` is the engine's JSON; earlier contents are `EntryVersion` rows.

    Nothing is deleted: plans made of an entry hold a copy of it, and a retired entry can be put back.
    """

    key = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Competency(BankEntry):
    """What a job asks for, with five anchors and the behaviours they speak of. ``weight`` is a recommendation."""

    family = models.ForeignKey(JobFamily, on_delete=models.PROTECT, related_name="competencies")
    name = models.CharField(max_length=60)

    class Meta:
        base_manager_name = "objects"
        ordering = ["family", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["family", "key"], name="assessment_competency_key_once")]

    def __str__(self) -> str:
        return self.name


class Question(BankEntry):
    """One question. ``asks`` are the keys of the competencies it asks for; the columns beside ``content`` are for lists."""

    family = models.ForeignKey(JobFamily, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=20)
    text = models.TextField()
    difficulty = models.PositiveSmallIntegerField(default=2)
    asks = models.JSONField(default=list)

    class Meta:
        base_manager_name = "objects"
        ordering = ["family", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["family", "key"], name="assessment_question_key_once")]
        indexes = [models.Index(fields=["tenant", "kind"], name="assessment_question_kind")]

    def __str__(self) -> str:
        return self.text[:60]


class EntryVersion(TenantModel):
    """An entry as it was before it was changed. Written once; the database refuses changes."""

    entry_id = models.UUIDField(db_index=True)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    until = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=64)

    class Meta:
        base_manager_name = "objects"
        ordering = ["entry_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["entry_id", "version"], name="assessment_entry_version_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"
