"""The door of accounts. Masks, grades and `Viewer` are in `types`."""

import functools
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from bole.accounts import access, queries
from bole.accounts.access import OfficeRequest
from bole.accounts.actions import founding, members, passes, roles
from bole.accounts.models import Pass, User
from bole.accounts.types import CodeCheck, Founded, MemberView, PassView, Viewer
from bole.core import tenancy
from bole.core.actor import SYSTEM, Actor

__all__ = [
    "OfficeRequest",
    "add_member",
    "check_code",
    "count_use",
    "extend_pass",
    "find_pass",
    "found_tenant",
    "issue_code",
    "issue_pass",
    "members_with",
    "names_of",
    "requires",
    "revoke_pass",
    "seed_tenant",
    "viewer_of",
]

View = Callable[..., HttpResponseBase]


def requires(capability: str) -> Callable[[View], View]:
    """Guard an office view. It sets nothing: it asks ``request.viewer`` and raises Forbidden.

    The middleware shows Forbidden as a page, as JSON, or, to a visitor who is not signed in, as the way to sign-in.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            access.require(getattr(request, "viewer", None), capability)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def found_tenant(
    *,
    name: str,
    slug: str,
    admin_name: str,
    admin_email: str,
    password: str | None,
    at: datetime,
    only_first: bool = False,
    **details: Any,
) -> Founded:
    """Make a company with the builtin roles and an administrator (who holds administrator and HR).

    ``details``: time_zone, language, contact_name, contact_email, is_demo. Call it outside any open tenant.
    AlreadyFounded, SlugTaken or EmailTaken when it cannot be.
    """
    return founding.found(
        name=name,
        slug=slug,
        admin_name=admin_name,
        admin_email=admin_email,
        password=password,
        at=at,
        only_first=only_first,
        **details,
    )


def seed_tenant(tenant_id: UUID) -> None:
    """Make the builtin roles of a company that has none yet. Safe to repeat."""
    with tenancy.of(tenant_id):
        roles.seed()


def add_member(
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Iterable[tuple[str, str]],
    title: str = "",
    actor: Actor = SYSTEM,
    at: datetime,
) -> MemberView:
    """Make a member of the open tenant without an invitation. ``roles`` are (role key, scope path)."""
    user = members.add(email=email, name=name, password=password, roles=roles, title=title, actor=actor, at=at)
    return MemberView(user.pk, user.name, user.email, user.language, title)


def members_with(capability: str) -> list[MemberView]:
    """Active colleagues whose roles include the capability, by name."""
    return queries.member_views(queries.holders(capability))


def names_of(user_ids: Iterable[UUID | str]) -> Mapping[str, str]:
    """User id (as text) → name, for colleagues of the open tenant, former ones included. One query."""
    return queries.names_of(user_ids)


def viewer_of(user_id: UUID) -> Viewer | None:
    """The viewer this user would be in the open tenant; None when they have no access."""
    user = User.objects.filter(pk=user_id).first()
    return queries.viewer(user) if user else None


def issue_pass(
    subject_id: UUID, purpose: str, *, expires_at: datetime, actor: Actor, at: datetime
) -> tuple[PassView, str]:
    """A link for someone without an account: (pass, token). The token is returned this once and stored hashed.

    ``expires_at`` is the end of everything the link opens, so usually the end of retention and not the deadline.
    """
    made, token = passes.issue(subject_id, purpose, expires_at=expires_at, actor=actor, at=at)
    return _shown(made), token


def find_pass(token: str, purpose: str, *, at: datetime) -> PassView:
    """The pass behind a token in the open tenant. Changes nothing.

    NotFound for a forged token, another company's or another purpose; its subclasses LinkEnded and LinkRevoked (410)
    for one whose time is over or that was taken back.
    """
    return _shown(access.pass_by_hash(passes.hash_of(token), purpose, at=at))


def revoke_pass(pass_id: UUID, *, actor: Actor, at: datetime) -> None:
    """End a pass now. Safe to repeat; NotFound for an unknown id."""
    passes.revoke(pass_id, actor=actor, at=at)


def extend_pass(pass_id: UUID, *, expires_at: datetime, actor: Actor, at: datetime) -> None:
    """Move the end of a pass. NotFound for an unknown or revoked one."""
    passes.extend(pass_id, expires_at=expires_at, actor=actor, at=at)


def count_use(pass_id: UUID) -> None:
    """Count an act done with a pass. Never call it for a GET: mail and chat scanners open links."""
    passes.count_use(pass_id)


def issue_code(subject_id: UUID, purpose: str, *, at: datetime, life: timedelta = passes.CODE_LIFE) -> str:
    """Six digits to send to a phone. They end the codes issued before for the same subject and purpose."""
    return passes.issue_code(subject_id, purpose, at=at, life=life)


def check_code(subject_id: UUID, purpose: str, code: str, *, at: datetime) -> CodeCheck:
    """Try a code: works once, within its life, with five tries. Do not raise on its answer before the commit."""
    return passes.check_code(subject_id, purpose, code, at=at)


def _shown(row: Pass) -> PassView:
    return PassView(row.pk, tenancy.current(), row.subject_id, row.purpose, row.expires_at, row.revoked_at)
