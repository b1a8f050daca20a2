"""Colleagues: invite, join, change roles, leave. There is always one administrator left."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext_lazy as _

from bole.accounts import ports, queries
from bole.accounts.actions import passes
from bole.accounts.actions.founding import EmailTaken, create_user
from bole.accounts.events import MemberJoined, MemberLeft
from bole.accounts.models import Grant, Invitation, Membership, Pass, Role, User, clean_email
from bole.accounts.states import INVITE_MOVES, Invite
from bole.accounts.types import clean_scope
from bole.audit import api as audit
from bole.core import moves, outbox, tenancy
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole.core.models import Tenant

INVITATION_LIFE = timedelta(days=7)
JOIN = "accounts.join"


class LastAdministrator(Refused):
    """Nobody would be left who can let people in."""

    code = "accounts.last_administrator"
    sentence = _("{name} is the last administrator. Make someone else an administrator first, then try again.")


class AlreadyMember(Refused):
    code = "accounts.already_member"
    sentence = _("{email} belongs to an active member already.")


class AlreadyInvited(Refused):
    code = "accounts.already_invited"
    sentence = _("{email} has an open invitation already. You can send it again or take it back.")


class NoRole(Refused):
    code = "accounts.no_role"
    sentence = _("A member needs at least one role. To end someone’s access, deactivate them.")


def invite(
    *, email: str, name: str, role: Role, scope: str, language: str, base_url: str, actor: Actor, at: datetime
) -> Invitation:
    """Ask a colleague to join. The mail goes out with this transaction. Refused for members and open invitations."""
    address = clean_email(email)
    if Membership.objects.filter(user__email=address, active=True).exists():
        raise AlreadyMember(email=address)
    _lock("invite")
    if Invitation.objects.filter(email=address, state=Invite.PENDING).exists():
        raise AlreadyInvited(email=address)
    made: Invitation = Invitation.objects.create(
        email=address,
        name=name.strip(),
        language=language,
        role=role,
        scope=clean_scope(scope),
        expires_at=at + INVITATION_LIFE,
        sent_at=at,
        invited_by=UUID(actor.id) if actor.kind == "user" else None,
    )
    _audit(actor, "accounts.invited", made, at)
    _send(made, base_url=base_url, actor=actor, at=at)
    return made


def send_again(invitation: Invitation, *, base_url: str, actor: Actor, at: datetime) -> None:
    """A fresh link with a fresh week; the links sent before end."""
    _end_links(invitation, actor=actor, at=at)
    invitation.expires_at = at + INVITATION_LIFE
    invitation.sent_at = at
    invitation.save(update_fields=["expires_at", "sent_at"])
    _audit(actor, "accounts.invitation_sent_again", invitation, at)
    _send(invitation, base_url=base_url, actor=actor, at=at)


def take_back(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    moves.record(invitation, INVITE_MOVES, to=Invite.REVOKED, actor=actor, at=at)
    _end_links(invitation, actor=actor, at=at)
    _audit(actor, "accounts.invitation_taken_back", invitation, at)


def accept(invitation: Invitation, *, name: str, password: str, user: User | None, at: datetime) -> User:
    """Join with a new account, or as ``user`` (signed in, with the invited address). Works once.

    EmailTaken when the address has an account and its owner is not signed in: a link must not open someone's account.
    """
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            raise EmailTaken
        user = create_user(email=invitation.email, name=name.strip(), password=password, language=invitation.language)
    elif user.email != invitation.email:
        raise EmailTaken
    actor = Actor("user", str(user.pk), user.name)
    moves.record(invitation, INVITE_MOVES, to=Invite.ACCEPTED, actor=actor, at=at)
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_by"])
    _end_links(invitation, actor=actor, at=at)
    _enter(user, [(invitation.role, invitation.scope)], title="", actor=actor, at=at)
    return user


def add(
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Iterable[tuple[str, str]],
    title: str,
    actor: Actor,
    at: datetime,
) -> User:
    """Make a member without an invitation (the shell and the demo). ``roles`` are (key, scope)."""
    known = {role.key: role for role in Role.objects.all()}
    user = User.objects.filter(email=clean_email(email)).first()
    if user is None:
        language = Tenant.objects.values_list("language", flat=True).get(pk=tenancy.current())
        user = create_user(email=email, name=name, password=password, language=language)
    _enter(user, [(known[key], clean_scope(scope)) for key, scope in roles], title=title, actor=actor, at=at)
    return user


def change_roles(
    membership: Membership, *, roles: Iterable[tuple[Role, str]], title: str, actor: Actor, at: datetime
) -> None:
    """Replace a member's roles. Nothing is written when nothing changes."""
    wanted = {(role.pk, clean_scope(scope)) for role, scope in roles}
    if not wanted:
        raise NoRole
    _lock("administrators")
    present = {(grant.role_id, grant.scope): grant for grant in membership.grants.all()}
    for key in present.keys() - wanted:
        present[key].delete()
    Grant.objects.bulk_create(
        Grant(membership=membership, role_id=role_id, scope=scope)
        for role_id, scope in sorted(wanted - present.keys(), key=str)
    )
    changed = ["roles"] if wanted != present.keys() else []
    if membership.title != title.strip():
        membership.title = title.strip()
        membership.save(update_fields=["title"])
        changed.append("title")
    _require_administrator(membership)
    if changed:
        _audit(actor, "accounts.roles_changed", membership, at, fields=changed)


def deactivate(membership: Membership, *, actor: Actor, at: datetime) -> None:
    """End someone's access to this company, from their next request on. Their roles are kept for a return."""
    if not membership.active:
        return
    _lock("administrators")
    membership.active = False
    membership.save(update_fields=["active"])
    _require_administrator(membership)
    _audit(actor, "accounts.member_deactivated", membership, at)
    outbox.publish(MemberLeft(user_id=membership.user_id, at=at))


def reactivate(membership: Membership, *, actor: Actor, at: datetime) -> None:
    if membership.active:
        return
    membership.active = True
    membership.save(update_fields=["active"])
    _audit(actor, "accounts.member_reactivated", membership, at)
    outbox.publish(MemberJoined(user_id=membership.user_id, at=at))


def _enter(user: User, roles: list[tuple[Role, str]], *, title: str, actor: Actor, at: datetime) -> None:
    membership, made = Membership.objects.get_or_create(user=user, defaults={"since": at, "title": title})
    if not made:
        membership.active = True
        membership.save(update_fields=["active"])
        # Whoever returns holds what the new invitation says, not what they held when they left.
        membership.grants.all().delete()
    for role, scope in roles:
        Grant.objects.create(membership=membership, role=role, scope=scope)
    _audit(actor, "accounts.member_joined", membership, at)
    outbox.publish(MemberJoined(user_id=user.pk, at=at))


def _require_administrator(membership: Membership) -> None:
    """Asked after the change and inside its transaction: raising undoes it."""
    if not queries.holders("accounts.manage").exists():
        raise LastAdministrator(name=membership.user.name)


def _lock(what: str) -> None:
    """Two administrators who demote each other at the same moment take turns, and the second is refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"accounts.{what}:{tenancy.current()}"]
        )


def _end_links(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    for pass_id in Pass.objects.filter(subject_id=invitation.pk, purpose=JOIN, revoked_at=None).values_list(
        "pk", flat=True
    ):
        passes.revoke(pass_id, actor=actor, at=at)


def _send(invitation: Invitation, *, base_url: str, actor: Actor, at: datetime) -> None:
    _made, token = passes.issue(invitation.pk, JOIN, expires_at=invitation.expires_at, actor=actor, at=at)
    invitation.times_sent += 1
    invitation.save(update_fields=["times_sent"])
    company = Tenant.objects.get(pk=tenancy.current())
    ports.courier.send(
        email=invitation.email,
        name=invitation.name,
        language=invitation.language,
        kind=ports.INVITATION.key,
        variables={
            "company": company.name,
            "inviter": actor.label or company.name,
            "name": invitation.name,
            "url": f"{base_url}/join/{token}/",
            "until": invitation.expires_at.astimezone(_zone(company)).strftime("%Y-%m-%d %H:%M"),
        },
        dedupe_key=f"{ports.INVITATION.key}:{invitation.pk}:{invitation.times_sent}",
        actor=actor,
        at=at,
    )


def _zone(company: Tenant) -> ZoneInfo:
    return ZoneInfo(company.time_zone)


def _audit(
    actor: Actor, verb: str, thing: Invitation | Membership, at: datetime, *, fields: Iterable[str] = ()
) -> None:
    audit.record(actor, verb, object_kind=thing._meta.label_lower, object_id=thing.pk, fields=fields, at=at)
