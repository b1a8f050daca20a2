"""Reads of accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from bole.accounts.models import Grant, Invitation, Membership, Role, User
from bole.accounts.states import Invite
from bole.accounts.types import Grade, Held, MemberView, Viewer
from bole.core import tenancy
from bole.core.actor import Actor


@dataclass(frozen=True)
class Company:
    """A company someone may enter."""

    tenant_id: UUID
    slug: str
    name: str


def companies_of(user_id: UUID | None) -> list[Company]:
    """Every company in which this user is active. The database's own function looks across tenants for us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, slug, name FROM accounts_memberships(%s)", [user_id])
        return [Company(*row) for row in cursor.fetchall()]


def tenant_of_token(token_hash: bytes, purpose: str) -> UUID | None:
    """The company that issued a pass, for pages whose address does not name it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_pass_tenant(%s, %s)", [token_hash, purpose])
        row = cursor.fetchone()
    return row[0] if row else None


def viewer(user: User) -> Viewer | None:
    """The viewer of the open tenant, or None without an active membership. Two queries, however many roles."""
    grants = Prefetch("grants", queryset=Grant.objects.select_related("role"))
    membership = Membership.objects.filter(user_id=user.pk, active=True).prefetch_related(grants).first()
    return viewer_from(user, membership) if membership and user.is_active else None


def viewer_from(user: User, membership: Membership) -> Viewer:
    held = tuple(
        Held(
            grant.role.key,
            grant.scope,
            grant.role.known_capabilities(),
            Grade(grant.role.grade),
            grant.role.second_step,
        )
        for grant in membership.grants.all()
    )
    return Viewer(
        user_id=user.pk,
        tenant_id=tenancy.current(),
        actor=Actor("user", str(user.pk), user.name),
        name=user.name,
        email=user.email,
        capabilities=frozenset().union(*(h.capabilities for h in held)),
        scopes=tuple(sorted({h.scope for h in held})),
        grade=max((h.grade for h in held), default=Grade.PUBLIC),
        held=held,
    )


def members() -> "QuerySet[Membership]":
    """Everyone with a membership here, active first, with users and roles: three queries."""
    grants = Prefetch("grants", queryset=Grant.objects.select_related("role").order_by("role__order", "scope"))
    return (
        Membership.objects.select_related("user").prefetch_related(grants).order_by("-active", "user__name", "user__id")
    )


def open_invitations() -> "QuerySet[Invitation]":
    return Invitation.objects.filter(state=Invite.PENDING).select_related("role").order_by("-sent_at", "-id")


def holders(capability: str) -> "QuerySet[Membership]":
    """Active members whose roles include the capability, once each."""
    roles = [role.pk for role in Role.objects.all() if capability in role.known_capabilities()]
    ids = Grant.objects.filter(role__in=roles).values("membership_id")
    return Membership.objects.filter(pk__in=ids, active=True, user__is_active=True).select_related("user")


def member_views(memberships: Iterable[Membership]) -> list[MemberView]:
    return [
        MemberView(m.user_id, m.user.name, m.user.email, m.user.language, m.title)
        for m in sorted(memberships, key=lambda m: (m.user.name, str(m.user_id)))
    ]


def names_of(user_ids: Iterable[UUID | str]) -> Mapping[str, str]:
    """User id as text → name, for ids of users known to this company. Ids that are none are left out."""
    ids = []
    for value in user_ids:
        try:
            ids.append(value if isinstance(value, UUID) else UUID(value))
        except ValueError:
            continue
    here = Membership.objects.filter(user_id__in=set(ids)).select_related("user")
    return {str(m.user_id): m.user.name for m in here}


def people_here() -> list[tuple[str, str]]:
    """(user id, name) of everyone who is or was a member, by name."""
    rows = Membership.objects.select_related("user").order_by("user__name")
    return [(str(m.user_id), m.user.name) for m in rows]
