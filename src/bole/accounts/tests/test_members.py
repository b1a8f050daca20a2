import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bole.accounts import api
from bole.accounts.actions import members
from bole.accounts.actions.members import AlreadyInvited, AlreadyMember, LastAdministrator, NoRole
from bole.accounts.models import Grant, Invitation, Membership, Pass, Role, User
from bole.accounts.tests.factories import (
    MORNING,
    PASSWORD,
    Postbox,
    actor_of,
    make_member,
    make_user,
    no_such_id,
    sign_in,
)
from bole.audit.tests import factories as log
from bole.core import outbox, tenancy
from bole.core.actor import SYSTEM
from bole.core.models import Tenant

NEW = {"email": "Wang.Fang@qinghe.example", "name": "王芳", "scope": "shanghai", "language": "zh-hans"}
ANSWER = {"name": "王芳", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def company(db: None) -> Tenant:
    return Tenant.objects.create(slug="qinghe", name="清禾餐饮")


@pytest.fixture
def admin(company: Tenant) -> Membership:
    with tenancy.of(company.pk):
        return make_member("admin@qinghe.example", "周敏", role="administrator")


@pytest.fixture
def office(client: Client, admin: Membership) -> Client:
    sign_in(client, admin.user)
    return client


def role_id(company: Tenant, key: str) -> str:
    with tenancy.of(company.pk):
        return str(Role.objects.get(key=key).pk)


def invite(office: Client, company: Tenant, **changes: str) -> Any:
    return office.post("/members/invite/", NEW | {"role": role_id(company, "interviewer")} | changes)


def verbs() -> list[str]:
    """What the log says about members: links and sign-ins are looked at elsewhere."""
    return log.verbs(without=("accounts.pass_", "accounts.signed_in"))


def test_an_invited_colleague_joins_once(office: Client, company: Tenant, postbox: Postbox) -> None:
    assert invite(office, company)["Location"] == "/members/"
    message = postbox.messages[0]
    assert (message["email"], message["name"], message["kind"]) == (
        "wang.fang@qinghe.example", "王芳", "accounts.invitation",
    )  # fmt: skip
    link = f"/join/{postbox.token}/"
    guest = Client()
    assert "清禾餐饮" in guest.get(link).content.decode()

    joined = guest.post(link, ANSWER)

    assert joined["Location"] == "/"
    assert guest.get("/").content.decode() == "清禾餐饮|王芳|True"
    with tenancy.of(company.pk):
        membership = Membership.objects.get(user__email="wang.fang@qinghe.example")
        assert list(membership.grants.values_list("role__key", "scope")) == [("interviewer", "/shanghai/")]
        assert Invitation.objects.get().state == "accepted"
        assert [event.kind for event in outbox.pending()] == ["accounts.MemberJoined"]
        assert verbs() == ["accounts.invited", "accounts.member_joined"]
        # The address and the name stay out of the log.
        assert "wang" not in str(log.entries())
    assert Client().get(link).status_code == 410
    again = Client().post(link, ANSWER | {"name": "别人"})
    assert again.status_code == 410
    assert User.objects.filter(email="wang.fang@qinghe.example").get().name == "王芳"


def test_opening_the_link_changes_nothing(office: Client, company: Tenant, postbox: Postbox) -> None:
    invite(office, company)
    with tenancy.of(company.pk):
        before = [list(model.objects.values()) for model in (Invitation, Pass, Membership)] + [log.entries()]

    for _ in range(3):
        assert Client().get(f"/join/{postbox.token}/").status_code == 200

    with tenancy.of(company.pk):
        after = [list(model.objects.values()) for model in (Invitation, Pass, Membership)] + [log.entries()]
    assert after == before
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password_again": "something else"}, "password_again"),
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password": "wang.fang@qinghe", "password_again": "wang.fang@qinghe"}, "password"),
        ({"name": ""}, "name"),
    ],
)
def test_a_weak_answer_joins_nobody(
    office: Client, company: Tenant, postbox: Postbox, changes: dict[str, str], field: str
) -> None:
    invite(office, company)

    response = Client().post(f"/join/{postbox.token}/", ANSWER | changes)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert User.objects.count() == 1
    with tenancy.of(company.pk):
        assert Invitation.objects.get().state == "pending"


def test_an_expired_invitation_opens_nothing_until_it_is_sent_again(
    office: Client, company: Tenant, postbox: Postbox
) -> None:
    invite(office, company)
    first = postbox.token
    with tenancy.of(company.pk):
        invitation = Invitation.objects.get()
        early = invitation.expires_at - timedelta(days=8)
        Invitation.objects.update(expires_at=early)
        Pass.objects.update(expires_at=early)

    assert Client().get(f"/join/{first}/").status_code == 410
    assert Client().post(f"/join/{first}/", ANSWER).status_code == 410
    office.post(f"/members/invitations/{invitation.pk}/send/")

    assert postbox.token != first
    assert len({str(message["dedupe_key"]) for message in postbox.messages}) == 2
    assert Client().post(f"/join/{first}/", ANSWER).status_code == 410
    assert Client().post(f"/join/{postbox.token}/", ANSWER)["Location"] == "/"


def test_an_invitation_taken_back_opens_nothing(office: Client, company: Tenant, postbox: Postbox) -> None:
    invite(office, company)
    with tenancy.of(company.pk):
        invitation = Invitation.objects.get()

    assert office.post(f"/members/invitations/{invitation.pk}/take-back/")["Location"] == "/members/"

    assert Client().post(f"/join/{postbox.token}/", ANSWER).status_code == 410
    assert User.objects.count() == 1
    assert office.post(f"/members/invitations/{invitation.pk}/take-back/").status_code == 404
    with tenancy.of(company.pk):
        assert verbs() == ["accounts.invited", "accounts.invitation_taken_back"]


@pytest.mark.parametrize("token", ["x", "0" * 43, "%E4%BC%AF%E4%B9%90"])
def test_a_forged_link_is_not_found_and_shows_no_way_into_the_office(db: None, token: str) -> None:
    Tenant.objects.create(slug="qinghe", name="清禾餐饮")

    response = Client().get(f"/join/{token}/")

    assert response.status_code == 404
    assert 'href="/"' not in response.content.decode().partition("error-page")[2]


def test_members_and_open_invitations_are_not_invited_again(office: Client, company: Tenant, postbox: Postbox) -> None:
    invite(office, company)

    twice = invite(office, company, email="WANG.FANG@qinghe.example")
    member = invite(office, company, email="admin@qinghe.example")

    assert (twice.status_code, member.status_code) == (200, 200)
    assert str(AlreadyInvited(email="wang.fang@qinghe.example")) in twice.context["form"].non_field_errors()
    assert str(AlreadyMember(email="admin@qinghe.example")) in member.context["form"].non_field_errors()
    assert len(postbox.messages) == 1


def test_someone_with_an_account_elsewhere_signs_in_to_join(office: Client, company: Tenant, postbox: Postbox) -> None:
    elsewhere = make_user("wang.fang@qinghe.example", "王芳芳")
    invite(office, company)
    link = f"/join/{postbox.token}/"
    guest = Client()

    assert f"/accounts/login/?next={link}" in guest.get(link).content.decode()
    assert guest.post(link, ANSWER).status_code == 200
    elsewhere.refresh_from_db()
    assert elsewhere.check_password(PASSWORD)
    with tenancy.of(company.pk):
        assert Invitation.objects.get().state == "pending"
    sign_in(guest, elsewhere)
    assert guest.post(link)["Location"] == "/"
    assert guest.get("/").content.decode() == "清禾餐饮|王芳芳|True"


def test_someone_elses_account_cannot_take_an_invitation(office: Client, company: Tenant, postbox: Postbox) -> None:
    make_user("wang.fang@qinghe.example", "王芳芳")
    invite(office, company)
    stranger = Client()
    sign_in(stranger, make_user("stranger@x.example", "生人"))

    assert stranger.post(f"/join/{postbox.token}/", ANSWER).status_code == 200
    with tenancy.of(company.pk):
        assert Membership.objects.count() == 1


def test_the_last_administrator_stays(office: Client, company: Tenant, admin: Membership) -> None:
    refused = office.post(f"/members/{admin.pk}/off/", follow=True)
    demoted = office.post(f"/members/{admin.pk}/", {"title": "", "role_hr": "on", "scope_hr": "/"})

    sentence = str(LastAdministrator(name="周敏"))
    assert sentence in [str(message) for message in refused.context["messages"]]
    assert demoted.context["form"].non_field_errors() == [sentence]
    with tenancy.of(company.pk):
        assert Membership.objects.get().active
        assert list(Grant.objects.values_list("role__key", flat=True)) == ["administrator"]
        assert verbs() == []


def test_one_of_two_administrators_may_leave_and_return(office: Client, company: Tenant, admin: Membership) -> None:
    with tenancy.of(company.pk):
        second = make_member("second@qinghe.example", "陈二", role="administrator")
    their = Client()
    sign_in(their, second.user)
    assert their.get("/").status_code == 200

    assert office.post(f"/members/{second.pk}/off/")["Location"] == "/members/"
    assert their.get("/").status_code == 403
    office.post(f"/members/{second.pk}/off/")
    office.post(f"/members/{second.pk}/on/")

    assert their.get("/").status_code == 200
    with tenancy.of(company.pk):
        assert verbs() == ["accounts.member_deactivated", "accounts.member_reactivated"]
        assert [event.kind for event in outbox.pending()] == ["accounts.MemberLeft", "accounts.MemberJoined"]


def test_roles_are_replaced_and_one_is_needed(office: Client, company: Tenant, admin: Membership) -> None:
    with tenancy.of(company.pk):
        colleague = make_member(role="interviewer")
    url = f"/members/{colleague.pk}/"

    none = office.post(url, {"title": "店长"})
    saved = office.post(
        url,
        {"title": "店长", "role_hiring_manager": "on", "scope_hiring_manager": "/shanghai/，beijing", "scope_hr": "/"},
    )
    office.post(url, {"title": "店长", "role_hiring_manager": "on", "scope_hiring_manager": "/beijing/, /shanghai/"})

    assert none.context["form"].non_field_errors() == [str(NoRole())]
    assert saved["Location"] == "/members/"
    with tenancy.of(company.pk):
        colleague.refresh_from_db()
        assert colleague.title == "店长"
        assert sorted(colleague.grants.values_list("role__key", "scope")) == [
            ("hiring_manager", "/beijing/"), ("hiring_manager", "/shanghai/"),
        ]  # fmt: skip
        assert verbs() == ["accounts.roles_changed"]


@pytest.mark.parametrize("path", ["/members/", "/members/invite/", "/members/{id}/"])
def test_only_administrators_manage_members(client: Client, company: Tenant, admin: Membership, path: str) -> None:
    with tenancy.of(company.pk):
        colleague = make_member(role="hr")
    sign_in(client, colleague.user)

    assert client.get(path.format(id=admin.pk)).status_code == 403
    for post in (f"/members/{admin.pk}/off/", f"/members/roles/{role_id(company, 'hr')}/second-step/"):
        assert client.post(post).status_code == 403
    with tenancy.of(company.pk):
        assert Membership.objects.filter(active=True).count() == 2


def test_another_companys_members_and_invitations_are_not_found(office: Client, company: Tenant) -> None:
    other = Tenant.objects.create(slug="other", name="别家公司")
    with tenancy.of(other.pk):
        stranger = make_member("s@other.example", "生人", role="hr")
        foreign_role = Role.objects.get(key="hr")
    paths = [
        f"/members/{stranger.pk}/off/",
        f"/members/{stranger.pk}/",
        f"/members/invitations/{no_such_id()}/send/",
        f"/members/roles/{foreign_role.pk}/second-step/",
    ]

    assert [office.post(path).status_code for path in paths] == [404] * 4
    assert list(invite(office, company, role=str(foreign_role.pk)).context["form"].errors) == ["role"]
    with tenancy.of(other.pk):
        assert Membership.objects.get().active
        assert not Role.objects.get(key="hr").second_step


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_three_members_as_for_one(
    office: Client, company: Tenant, rows: int, postbox: Postbox, django_assert_num_queries: Any
) -> None:
    with tenancy.of(company.pk):
        for number in range(rows):
            make_member(f"m{number}@qinghe.example", f"同事{number}", role="hr")
            members.invite(
                email=f"i{number}@qinghe.example",
                name="请来",
                role=Role.objects.get(key="hr"),
                scope="/",
                language="en",
                base_url="https://x.example",
                actor=SYSTEM,
                at=MORNING,
            )
    office.get("/members/")

    with django_assert_num_queries(19):
        page = office.get("/members/").content.decode()
    assert page.count("请来") == rows


def test_a_required_second_step_is_a_switch_of_the_role(office: Client, company: Tenant) -> None:
    url = f"/members/roles/{role_id(company, 'hr')}/second-step/"
    office.post(url, {"required": "on"})
    office.post(url, {"required": "on"})

    with tenancy.of(company.pk):
        assert Role.objects.get(key="hr").second_step
        assert verbs() == ["accounts.role_changed"]
    office.post(url, {"required": "off"})
    with tenancy.of(company.pk):
        assert not Role.objects.get(key="hr").second_step


def test_members_can_be_made_without_an_invitation(tenant: Tenant, at: datetime) -> None:
    api.seed_tenant(tenant.pk)

    made = api.add_member(
        email="D@qinghe.example", name="丁", password=PASSWORD, roles=[("hr", "/"), ("auditor", "/")], at=at
    )

    viewer = api.viewer_of(made.user_id)
    assert viewer is not None
    assert viewer.can("people.import")
    assert viewer.can("audit.read")
    assert made.actor.id == str(viewer.user_id)


def test_two_administrators_who_demote_each_other_at_once_leave_one(committed: None, at: datetime) -> None:
    company = Tenant.objects.create(slug="qinghe", name="清禾餐饮")
    with tenancy.of(company.pk):
        pair = [make_member(f"a{n}@qinghe.example", f"甲{n}", role="administrator") for n in range(2)]
    barrier, outcomes = threading.Barrier(2), []

    def demote(who: Membership, by: Membership) -> None:
        try:
            barrier.wait(timeout=10)
            with tenancy.of(company.pk):
                members.deactivate(Membership.objects.get(pk=who.pk), actor=actor_of(by), at=at)
            outcomes.append("done")
        except LastAdministrator:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=(a, b)) for a, b in (pair, reversed(pair))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["done", "refused"]
    with tenancy.of(company.pk):
        assert Membership.objects.filter(active=True).count() == 1
