import html
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from bole.accounts.models import Membership, Role
from bole.accounts.tests.factories import MORNING, make_member, make_user, sign_in
from bole.accounts.web import middleware
from bole.core import tenancy
from bole.core.errors import Forbidden
from bole.core.models import Tenant


@pytest.fixture
def company(db: None) -> Tenant:
    return Tenant.objects.create(slug="qinghe", name="清禾餐饮")


@pytest.fixture
def member(company: Tenant) -> Membership:
    with tenancy.of(company.pk):
        return make_member(role="interviewer")


@pytest.fixture
def client_in(client: Client, member: Membership) -> Client:
    sign_in(client, member.user)
    return client


def keys(company: Tenant) -> set[str]:
    with tenancy.of(company.pk):
        return set(Role.objects.values_list("key", flat=True)) - {
            "administrator", "auditor", "hr", "hiring_manager", "interviewer",
        }  # fmt: skip


def test_a_member_works_inside_the_company_from_their_first_page(client_in: Client) -> None:
    assert client_in.get("/").content.decode() == "清禾餐饮|李雯|True"
    assert not tenancy.active()


def test_what_a_request_writes_stays(client_in: Client, company: Tenant) -> None:
    assert client_in.post("/writes").status_code == 200
    assert keys(company) == {"written"}


@pytest.mark.parametrize(("path", "status"), [("/refuses", 409), ("/missing", 404), ("/invalid", 422)])
def test_a_refused_request_leaves_nothing_and_answers_with_a_page(
    client_in: Client, company: Tenant, path: str, status: int
) -> None:
    response = client_in.post(path)

    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert keys(company) == set()


def test_a_failed_request_leaves_nothing(client_in: Client, company: Tenant) -> None:
    client_in.raise_request_exception = False

    assert client_in.post("/boom").status_code == 500
    assert keys(company) == set()


def test_a_program_is_answered_in_json(client_in: Client, company: Tenant) -> None:
    refused = client_in.post("/refuses", headers={"Accept": "application/json"})
    invalid = client_in.post("/invalid", data="{}", content_type="application/json")
    missing = client_in.post("/missing", headers={"Accept": "application/json"})

    assert (refused.status_code, refused.json()["code"], refused.json()["data"]) == (409, "conflict", {})
    assert refused.json()["sentence"]
    assert invalid.json()["errors"] == {"phone": ["太短"]}
    assert invalid.json()["data"] == {"row": 3}
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert keys(company) == set()


def test_a_page_for_candidates_knows_the_company_and_no_viewer(client_in: Client, company: Tenant) -> None:
    response = client_in.get("/c/qinghe/i/token/")

    assert response.json() == {"tenant": "qinghe", "viewer": None, "actor": "subject:anonymous"}


def test_an_unknown_company_is_not_found(client: Client, company: Tenant) -> None:
    page = client.get("/c/nobody/i/token/")
    program = client.get("/c/nobody/i/token/state")

    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "/accounts/login/" not in page.content.decode()
    assert (program.status_code, program.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(("path", "code", "status"), [("refuses", "conflict", 409), ("missing", "not_found", 404)])
def test_the_room_is_answered_in_json_whatever_it_accepts(
    client: Client, company: Tenant, path: str, code: str, status: int
) -> None:
    response = client.put(f"/c/qinghe/i/token/{path}", data=b"\x00", content_type="application/octet-stream")

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert keys(company) == set()


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client, company: Tenant) -> None:
    response = client.get("/guarded?page=2")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=%2Fguarded%3Fpage%3D2"
    assert client.get("/guarded", headers={"Accept": "application/json"}).status_code == 403
    assert client.get("/guarded", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/login/"


def test_a_role_without_the_capability_is_refused(client_in: Client) -> None:
    response = client_in.get("/guarded")

    assert response.status_code == 403
    assert str(Forbidden()) in html.unescape(response.content.decode())


def test_a_capability_opens_the_view(client_in: Client, company: Tenant, member: Membership) -> None:
    with tenancy.of(company.pk):
        role = Role.objects.get(key="hr")
        member.grants.update(role=role)

    assert client_in.get("/guarded").content == b"decided"


def test_without_any_company_every_office_page_leads_to_the_first_run(client: Client, db: None) -> None:
    assert client.get("/")["Location"] == "/start/"
    assert client.get("/guarded")["Location"] == "/start/"
    assert client.get("/accounts/login/")["Location"] == "/start/"
    assert client.get("/start/").status_code == 200


def test_someone_whose_membership_ended_has_no_company(client_in: Client, company: Tenant, member: Membership) -> None:
    assert client_in.get("/").status_code == 200
    with tenancy.of(company.pk):
        Membership.objects.update(active=False)

    response = client_in.get("/")

    assert response.status_code == 403
    assert "清禾" not in response.content.decode()
    assert client_in.get("/", headers={"Accept": "application/json"}).json()["code"] == "accounts.no_company"


def test_someone_with_two_companies_chooses_one(client: Client, company: Tenant, member: Membership) -> None:
    other = Tenant.objects.create(slug="beta", name="贝塔")
    foreign = Tenant.objects.create(slug="foreign", name="外人")
    with tenancy.of(other.pk):
        Membership.objects.create(user=member.user, since=MORNING)
    sign_in(client, member.user)

    assert client.get("/")["Location"] == "/tenants/"
    chooser = client.get("/tenants/").content.decode()
    assert "清禾餐饮" in chooser
    assert "贝塔" in chooser
    assert "外人" not in chooser
    assert client.post(f"/tenants/{foreign.pk}/").status_code == 404
    assert client.post(f"/tenants/{other.pk}/")["Location"] == "/"
    assert client.get("/").content.decode() == "贝塔|李雯|True"


def test_a_company_in_a_forged_session_is_checked_with_the_database(
    client_in: Client, company: Tenant, member: Membership
) -> None:
    foreign = Tenant.objects.create(slug="foreign", name="外人")
    session = client_in.session
    session[middleware.SESSION_TENANT] = str(foreign.pk)
    session.save()

    assert client_in.get("/").content.decode() == "清禾餐饮|李雯|True"


def test_a_session_sleeps_after_its_idle_time(client_in: Client, settings: Any) -> None:
    settings.BOLE_IDLE_MINUTES = 30
    assert client_in.get("/").status_code == 200
    session = client_in.session
    seen = session[middleware.SESSION_SEEN]
    session[middleware.SESSION_SEEN] = seen - 30 * 60 - 61
    session.save()

    response = client_in.get("/guarded")

    assert response["Location"] == "/accounts/login/?next=%2Fguarded"
    assert "30" in client_in.get("/accounts/login/").content.decode()
    assert client_in.get("/guarded")["Location"].startswith("/accounts/login/")


def test_a_sleeping_session_tells_a_program_so(client_in: Client) -> None:
    client_in.get("/")
    session = client_in.session
    session[middleware.SESSION_SEEN] = 0
    session.save()

    response = client_in.get("/", headers={"Accept": "application/json"})

    assert (response.status_code, response.json()["code"]) == (401, "accounts.idle")


def test_background_requests_do_not_keep_a_session_awake(client_in: Client) -> None:
    client_in.get("/")
    session = client_in.session
    session[middleware.SESSION_SEEN] -= 300
    session.save()
    before = session[middleware.SESSION_SEEN]

    client_in.get("/", headers={"X-Background": "1"})
    assert client_in.session[middleware.SESSION_SEEN] == before
    client_in.get("/")
    assert client_in.session[middleware.SESSION_SEEN] > before


def test_chinese_is_spoken_whatever_the_browser_says(client: Client, company: Tenant) -> None:
    response = client.get("/accounts/login/", headers={"Accept-Language": "en-GB,en"})

    assert response["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans"' in response.content.decode()


def test_another_language_is_the_visitors_own_choice(client_in: Client, member: Membership) -> None:
    response = client_in.post("/language/", {"language": "en", "next": "/me/"})

    assert response["Location"] == "/me/"
    assert client_in.get("/accounts/password/reset/")["Content-Language"] == "en"
    member.user.refresh_from_db()
    assert member.user.language == "en"


@pytest.mark.parametrize("wanted", ["de", "", "../../etc"])
def test_a_language_we_do_not_have_is_not_chosen(client: Client, company: Tenant, wanted: str) -> None:
    response = client.post("/language/", {"language": wanted, "next": "https://elsewhere.example/"})

    assert response["Location"] == "/"
    assert "bole_language" not in response.cookies


def test_a_role_may_require_the_second_step(client_in: Client, company: Tenant) -> None:
    with tenancy.of(company.pk):
        Role.objects.filter(key="interviewer").update(second_step=True)

    assert client_in.get("/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client_in.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")


def test_a_page_costs_the_middleware_few_queries(
    client_in: Client, company: Tenant, django_assert_max_num_queries: Any
) -> None:
    client_in.get("/")

    # Session, user, list of sessions (4 with its savepoint), companies, company, savepoint and tenant (4), viewer (2).
    with django_assert_max_num_queries(15):
        client_in.get("/")


def test_an_account_without_membership_is_told_kindly(client: Client, company: Tenant) -> None:
    sign_in(client, make_user("alone@nowhere.example", "独行"))

    response = client.get("/")

    assert response.status_code == 403
    assert client.get(f"/tenants/{UUID(int=0)}/").status_code == 405
