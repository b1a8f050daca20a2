"""The organisation, the persons, and the imports that brought them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core.tenancy import TenantModel
from bole.people.states import Batch


class LegalEntity(TenantModel):
    """A company or unit of the tenant. ``path`` is its place in the group, such as ``/`` or ``/east/``."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="people_entity_code"),
            models.UniqueConstraint(fields=["tenant", "path"], name="people_entity_path"),
        ]

    def __str__(self) -> str:
        return self.name


class Department(TenantModel):
    """A part of a legal entity. ``path`` begins with the entity's."""

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=400)

    class Meta:
        base_manager_name = "objects"
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["tenant", "path"], name="people_department_path")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(TenantModel):
    """One import: a file read, a preview shown, good rows taken in after a yes, and a way back.

    The rows are sealed with ``key_id``, a key of the batch's own, which is destroyed when they are no longer needed.
    """

    file_name = models.CharField(max_length=120)
    file_format = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default=Batch.PREVIEW)
    key_id = models.UUIDField(default=uuid.uuid4)
    rows_sealed = models.BinaryField(null=True)
    total = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    known_ids = models.JSONField(default=list)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, null=True, related_name="+")
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class Person(TenantModel):
    """A natural person: one row whether candidate, employee or alumnus.

    The name is readable inside the house. Phone, e-mail, identity number and note are sealed with the key of
    ``subject_id``; beside each stand a blind index, by which equal values are found, and a masked form for lists.
    """

    subject_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60, blank=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    phone_masked = models.CharField(max_length=40, blank=True)
    email_sealed = models.BinaryField(null=True)
    email_index = models.BinaryField(null=True)
    email_masked = models.CharField(max_length=120, blank=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)
    id_number_masked = models.CharField(max_length=40, blank=True)
    note_sealed = models.BinaryField(null=True)
    source = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, null=True, related_name="persons")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="persons")
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, null=True, related_name="persons")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        base_manager_name = "objects"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["tenant", "phone_index"], name="people_phone"),
            models.Index(fields=["tenant", "email_index"], name="people_email"),
            models.Index(fields=["tenant", "id_number_index"], name="people_id_number"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="people_newest"),
            models.Index(fields=["tenant", "name"], name="people_name"),
        ]

    def __str__(self) -> str:
        return self.name
