"""The first company and its administrator; and every further company."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from bole.accounts.actions import roles
from bole.accounts.events import TenantFounded
from bole.accounts.models import Grant, Membership, User, clean_email
from bole.accounts.types import Founded
from bole.audit import api as audit
from bole.core import outbox, tenancy
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole.core.models import Tenant

FOUNDER_ROLES = ("administrator", "hr")


class AlreadyFounded(Refused):
    """Someone made the first company before."""

    code = "accounts.already_founded"
    sentence = _(
        "This installation has its company already. Please sign in, or ask an administrator for an invitation."
    )


class SlugTaken(Refused):
    code = "accounts.slug_taken"
    sentence = _("Another company here uses “{slug}” in its addresses. Please choose another.")


class EmailTaken(Refused):
    code = "accounts.email_taken"
    sentence = _("This e-mail address has an account already.")


def found(
    *,
    name: str,
    slug: str,
    admin_name: str,
    admin_email: str,
    password: str | None,
    at: datetime,
    only_first: bool,
    **details: Any,
) -> Founded:
    """Make a company with its roles and its administrator. ``only_first`` refuses when there is a company already.

    ``details`` are further fields of Tenant. Two browsers at once end with one company: the second gets AlreadyFounded.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts.found', 0))")
        if only_first and Tenant.objects.exists():
            raise AlreadyFounded
        if Tenant.objects.filter(slug=slug).exists():
            raise SlugTaken(slug=slug)
        if User.objects.filter(email=clean_email(admin_email)).exists():
            raise EmailTaken
        tenant = Tenant.objects.create(name=name, slug=slug, **details)
        with tenancy.of(tenant.pk):
            user = create_user(email=admin_email, name=admin_name, password=password, language=tenant.language)
            known = roles.seed()
            membership = Membership.objects.create(user=user, since=at)
            for key in FOUNDER_ROLES:
                Grant.objects.create(membership=membership, role=known[key])
            actor = Actor("user", str(user.pk), user.name)
            audit.record(actor, "accounts.company_founded", object_kind="core.tenant", object_id=tenant.pk, at=at)
            outbox.publish(TenantFounded(tenant_id=tenant.pk, at=at))
    return Founded(tenant_id=tenant.pk, slug=tenant.slug, user_id=user.pk, actor=actor)


def create_user(*, email: str, name: str, password: str | None, language: str) -> User:
    """An account whose address counts as proven: its owner opened a link sent there, or runs this installation."""
    user = User.objects.create_user(email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
