"""The page 审计日志 with real viewers; the log's own tests cannot know what a viewer is."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bole.accounts.models import Membership
from bole.accounts.tests.factories import MORNING, actor_of, make_member, sign_in
from bole.audit import api as audit
from bole.audit.tests import factories as log
from bole.core import tenancy
from bole.core.actor import SYSTEM, Actor
from bole.core.ids import uuid7
from bole.core.models import Tenant

SUBJECT = uuid7()


@pytest.fixture
def company(db: None) -> Tenant:
    return Tenant.objects.create(slug="qinghe", name="清禾餐饮")


@pytest.fixture
def auditor(company: Tenant, client: Client, at: datetime) -> Membership:
    with tenancy.of(company.pk):
        membership = make_member("shen@qinghe.example", "沈计", role="auditor")
        hr = make_member("li.wen@qinghe.example", "李雯", role="hr")
        audit.register_verb("people.read_sensitive", "查看敏感字段")
        audit.record(
            actor_of(hr), "people.read_sensitive", object_kind="people.person", object_id="p-1", subject_id=SUBJECT,
            fields=["phone"], at=at,
        )  # fmt: skip
        audit.record(
            SYSTEM, "interviews.closed", object_kind="interviews.session", object_id="s-1", at=at + timedelta(days=2)
        )
    sign_in(client, membership.user)
    return membership


def shown(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/audit/{query}").context["rows"]
    return [row["entry"].verb for row in rows if row["entry"].verb != "accounts.signed_in"]


def test_the_log_is_read_by_who_may_read_it(client: Client, auditor: Membership, company: Tenant) -> None:
    page = client.get("/audit/").content.decode()
    assert "查看敏感字段" in page
    assert "李雯" in page

    with tenancy.of(company.pk):
        other = make_member("b@qinghe.example", "B", role="administrator")
    sign_in(client, other.user)
    assert client.get("/audit/").status_code == 403
    assert client.get("/audit/export/").status_code == 403
    assert client.post("/audit/verify/").status_code == 403
    client.logout()
    assert client.get("/audit/")["Location"] == "/accounts/login/?next=%2Faudit%2F"


def test_the_log_is_filtered(client: Client, auditor: Membership, company: Tenant) -> None:
    with tenancy.of(company.pk):
        hr = Membership.objects.get(user__name="李雯")
    read, closed = "people.read_sensitive", "interviews.closed"

    assert shown(client) == [closed, read]
    assert shown(client, f"?actor=user:{hr.user_id}") == [read]
    assert shown(client, "?actor=system") == [closed]
    assert shown(client, f"?verb={read}") == [read]
    assert shown(client, f"?subject={SUBJECT}") == [read]
    assert shown(client, "?object=s-1") == [closed]
    assert shown(client, "?since=2026-11-25") == [closed]
    assert shown(client, "?until=2026-11-24&since=2026-11-24") == [read]
    assert shown(client, "?until=2026-11-23") == []


@pytest.mark.parametrize("query", ["?subject=x", "?since=yesterday", "?page=999", "?page=x", "?actor=user:%27%3B--"])
def test_a_filter_that_cannot_be_read_breaks_nothing(client: Client, auditor: Membership, query: str) -> None:
    assert client.get(f"/audit/{query}").status_code == 200


def test_the_export_is_a_spreadsheet_and_an_entry(client: Client, auditor: Membership, company: Tenant) -> None:
    with tenancy.of(company.pk):
        evil = make_member("evil@qinghe.example", "=cmd()", role="hr")
        audit.record(
            Actor("user", str(evil.user_id)), "people.read_sensitive", object_kind="x.y", object_id="=1+1",
            at=datetime.fromisoformat("2026-11-24T01:00:00+00:00"),
        )  # fmt: skip

    response = client.get("/audit/export/?verb=people.read_sensitive")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert len(rows) == 3
    assert sorted(row[1] for row in rows[1:]) == ["'=cmd()", "李雯"]
    assert {row[6] for row in rows[1:]} == {"p-1", "'=1+1"}
    assert rows[1][0] == "2026-11-24T09:00:00+08:00"
    with tenancy.of(company.pk):
        assert log.verbs()[-1] == "audit.exported"


def test_a_file_with_rows_missing_is_refused(
    client: Client, auditor: Membership, company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bole.audit.web.views.EXPORT_LIMIT", 1)

    response = client.get("/audit/export/", headers={"Accept": "application/json"})

    assert (response.status_code, response.json()["code"]) == (422, "audit.too_many_rows")
    with tenancy.of(company.pk):
        assert "audit.exported" not in log.verbs()


def test_the_chain_is_checked_on_demand(client: Client, auditor: Membership) -> None:
    response = client.post("/audit/verify/", follow=True)

    assert len(response.context["messages"]) == 1
    assert [str(message.level_tag) for message in response.context["messages"]] == ["success"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_three_entries_as_for_one(
    client: Client, auditor: Membership, company: Tenant, rows: int, django_assert_num_queries: Any
) -> None:
    client.get("/audit/")
    with tenancy.of(company.pk):
        for number in range(rows):
            someone = make_member(f"m{number}@qinghe.example", f"同事{number}", role="hr")
            audit.record(actor_of(someone), "people.read_sensitive", object_kind="x.y", object_id="n", at=MORNING)

    with django_assert_num_queries(21):
        client.get("/audit/")


def test_html_in_a_name_is_only_words(client: Client, auditor: Membership, company: Tenant, at: datetime) -> None:
    with tenancy.of(company.pk):
        evil = make_member("evil@qinghe.example", "<script>alert(1)</script>{{ x }}", role="hr")
        audit.record(actor_of(evil), "people.read_sensitive", object_kind="x.y", object_id="<b>", at=at)

    page = client.get("/audit/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ x }}" in page
