from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from bole.accounts import api, queries
from bole.accounts.actions import roles
from bole.accounts.models import Grant, Membership, Role, User
from bole.accounts.tests.factories import MORNING, make_member, make_user
from bole.accounts.types import Grade
from bole.core import tenancy


def test_an_address_is_stored_once_whatever_its_case(db: None) -> None:
    make_user("Li.Wen@Qinghe.example")

    assert User.objects.get_by_natural_key("LI.WEN@qinghe.EXAMPLE").email == "li.wen@qinghe.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("li.WEN@qinghe.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(email="Li.Wen@qinghe.example")
    assert User.objects.count() == 1


def test_the_builtin_roles_are_made_once(tenant: object) -> None:
    roles.seed()
    Role.objects.filter(key="interviewer").update(capabilities=["interviews.read"])
    api.seed_tenant(tenancy.current())

    assert list(Role.objects.values_list("key", flat=True)) == [
        "administrator", "auditor", "hr", "hiring_manager", "interviewer",
    ]  # fmt: skip
    assert Role.objects.get(key="interviewer").capabilities == ["interviews.read"]


def test_a_viewer_has_the_sum_of_the_roles_held(tenant: object) -> None:
    membership = make_member(role="interviewer", scope="/shanghai/")
    Grant.objects.create(membership=membership, role=Role.objects.get(key="auditor"), scope="/")

    viewer = api.viewer_of(membership.user_id)

    assert viewer is not None
    assert viewer.capabilities == {"interviews.read", "interviews.rate", "audit.read"}
    assert viewer.scopes == ("/", "/shanghai/")
    assert viewer.scopes_for("interviews.rate") == ("/shanghai/",)
    assert viewer.within("/shanghai/store-3/", "interviews.rate")
    assert not viewer.within("/beijing/", "interviews.rate")
    assert viewer.grade is Grade.INTERNAL
    assert (viewer.actor.kind, viewer.actor.id) == ("user", str(membership.user_id))


def test_a_capability_this_version_does_not_know_gives_nothing(tenant: object) -> None:
    membership = make_member(role="interviewer")
    Role.objects.filter(key="interviewer").update(capabilities=["interviews.read", "everything"])

    viewer = api.viewer_of(membership.user_id)

    assert viewer is not None
    assert viewer.capabilities == {"interviews.read"}


@pytest.mark.parametrize("more_roles", [0, 3])
def test_a_viewer_costs_two_queries_however_many_roles(
    tenant: object, more_roles: int, django_assert_num_queries: object
) -> None:
    membership = make_member(role="interviewer")
    for role in Role.objects.exclude(key="interviewer")[:more_roles]:
        Grant.objects.create(membership=membership, role=role)

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert queries.viewer(membership.user) is not None


def test_an_inactive_member_is_no_viewer(tenant: object) -> None:
    membership = make_member()
    Membership.objects.update(active=False)

    assert api.viewer_of(membership.user_id) is None


def test_members_of_another_company_are_not_seen(tenant: object, other_tenant: UUID, owner_connection: object) -> None:
    here = make_member(role="interviewer")
    stranger = make_user("stranger@other.example", "生人")

    assert queries.viewer(stranger) is None
    assert api.names_of([stranger.pk, here.user_id, "no-uuid"]) == {str(here.user_id): "李雯"}
    assert [m.name for m in api.members_with("interviews.rate")] == ["李雯"]
    assert api.members_with("audit.read") == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=here.user, since=MORNING)


def test_the_companies_of_a_user_are_found_across_tenants(db: None) -> None:
    from bole.core.models import Tenant  # noqa: PLC0415 -- only here

    user = make_user()
    for slug, active in (("a", True), ("b", True), ("c", False)):
        company = Tenant.objects.create(slug=slug, name=slug.upper())
        with tenancy.of(company.pk):
            Membership.objects.create(user=user, since=MORNING, active=active)

    assert [company.slug for company in queries.companies_of(user.pk)] == ["a", "b"]
    assert queries.companies_of(make_user("x@x.example").pk) == []
