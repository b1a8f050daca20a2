"""One person, one entry; contacts sealed; readings written down."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from bole.accounts.events import TenantFounded
from bole.accounts.types import Grade
from bole.audit.tests.factories import entries, verbs
from bole.core import crypto, outbox
from bole.core.errors import Forbidden, Invalid, NotFound
from bole.notifications.types import Recipient
from bole.people import access, actions, api, queries, subscribers
from bole.people.events import PersonAdded
from bole.people.models import LegalEntity, Person
from bole.people.tests.factories import HR, person, viewer
from bole.people.types import Contacts, PersonData

pytestmark = pytest.mark.usefixtures("tenant")

ZHANG = PersonData(name=" 张　三 ", phone="138 0013 8000", email="Zhang@Example.com", note="推荐", source="官网")


def readings() -> list[tuple[str, str, UUID, list[str]]]:
    """Who read whose contacts, and which."""
    found = entries(verb="people.read_sensitive")
    return [(one["actor_id"], one["object_id"], one["subject_id"], one["fields"]) for one in found]


def test_adding_seals_contacts_and_writes_down_who_did_it(at: datetime) -> None:
    added = actions.add_person(ZHANG, actor=HR, at=at)

    row = Person.objects.get(pk=added.pk)
    assert (row.name, row.source, row.phone_masked, row.email_masked) == (
        "张 三",
        "官网",
        "+86138****8000",
        "z***@example.com",
    )
    raw = b"".join(bytes(getattr(row, name)) for name in ("phone_sealed", "email_sealed", "note_sealed"))
    assert b"13800138000" not in raw
    assert "推荐".encode() not in raw
    assert access.in_clear(row) == Contacts("+8613800138000", "zhang@example.com", "", "推荐")
    (entry,) = entries(verb="people.add")
    assert (entry["actor_id"], entry["subject_id"], entry["fields"]) == (
        HR.id,
        row.subject_id,
        ["email", "name", "note", "phone"],
    )
    assert [(e.kind, e.payload["person_id"]) for e in outbox.pending("people.PersonAdded")] == [
        ("people.PersonAdded", str(row.pk))
    ]
    assert outbox.kind_of(PersonAdded) == "people.PersonAdded"


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (PersonData(name="", phone="13800138000"), {"name"}),
        (PersonData(name="12345", phone="13800138000"), {"name"}),
        (PersonData(name="张" * 61, phone="13800138000"), {"name"}),
        (PersonData(name="张三", phone="12"), {"phone"}),
        (PersonData(name="张三", email="nobody"), {"email"}),
        (PersonData(name="张三"), {"contact"}),
        (PersonData(name="", phone="1", email="2", id_number="3"), {"name", "phone", "email", "id_number"}),
    ],
)
def test_what_cannot_be_used_is_refused_field_by_field(data: PersonData, errors: set[str], at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_person(data, actor=HR, at=at)

    assert set(refused.value.errors) == errors
    assert Person.objects.count() == 0
    assert verbs() == []
    assert outbox.pending() == []


@pytest.mark.parametrize(
    "again",
    [
        PersonData(name="张三", phone="+86 13800138000"),
        PersonData(name="张三丰", email="ZHANG@example.com"),
    ],
)
def test_the_same_contact_is_offered_and_not_doubled(again: PersonData, at: datetime) -> None:
    first = actions.add_person(ZHANG, actor=HR, at=at)

    with pytest.raises(actions.AlreadyKnown) as refused:
        actions.add_person(again, actor=HR, at=at)

    assert refused.value.known == [first]
    assert "张 三" in str(refused.value)
    assert Person.objects.count() == 1

    other = actions.add_person(again, actor=HR, at=at, even_if_known=True)
    assert other.subject_id != first.subject_id


def test_the_same_contact_of_another_company_is_unknown_here(at: datetime, tenant: Any) -> None:
    purpose = f"people.phone:{tenant.pk}"

    assert queries.index("phone", "+8613800138000") == crypto.blind_index("+8613800138000", purpose=purpose)
    assert queries.index("phone", "+8613800138000") != crypto.blind_index(
        "+8613800138000", purpose=f"people.phone:{uuid4()}"
    )


def test_editing_writes_only_what_changed(at: datetime) -> None:
    added = actions.add_person(ZHANG, actor=HR, at=at)

    same = actions.edit_person(added, ZHANG, actor=HR, at=at)
    changed = actions.edit_person(
        added, PersonData(name="张三", phone="13900139000", email="", note="推荐", source="官网"), actor=HR, at=at
    )

    assert same == ()
    assert changed == ("email", "name", "phone")
    row = Person.objects.get(pk=added.pk)
    assert (row.name, row.phone_masked, row.email_masked, row.email_sealed, row.email_index) == (
        "张三",
        "+86139****9000",
        "",
        None,
        None,
    )
    assert [entry["fields"] for entry in entries(verb="people.edit")] == [["email", "name", "phone"]]


def test_editing_onto_anothers_contact_is_refused_and_keeping_ones_own_is_not(at: datetime) -> None:
    person(at, name="李四", phone="13700137000", email="")
    added = actions.add_person(ZHANG, actor=HR, at=at)

    with pytest.raises(actions.AlreadyKnown):
        actions.edit_person(added, PersonData(name="张三", phone="13700137000"), actor=HR, at=at)

    assert access.in_clear(Person.objects.get(pk=added.pk)).phone == "+8613800138000"
    assert actions.edit_person(
        added, PersonData(name="张三", phone="13800138000"), actor=HR, at=at, keep=("email", "note")
    ) == ("name", "source")


def test_reading_contacts_needs_the_grade_and_is_written_down(at: datetime) -> None:
    added = actions.add_person(ZHANG, actor=HR, at=at)

    with pytest.raises(Forbidden):
        api.contacts(viewer(grade=Grade.INTERNAL), added.pk, at)
    assert readings() == []

    shown = api.contacts(viewer(), added.pk, at)
    assert shown == Contacts("+8613800138000", "zhang@example.com", "", "推荐")
    assert readings() == [(HR.id, str(added.pk), added.subject_id, ["email", "note", "phone"])]


def test_a_machine_gets_a_recipient_without_a_reading(at: datetime) -> None:
    added = actions.add_person(ZHANG, actor=HR, at=at, language="en")

    assert api.recipient_for(added.pk) == Recipient(
        added.subject_id, "张 三", "zhang@example.com", "+8613800138000", "en", "Asia/Shanghai", "/"
    )
    assert readings() == []
    with pytest.raises(NotFound):
        api.recipient_for(uuid4())


def test_a_scope_sees_its_own_people_only(at: datetime) -> None:
    root = actions.ensure_entity("清禾集团", actor=HR, at=at)
    east = actions.ensure_entity("华东公司", actor=HR, at=at, path="/east/")
    mine, theirs = person(at, entity=east), person(at, entity=root)
    eastern = viewer(scope="/east/")

    assert access.person(eastern, mine.pk) == mine
    with pytest.raises(NotFound):
        access.person(eastern, theirs.pk)
    assert {access.person(viewer(), one.pk).pk for one in (mine, theirs)} == {mine.pk, theirs.pk}
    assert list(queries.persons().filter(queries.within(("/east/",)))) == [mine]
    assert queries.entity_within(("/east/",)) == east
    assert queries.entity_within(("/",)) == root
    with pytest.raises(NotFound):
        access.person(viewer(capabilities=()), mine.pk)


def test_search_finds_part_of_a_name_or_a_whole_contact(at: datetime) -> None:
    added = actions.add_person(ZHANG, actor=HR, at=at)
    person(at, name="李四")

    def found(text: str) -> list[UUID]:
        return list(queries.persons().filter(api.matching(text)).values_list("pk", flat=True))

    assert found("张") == found("138 0013 8000") == found("zhang@EXAMPLE.com") == [added.pk]
    assert found("0013") == found("example.com") == []


def test_a_new_company_gets_one_legal_entity_of_its_name(at: datetime, tenant: Any) -> None:
    event = TenantFounded(tenant.pk, at)

    subscribers.make_first_entity(event)
    subscribers.make_first_entity(event)

    assert list(LegalEntity.objects.values_list("name", "path", "code")) == [("清禾餐饮", "/", "root")]


def test_views_show_masks_in_one_query(at: datetime, django_assert_num_queries: Any) -> None:
    people = [person(at + timedelta(minutes=n), name=f"候选人{n}") for n in range(3)]

    with django_assert_num_queries(1):
        views = api.views([one.pk for one in people])

    view = views[people[0].pk]
    assert (view.name, view.has_phone, view.has_email, view.path, view.erased) == ("候选人0", True, True, "/", False)
    assert view.phone_masked.count("*") == 4


def test_names_that_look_like_templates_stay_names(at: datetime) -> None:
    added = person(at, name="<b>{{ 张三 }}</b>{% now %}")

    assert Person.objects.get(pk=added.pk).name == "<b>{{ 张三 }}</b>{% now %}"
