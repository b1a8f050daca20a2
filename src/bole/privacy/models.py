"""Texts, what people said to them, and the certificates of erasure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core.tenancy import TenantModel
from bole.privacy.states import Request


class ConsentText(TenantModel):
    """A text that somebody agreed to, word for word. Written with the first consent to it and never changed."""

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    version = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)
    body = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["tenant", "hash"], name="privacy_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} {self.language}"


class Consent(TenantModel):
    """One act of consent: who, to which words, which layers. The newest row of a kind is the one that counts."""

    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    layers = models.JSONField()
    device = models.CharField(max_length=200, blank=True)
    actor_kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("act of consent")
        verbose_name_plural = _("acts of consent")
        base_manager_name = "objects"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["tenant", "subject_id", "kind", "-at"], name="privacy_consent_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class ErasureRequest(TenantModel):
    """That a person asked to be erased, and what was answered. The answer falls due after fifteen working days."""

    subject_id = models.UUIDField()
    state = models.CharField(max_length=20, default=Request.OPEN)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_by = models.CharField(max_length=10)
    closed_at = models.DateTimeField(null=True)
    answer_code = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("request to be erased")
        verbose_name_plural = _("requests to be erased")
        base_manager_name = "objects"
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "subject_id"], condition=models.Q(state="open"), name="privacy_one_open_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_at:%Y-%m-%d}"


class ErasureCertificate(TenantModel):
    """Proof that somebody was erased, which says nothing about who it was."""

    number = models.CharField(max_length=20)
    subject_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    counts = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-done_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="privacy_certificate_number"),
            models.UniqueConstraint(fields=["tenant", "subject_hash"], name="privacy_certificate_once"),
        ]

    def __str__(self) -> str:
        return self.number


class SelfDeclared(TenantModel):
    """What a person chose to say about themselves for statistics of fairness: sealed, apart from everything else.

    Nothing refers to it, no page of the office shows it, and only totals are computed from it.
    """

    subject_id = models.UUIDField()
    sealed = models.BinaryField()
    declared_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["tenant", "subject_id"], name="privacy_declared_once")]

    def __str__(self) -> str:
        return f"{self.declared_at:%Y-%m-%d}"
