"""One person erased: their row, their messages, their lines in imports, their key."""

from datetime import datetime, timedelta

import pytest

from bole.core import crypto
from bole.core.errors import NotFound
from bole.notifications import api as notifications
from bole.notifications.tests.factories import KIND, variables
from bole.people import access, actions, api, queries
from bole.people.actions import importing
from bole.people.models import ImportBatch, Person
from bole.people.tests.factories import HR, csv_file, person, viewer
from bole.privacy import api as privacy

pytestmark = pytest.mark.usefixtures("tenant")


def test_everything_of_one_person_goes_and_nothing_of_another(at: datetime) -> None:
    zhang = person(at, name="张三", phone="13800138000", email="zhang@example.com", note="推荐", source="官网")
    other = person(at, name="李四")
    rows = csv_file("姓名,手机,邮箱", "张三,13800138000,", "王五,1,", "张三丰,,zhang@example.com")
    batch = actions.start_import(rows, file_name="名单.csv", entity=None, actor=HR, at=at)
    message = notifications.send(
        api.recipient_for(zhang.pk), KIND, variables(), actor=HR, at=at, dedupe_key="invite:zhang"
    )

    done = privacy.erase(zhang.subject_id, actor=HR, at=at + timedelta(days=1))

    assert (done.counts["people.person"], done.counts["notifications.message"]) == (1, 1)
    row = Person.objects.get(pk=zhang.pk)
    assert (row.name, row.source, row.phone_masked, row.email_masked) == ("", "", "", "")
    sealed = ("phone_sealed", "email_sealed", "note_sealed", "phone_index", "email_index", "id_number_index")
    assert [getattr(row, name) for name in sealed] == [None] * 6
    assert row.erased_at is not None
    assert crypto.is_destroyed(zhang.subject_id)
    message.refresh_from_db()
    assert (message.recipient_name, message.content_sealed) == ("", None)
    assert [line["line"] for line in importing.rows_of(ImportBatch.objects.get(pk=batch.pk))["rows"]] == [3]
    assert access.in_clear(Person.objects.get(pk=other.pk)).phone.startswith("+86139")
    with pytest.raises(NotFound):
        access.person(viewer(), zhang.pk)
    with pytest.raises(NotFound):
        api.recipient_for(zhang.pk)
    assert api.views([zhang.pk])[zhang.pk].erased is True
    assert queries.subject_names([zhang.subject_id, other.subject_id]) == {other.subject_id: "李四"}


def test_somebody_erased_may_come_back_as_somebody_new(at: datetime) -> None:
    first = person(at, name="张三", phone="13800138000", email="")
    privacy.erase(first.subject_id, actor=HR, at=at)

    again = person(at, name="张三", phone="13800138000", email="")

    assert again.subject_id != first.subject_id
    assert access.in_clear(again).phone == "+8613800138000"


def test_a_copy_of_everything_shows_contacts_and_messages(at: datetime) -> None:
    zhang = person(at, name="张三", phone="13800138000", email="zhang@example.com")
    notifications.send(api.recipient_for(zhang.pk), KIND, variables(), actor=HR, at=at, dedupe_key="x")

    copy = privacy.export(zhang.subject_id, actor=HR, at=at)

    (row,) = copy["people.person"]
    assert (row["name"], row["phone"], row["email"]) == ("张三", "+8613800138000", "zhang@example.com")
    assert [one["to"] for one in copy["notifications.message"]] == ["zhang@example.com"]


def test_the_privacy_page_finds_people_with_masked_contacts(at: datetime) -> None:
    zhang = person(at, name="张三", phone="13800138000", email="zhang@example.com")

    assert queries.find_subjects("13800138000") == [(zhang.subject_id, "张三 +86138****8000 z***@example.com")]
    assert queries.find_subjects("  ") == []
