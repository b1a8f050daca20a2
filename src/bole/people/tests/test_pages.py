"""The pages of people, as a browser sees them."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bole.accounts.tests.factories import make_member, sign_in
from bole.audit.tests.factories import verbs
from bole.people import access, actions
from bole.people.actions import reading
from bole.people.models import ImportBatch, Person
from bole.people.states import Batch
from bole.people.tests.factories import HR, csv_file, person, xlsx_file

pytestmark = pytest.mark.usefixtures("tenant")

LIST = csv_file("姓名,手机,邮箱", "张三,13800138000,zhang@example.com", "李四,12,", "<i>王五</i>{{ x }},13700137000,")


@pytest.fixture
def hr(client: Client) -> Client:
    actions.ensure_entity("清禾餐饮", actor=HR, at=datetime.fromisoformat("2026-11-24T01:00:00+00:00"))
    sign_in(client, make_member(role="hr").user)
    return client


def upload(client: Client, content: bytes, name: str = "名单.csv") -> Any:
    return client.post(reverse("people:import"), {"file": SimpleUploadedFile(name, content)})


def page(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_a_list_goes_in_and_comes_out_again(hr: Client) -> None:
    assert reverse("people:example") in page(hr.get(reverse("people:import")))
    response = upload(hr, LIST)
    batch = ImportBatch.objects.get()
    assert response.headers["Location"] == reverse("people:batch", args=[batch.pk])

    preview = page(hr.get(response.headers["Location"]))
    assert "13800138000" not in preview
    assert "+86138****8000" in preview
    assert "&lt;i&gt;王五&lt;/i&gt;{{ x }}" in preview
    assert ">12<" in preview
    assert Person.objects.count() == 0

    applied = hr.post(reverse("people:apply", args=[batch.pk]), follow=True)
    assert reverse("people:undo", args=[batch.pk]) in page(applied)
    assert Person.objects.count() == 2
    assert page(hr.get(reverse("people:batches")))

    hr.post(reverse("people:undo", args=[batch.pk]))
    assert Person.objects.count() == 0
    assert page(hr.get(reverse("people:batch", args=[batch.pk])))


def test_the_rows_that_stay_out_can_be_taken_along(hr: Client) -> None:
    upload(hr, csv_file("姓名,手机", "=HYPERLINK(张三),12", "李四,"))
    batch = ImportBatch.objects.get()

    response = hr.get(reverse("people:errors", args=[batch.pk]))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("2,")
    assert ",'=HYPERLINK(张三),12," in lines[1]
    assert lines[2].startswith("3,")
    assert "people.import_errors" in verbs()
    assert reading.read(response.content).header.columns["name"] == (2,)


def test_the_example_file_is_read_and_its_line_stays_out(hr: Client, at: datetime) -> None:
    content = hr.get(reverse("people:example")).content

    batch = actions.start_import(content, file_name="x.csv", entity=None, actor=HR, at=at)

    assert content.startswith(b"\xef\xbb\xbf")
    assert (batch.good, batch.bad) == (0, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", xlsx_file([["没有", "表头"]]), b"x" * (reading.MOST_BYTES + 10)],
    ids=["empty", "pdf", "no header", "too large"],
)
def test_a_file_that_cannot_be_read_is_answered_kindly(hr: Client, content: bytes) -> None:
    response = upload(hr, content, name="候选人.csv")

    assert response.status_code == 422
    assert "invalid-feedback" in response.content.decode() or "errorlist" in response.content.decode()
    assert ImportBatch.objects.count() == 0


def test_no_file_is_answered_kindly(hr: Client) -> None:
    assert hr.post(reverse("people:import"), {}).status_code == 422


def test_an_undo_that_is_too_late_says_why(hr: Client, at: datetime) -> None:
    from bole.people import ports  # noqa: PLC0415 -- only here

    upload(hr, LIST)
    batch = ImportBatch.objects.get()
    hr.post(reverse("people:apply", args=[batch.pk]))

    def use(_person: Any) -> str:
        return "已被邀请"

    ports.register_use(use)
    try:
        response = hr.post(reverse("people:undo", args=[batch.pk]), follow=True)
    finally:
        ports.unregister_use(use)

    assert "已被邀请" in page(response)
    assert Person.objects.count() == 2


def test_a_discarded_preview_is_gone(hr: Client) -> None:
    upload(hr, LIST)
    batch = ImportBatch.objects.get()

    hr.post(reverse("people:discard", args=[batch.pk]))

    batch.refresh_from_db()
    assert (batch.state, batch.rows_sealed) == (Batch.DISCARDED, None)
    assert page(hr.get(reverse("people:batch", args=[batch.pk])))


def test_adding_offers_the_entry_that_is_here(hr: Client, at: datetime) -> None:
    here = person(at, name="张三", phone="13800138000", email="")
    typed = {"name": "张三", "phone": "138 0013 8000", "email": "", "language": "zh-hans", "next": "/candidates/?x=1"}

    response = hr.post(reverse("people:add"), typed)

    assert response.status_code == 422
    shown = response.content.decode()
    assert f"/candidates/?x=1&amp;person={here.pk}" in shown
    assert "even_if_known" in shown
    assert Person.objects.count() == 1

    response = hr.post(reverse("people:add"), {**typed, "even_if_known": "on"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/candidates/?x=1&person=")
    assert Person.objects.count() == 2


def test_adding_says_what_is_wrong_and_goes_nowhere_else(hr: Client) -> None:
    typed = {"name": "张三", "phone": "1", "language": "zh-hans", "next": "https://evil.example/"}

    assert hr.post(reverse("people:add"), typed).status_code == 422
    assert Person.objects.count() == 0
    response = hr.post(reverse("people:add"), {**typed, "phone": "13800138000"})
    assert response.headers["Location"] == reverse("people:add")


def test_editing_in_clear_is_written_down_and_keeps_what_stays(hr: Client, at: datetime) -> None:
    somebody = person(at, name="张三", phone="13800138000", email="zhang@example.com", note="推荐")
    url = reverse("people:edit", args=[somebody.pk])

    response = hr.get(url)
    assert "+8613800138000" in page(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert "people.read_sensitive" in verbs()

    typed = {"name": "张三", "phone": "13900139000", "email": "zhang@example.com", "note": "推荐", "language": "en"}
    assert hr.post(url, typed).status_code == 302
    row = Person.objects.get(pk=somebody.pk)
    assert (access.in_clear(row).phone, access.in_clear(row).note, row.language) == ("+8613900139000", "推荐", "en")


def test_contacts_are_shown_on_request(hr: Client, at: datetime) -> None:
    somebody = person(at, phone="13800138000")

    response = hr.post(reverse("people:contacts", args=[somebody.pk]))

    assert "+8613800138000" in page(response)
    assert verbs()[-1] == "people.read_sensitive"
    assert hr.get(reverse("people:contacts", args=[somebody.pk])).status_code == 405


def test_what_is_not_there_is_not_found(hr: Client) -> None:
    for name in ("batch", "errors"):
        assert hr.get(reverse(f"people:{name}", args=[uuid4()])).status_code == 404
    for name in ("apply", "discard", "undo"):
        assert hr.post(reverse(f"people:{name}", args=[uuid4()])).status_code == 404
    assert hr.get(reverse("people:edit", args=[uuid4()])).status_code == 404


def test_other_roles_and_visitors_do_not_get_in(client: Client, at: datetime) -> None:
    somebody = person(at)
    assert client.get(reverse("people:import")).status_code == 302
    sign_in(client, make_member(role="interviewer").user)

    for name in ("import", "batches", "add"):
        assert client.get(reverse(f"people:{name}")).status_code == 403
    assert client.get(reverse("people:edit", args=[somebody.pk])).status_code == 403
    assert client.post(reverse("people:contacts", args=[somebody.pk])).status_code in {403, 404}
    assert "people.read_sensitive" not in verbs()


def test_lists_ask_as_often_for_three_rows_as_for_one(hr: Client, at: datetime) -> None:
    urls = [reverse("people:batches"), reverse("people:import")]
    page(hr.get(urls[0]))  # the first visit also writes the session
    counts = []
    for rows in (1, 3):
        while ImportBatch.objects.count() < rows:
            actions.start_import(LIST, file_name="名单.csv", entity=None, actor=HR, at=at)
        asked = []
        for url in [*urls, reverse("people:batch", args=[ImportBatch.objects.first().pk])]:
            with CaptureQueriesContext(connection) as seen:
                page(hr.get(url))
            asked.append(len(seen))
        counts.append(asked)

    assert counts[0] == counts[1]
