import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bole.accounts import api
from bole.accounts.actions.founding import AlreadyFounded, EmailTaken, SlugTaken
from bole.accounts.events import TenantFounded
from bole.accounts.models import Grant, Role, User
from bole.audit.tests import factories as log
from bole.core import outbox, tenancy
from bole.core.models import Tenant

FORM = {
    "company": "清禾餐饮",
    "slug": "Qinghe",
    "time_zone": "Asia/Shanghai",
    "contact_name": "周敏",
    "contact_email": "hr@qinghe.example",
    "name": "周敏",
    "email": "Zhou.Min@qinghe.example",
    "password": "a long enough pass phrase",
    "password_again": "a long enough pass phrase",
}


def found(at: datetime, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "name": "清禾餐饮", "slug": "qinghe", "admin_name": "周敏", "admin_email": "zhou@qinghe.example", "password": "x", "at": at,
    }  # fmt: skip
    return api.found_tenant(**(given | changes))


def test_the_first_run_page_makes_company_and_administrator_and_signs_in(client: Client, db: None) -> None:
    response = client.post("/start/", FORM)

    assert response["Location"] == "/"
    company = Tenant.objects.get()
    assert (company.name, company.slug, company.contact_name) == ("清禾餐饮", "qinghe", "周敏")
    user = User.objects.get()
    assert (user.email, user.name) == ("zhou.min@qinghe.example", "周敏")
    with tenancy.of(company.pk):
        assert set(Grant.objects.values_list("role__key", "scope")) == {("administrator", "/"), ("hr", "/")}
        assert Role.objects.count() == 5
        assert [event.kind for event in outbox.pending()] == ["accounts.TenantFounded"]
        assert "accounts.company_founded" in log.verbs()
    assert client.get("/").content.decode() == "清禾餐饮|周敏|True"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password_again": "another pass phrase"}, "password_again"),
        ({"password": "1234567890", "password_again": "1234567890"}, "password"),
        ({"password": "Zhou.Min@qinghe", "password_again": "Zhou.Min@qinghe"}, "password"),
        ({"slug": "no spaces please"}, "slug"),
        ({"time_zone": "Moon/Crater"}, "time_zone"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"company": ""}, "company"),
    ],
)
def test_a_form_that_is_not_right_makes_nothing(client: Client, db: None, changes: dict[str, str], field: str) -> None:
    response = client.post("/start/", FORM | changes)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert (Tenant.objects.count(), User.objects.count()) == (0, 0)


def test_the_first_run_page_is_closed_once_a_company_exists(client: Client, db: None, at: datetime) -> None:
    found(at)

    assert client.get("/start/")["Location"] == "/accounts/login/"
    assert client.post("/start/", FORM)["Location"] == "/accounts/login/"
    assert (Tenant.objects.count(), User.objects.count()) == (1, 1)
    with pytest.raises(AlreadyFounded):
        found(at, slug="second", admin_email="second@x.example", only_first=True)
    assert Tenant.objects.count() == 1


def test_a_further_company_needs_its_own_address_and_administrator(db: None, at: datetime) -> None:
    first = found(at)
    second = found(at, slug="beta", admin_email="b@beta.example", name="贝塔", time_zone="Asia/Tokyo", is_demo=True)

    with pytest.raises(SlugTaken) as refused:
        found(at, admin_email="c@beta.example")
    with pytest.raises(EmailTaken):
        found(at, slug="gamma", admin_email="ZHOU@qinghe.example")

    assert "qinghe" in str(refused.value)
    assert first.tenant_id != second.tenant_id
    assert (Tenant.objects.count(), User.objects.count()) == (2, 2)
    assert Tenant.objects.get(slug="beta").time_zone == "Asia/Tokyo"
    with tenancy.of(second.tenant_id):
        assert outbox.pending()[0].payload["tenant_id"] == str(second.tenant_id)
        assert outbox.kind_of(TenantFounded) == "accounts.TenantFounded"


def test_two_browsers_at_once_found_one_company(committed: None, at: datetime) -> None:
    barrier, outcomes = threading.Barrier(2), []

    def browser(number: int) -> None:
        try:
            barrier.wait(timeout=10)
            found(at, slug=f"company-{number}", admin_email=f"{number}@x.example", only_first=True)
            outcomes.append("founded")
        except AlreadyFounded:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=browser, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["founded", "refused"]
    assert (Tenant.objects.count(), User.objects.count()) == (1, 1)
