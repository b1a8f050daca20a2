"""Tenant, and the two records that every module shares: moves between states, and news on its way up."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bole.core import ids, personal_data
from bole.core.tenancy import TenantModel


class Tenant(models.Model):
    """A customer of this installation: a company, a group with its subsidiaries, or a government unit."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    contact_name = models.CharField(_("contact for candidates"), max_length=60, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Move(TenantModel):
    """One step of one object through its table of states. Append-only; holds no personal values in clear."""

    object_kind = models.CharField(max_length=80)
    object_id = models.UUIDField()
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    reason_code = models.CharField(max_length=60, blank=True)
    reason_sealed = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["object_kind", "object_id", "at"])]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.from_state} → {self.to_state}"


class OutboxEvent(TenantModel):
    """News a module published in the transaction that made it true. Delivered by a job, at least once a subscriber."""

    kind = models.CharField(max_length=120)
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return self.kind


class Delivery(TenantModel):
    """That one subscriber has handled one event: a redelivered event is recognised and not handled twice."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="core_delivery_once")]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.event_id}"


personal_data.declare(Tenant, kinds=set(), why="a company's name and its published contact")
personal_data.declare(Move, kinds={"reason"}, sealed=["reason_sealed"], subject=None, keep="as long as the object")
personal_data.declare(OutboxEvent, kinds=set(), why="ids and times only")
personal_data.declare(Delivery, kinds=set(), why="ids and times only")
