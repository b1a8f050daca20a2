"""Every address of the office, asked for by a visitor and by a member whose roles include nothing: neither gets in."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from bole.accounts import api as accounts
from bole.accounts.models import User
from tests.architecture import product, test_pages

FILLED = {"uuid": "01939d2c-0000-7000-8000-000000000001", "int": "1", "slug": "nobody", "str": "nothing"}
OPEN = {"", "healthz", "start", "join", "companies", "choose_company", "language", "set_language"}
OFFICE = [
    (name, pattern)
    for name, pattern in test_pages.ADDRESSES
    if name not in OPEN and test_pages.reason(name) not in {test_pages.SIGN_IN, test_pages.PASS}
]


def address(name: str, pattern: object) -> str:
    """The address with something well-formed in each gap."""
    gaps = re.findall(r"<(?:(\w+):)?(\w+)>", str(pattern.pattern))  # type: ignore[attr-defined]
    return reverse(name, kwargs={field: FILLED[kind or "str"] for kind, field in gaps})


def answers(client: Client, method: str) -> dict[str, tuple[int, str]]:
    """What each office address answers: its status, and where it sends."""
    found = {}
    for name, pattern in OFFICE:
        answer = getattr(client, method)(address(name, pattern))
        found[name] = (answer.status_code, answer.get("Location", "").partition("?")[0])
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_sent_to_sign_in(tenant, client: Client, method):
    expected = [(302, "/accounts/login/"), (405, "")]

    assert {name: got for name, got in answers(client, method).items() if got not in expected} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_member_without_roles_gets_nothing(tenant, at, client: Client, method):
    view = accounts.add_member(email="new@qinghe.example", name="新人", password=None, roles=(), at=at)
    client.force_login(User.objects.get(pk=view.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    own = {name for name, _ in OFFICE if test_pages.reason(name) == test_pages.OWN}

    got = {name: status for name, (status, _) in answers(client, method).items() if name not in own}

    assert {name: status for name, status in got.items() if status not in {403, 404, 405}} == {}


def test_no_second_way_round_is_mounted(client: Client):
    assert [name for name, _ in test_pages.ADDRESSES if "admin" in name] == []
    assert not list(product.BOLE.rglob("admin.py"))
