from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from bole.audit import api
from bole.audit.models import Entry, Pending, Seal
from bole.audit.pii import export
from bole.audit.ports import verbs as words
from bole.audit.tests import factories
from bole.core import tenancy
from bole.core.actor import SYSTEM, Actor
from bole.core.ids import uuid7
from bole.core.models import Tenant


def test_an_act_is_written_with_ids_and_names_of_fields(tenant: Tenant, at: datetime) -> None:
    subject, thing = uuid7(), uuid7()

    api.record(
        Actor("user", "u-1", "周敏"),
        "people.read_sensitive",
        object_kind="people.person",
        object_id=thing,
        subject_id=subject,
        fields=["phone", "id_number", "phone"],
        at=at,
    )

    entry = Entry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.verb) == ("user", "u-1", "people.read_sensitive")
    assert (entry.object_kind, entry.object_id, entry.subject_id) == ("people.person", str(thing), subject)
    assert (entry.fields, entry.at, entry.reason_sealed) == (["id_number", "phone"], at, None)
    assert Pending.objects.get().entry_id == entry.pk
    assert "周敏" not in str(factories.entries())


@pytest.mark.parametrize("verb", ["read", "People.read", "people.read the file", "people..read", ""])
def test_a_verb_has_one_form(tenant: Tenant, at: datetime, verb: str) -> None:
    with pytest.raises(ValueError):
        api.record(SYSTEM, verb, object_kind="x.y", object_id="1", at=at)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("value", ["138 1234 5678", "li@x.example", "电话", "13812345678", ""])
def test_a_value_is_not_taken_for_a_fields_name(tenant: Tenant, at: datetime, value: str) -> None:
    with pytest.raises(ValueError):
        api.record(SYSTEM, "people.read", object_kind="x.y", object_id="1", fields=[value], at=at)
    assert Entry.objects.count() == 0


def test_an_entry_goes_with_the_act_that_failed(tenant: Tenant, at: datetime) -> None:
    with transaction.atomic():
        api.record(SYSTEM, "people.read", object_kind="x.y", object_id="1", at=at)
        transaction.set_rollback(True)
    assert (Entry.objects.count(), Pending.objects.count()) == (0, 0)


@pytest.mark.parametrize("model", [Entry, Seal])
def test_the_role_that_serves_changes_and_removes_nothing(tenant: Tenant, at: datetime, model: Any) -> None:
    api.record(SYSTEM, "people.read", object_kind="x.y", object_id="1", at=at)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.update(tenant_id=tenancy.current())
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert Entry.objects.count() == 1


def test_entries_of_another_company_are_not_seen(db: None, at: datetime) -> None:
    mine, theirs = (Tenant.objects.create(slug=slug, name=slug).pk for slug in ("mine", "theirs"))
    with tenancy.of(theirs):
        api.record(SYSTEM, "people.read", object_kind="x.y", object_id="1", at=at)
    with tenancy.of(mine):
        assert factories.entries() == []


def test_a_person_is_told_what_happened_to_their_data(tenant: Tenant, at: datetime) -> None:
    subject = uuid7()
    words.register("tests.looked", "Someone looked")
    for who in (subject, uuid7()):
        api.record(
            Actor("user", "u-1"),
            "tests.looked",
            object_kind="x.y",
            object_id="1",
            subject_id=who,
            fields=["phone"],
            at=at,
        )

    assert list(export(subject)) == [{"at": at, "act": "Someone looked", "by": "user", "fields": ["phone"]}]
    assert list(export(UUID(int=1))) == []


def test_an_unknown_verb_is_shown_as_its_key() -> None:
    assert words.label("nobody.said") == "nobody.said"
