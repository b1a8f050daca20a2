"""Who may do what here; and user + id becomes an object only in this file."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from bole.accounts import queries
from bole.accounts.models import Invitation, Membership, Pass
from bole.accounts.states import Invite
from bole.accounts.types import Viewer
from bole.core.actor import Actor
from bole.core.errors import Forbidden, NotFound
from bole.core.models import Tenant


class LinkEnded(NotFound):
    """The link was right once and its time is over."""

    code = "link_ended"
    status = 410
    sentence = _("This link has ended. If you still need it, please write to the company that sent it.")


class LinkRevoked(NotFound):
    code = "link_revoked"
    status = 410
    sentence = _("The company has taken this link back. If this surprises you, please write to them.")


class OfficeRequest(HttpRequest):
    """A request after `TenantMiddleware`: what views may ask of it. A type for annotations, never made."""

    tenant: Tenant
    viewer: Viewer | None
    actor: Actor


def can(capability: str) -> Predicate:
    """The predicate “this viewer's roles include …”. Combine it with others by ``&``, ``|`` and ``~``."""

    def holds(viewer: Viewer | None) -> bool:
        return viewer is not None and viewer.can(capability)

    return Predicate(holds, name=f"can:{capability}")


is_member = Predicate(lambda viewer: viewer is not None, name="is_member")
manages_accounts = is_member & can("accounts.manage")


def require(viewer: Viewer | None, capability: str) -> Viewer:
    """The viewer, or Forbidden."""
    if viewer is None or not viewer.can(capability):
        raise Forbidden
    return viewer


def member_to_manage(viewer: Viewer | None, membership_id: UUID) -> Membership:
    if not manages_accounts(viewer):
        raise Forbidden
    found = queries.members().filter(pk=membership_id).first()
    if found is None:
        raise NotFound
    return found


def invitation_to_manage(viewer: Viewer | None, invitation_id: UUID) -> Invitation:
    if not manages_accounts(viewer):
        raise Forbidden
    found = queries.open_invitations().filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found


def invitation_to_answer(invitation_pass: Pass, *, at: datetime) -> Invitation:
    """The open invitation behind a pass. LinkRevoked when it was taken back; LinkEnded when it is over or answered."""
    found: Invitation | None = Invitation.objects.select_related("role").filter(pk=invitation_pass.subject_id).first()
    if found is None:
        raise NotFound
    if found.state == Invite.REVOKED:
        raise LinkRevoked
    if found.state != Invite.PENDING or found.expires_at <= at:
        raise LinkEnded
    return found


def pass_by_hash(token_hash: bytes, purpose: str, *, at: datetime) -> Pass:
    """The pass, or NotFound (forged, another company's, another purpose), LinkRevoked, LinkEnded."""
    found: Pass | None = Pass.objects.filter(token_hash=token_hash, purpose=purpose).first()
    if found is None:
        raise NotFound
    if found.revoked_at is not None:
        raise LinkRevoked
    if found.expires_at <= at:
        raise LinkEnded
    return found
