"""One table: every message this installation ever meant to send, with what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core.tenancy import TenantModel
from bole.notifications.states import State


class Message(TenantModel):
    """A message. Address and words are sealed with ``key_id``: the person's key, or the tenant's when there is none."""

    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    subject_id = models.UUIDField(null=True)
    key_id = models.UUIDField()
    path = models.CharField(max_length=400, default="/")
    recipient_name = models.CharField(max_length=120, blank=True)
    address_sealed = models.BinaryField(null=True)
    address_index = models.BinaryField(null=True)
    address_masked = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    content_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=20, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    total_attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=120)
    dedupe_key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        base_manager_name = "objects"
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "dedupe_key"], name="notifications_once")]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="notifications_newest"),
            models.Index(fields=["tenant", "state"], name="notifications_state"),
            models.Index(fields=["subject_id"], name="notifications_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
