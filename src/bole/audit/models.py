"""Entries, the seals that chain them, and what still waits for its seal.

The application role may only add entries and seals (``core.rls`` takes UPDATE and DELETE away); ``Pending`` is the
sealing job's queue and is emptied by it.
"""

from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from bole.core import personal_data
from bole.core.tenancy import TenantModel


class TransactionIdField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id. Read and compared in SQL only."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class Entry(TenantModel):
    """One act. Ids, a verb, names of fields and a time; never a personal value in clear."""

    at = models.DateTimeField(_("time"))
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    subject_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    reason_sealed = models.BinaryField(null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["tenant", "-at", "-id"], name="audit_entry_newest"),
            models.Index(fields=["tenant", "subject_id", "-at"], name="audit_entry_subject"),
            models.Index(fields=["tenant", "object_kind", "object_id", "-at"], name="audit_entry_object"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind}:{self.object_id}"


class Seal(TenantModel):
    """One link of the tenant's chain: ``hash`` covers the entry, its number and the hash before it."""

    # DO_NOTHING in Python and no constraint in the database: a seal must outlive an entry that someone removed,
    # so that the walk can say so.
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    seq = models.PositiveBigIntegerField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["tenant", "seq"], name="audit_seal_number")]

    def __str__(self) -> str:
        return f"seal {self.seq}"


class Pending(TenantModel):
    """An entry without a seal, with the transaction that wrote it: it is sealed when no older one is still open."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="+")
    xact = TransactionIdField(db_default=Func(function="pg_current_xact_id"), editable=False)

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"pending {self.entry_id}"


personal_data.declare(
    Entry,
    kinds={"reason"},
    subject="subject_id",
    sealed=["reason_sealed"],
    keep="as long as the installation",
    why="an entry is never removed: its reason dies with the subject's key, the rest names nobody",
)
personal_data.declare(Seal, kinds=set(), why="hashes and numbers only")
personal_data.declare(Pending, kinds=set(), why="ids only")
