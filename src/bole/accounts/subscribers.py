"""What accounts hears: sign-ins and lock-outs, which go to the log of every company the person belongs to."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from bole.accounts import queries
from bole.accounts.models import User, clean_email
from bole.audit import api as audit
from bole.core import clock, tenancy
from bole.core.actor import SYSTEM, Actor

VERBS = {
    "accounts.company_founded": _("Company founded"),
    "accounts.signed_in": _("Signed in"),
    "accounts.locked_out": _("Sign-in locked after wrong passwords"),
    "accounts.invited": _("Colleague invited"),
    "accounts.invitation_sent_again": _("Invitation sent again"),
    "accounts.invitation_taken_back": _("Invitation taken back"),
    "accounts.member_joined": _("Member joined"),
    "accounts.member_deactivated": _("Member deactivated"),
    "accounts.member_reactivated": _("Member reactivated"),
    "accounts.roles_changed": _("Roles of a member changed"),
    "accounts.role_changed": _("Role changed"),
    "accounts.pass_issued": _("Link issued"),
    "accounts.pass_revoked": _("Link taken back"),
    "accounts.pass_extended": _("Link extended"),
    "accounts.sessions_ended": _("Other sessions ended"),
    "accounts.profile_changed": _("Own account changed"),
    "accounts.password_changed": _("Password changed"),
    "accounts.second_step_on": _("Two-step sign-in turned on"),
    "accounts.second_step_off": _("Two-step sign-in turned off"),
    "accounts.codes_renewed": _("Recovery codes renewed"),
}
for _key, _label in VERBS.items():
    audit.register_verb(_key, _label)


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(sender: Any, user: User, **_: Any) -> None:
    """One entry in the log of each of the user's companies."""
    _note(user, "accounts.signed_in", Actor("user", str(user.pk), user.name))


@receiver([password_changed, password_reset, password_set], dispatch_uid="accounts.password_changed")
def changed_password(sender: Any, user: User, **_: Any) -> None:
    """By the old password or by a mailed link: either way the log of each company knows when."""
    _note(user, "accounts.password_changed", Actor("user", str(user.pk), user.name))


@receiver([authenticator_added, authenticator_removed, authenticator_reset], dispatch_uid="accounts.second_step")
def changed_second_step(sender: Any, user: User, authenticator: Authenticator, signal: Any, **_: Any) -> None:
    """What guards the sign-in of someone changed. Recovery codes come and go with the app and are told of when renewed."""
    if authenticator.type == Authenticator.Type.TOTP:
        verb = "accounts.second_step_off" if signal is authenticator_removed else "accounts.second_step_on"
    elif signal is authenticator_reset:
        verb = "accounts.codes_renewed"
    else:
        return
    _note(user, verb, Actor("user", str(user.pk), user.name))


@receiver(user_locked_out, dispatch_uid="accounts.locked_out")
def locked_out(sender: Any, username: str | None = None, ip_address: str | None = None, **_: Any) -> None:
    """Wrong passwords for an existing account. For an unknown address there is no company to tell.

    Axes says it again for every try during the pause; the log hears it once.
    """
    tries = AccessAttempt.objects.filter(username=username, ip_address=ip_address)
    if not tries.filter(failures_since_start=settings.AXES_FAILURE_LIMIT).exists():
        return
    user = User.objects.filter(email=clean_email(username or "")).first()
    if user is not None:
        _note(user, "accounts.locked_out", SYSTEM)


def _note(user: User, verb: str, actor: Actor) -> None:
    at = clock.now()
    for company in queries.companies_of(user.pk):
        if tenancy.active() and tenancy.current() != company.tenant_id:
            continue  # founding and joining sign in inside their own company's transaction
        with tenancy.of(company.tenant_id):
            audit.record(actor, verb, object_kind="accounts.user", object_id=user.pk, at=at)
