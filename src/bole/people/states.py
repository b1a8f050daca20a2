"""The states of an import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Batch(models.TextChoices):
    PREVIEW = "preview", _("to be confirmed")
    APPLIED = "applied", _("imported")
    DISCARDED = "discarded", _("discarded")
    UNDONE = "undone", _("undone")


BATCH_MOVES: dict[str, set[str]] = {
    Batch.PREVIEW: {Batch.APPLIED, Batch.DISCARDED},
    Batch.APPLIED: {Batch.UNDONE},
    Batch.DISCARDED: set(),
    Batch.UNDONE: set(),
}

TONES = {Batch.PREVIEW: "azure", Batch.APPLIED: "green", Batch.DISCARDED: "secondary", Batch.UNDONE: "orange"}
