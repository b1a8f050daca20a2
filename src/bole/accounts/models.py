"""Users (one row a person, whatever the company), and what a company says about them."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bole.accounts.states import Invite
from bole.accounts.types import CAPABILITIES, ROOT_SCOPE, Grade
from bole.core import ids, personal_data
from bole.core.tenancy import TenantModel


class UserManager(BaseUserManager["User"]):
    """Looks people up by e-mail, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=clean_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=clean_email(username or ""))


def clean_email(email: str) -> str:
    """The one spelling in which addresses are stored and compared."""
    return email.strip().lower()


class User(AbstractBaseUser):
    """Someone who signs in. No user has powers beyond roles: there is no superuser and no staff flag."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    email = models.EmailField(
        _("e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("This e-mail address has an account already.")},
    )
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        constraints = [
            # Stored in lower case only, so that the unique index on the column is blind to case.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = clean_email(self.email)
        super().save(*args, **kwargs)


class Membership(TenantModel):
    """That a user works in this company."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    title = models.CharField(_("job title"), max_length=60, blank=True)
    active = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="accounts_membership_once")]
        indexes = [models.Index(fields=["user"], name="accounts_membership_user")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Role(TenantModel):
    """What its holders may do, and how closely kept the fields are that they see. Data: a company may change it."""

    key = models.SlugField(max_length=40)
    name_zh = models.CharField(_("name in Chinese"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60)
    capabilities = models.JSONField(default=list)
    grade = models.PositiveSmallIntegerField(choices=[(g.value, g.name.lower()) for g in Grade], default=Grade.INTERNAL)
    second_step = models.BooleanField(_("two-step sign-in is required"), default=False)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        base_manager_name = "objects"
        ordering = ["order", "key"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="accounts_role_once")]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    def known_capabilities(self) -> frozenset[str]:
        """Capabilities this version knows; a word from elsewhere gives nothing."""
        return frozenset(self.capabilities) & frozenset(CAPABILITIES)


class Grant(TenantModel):
    """A role someone holds, and where: ``scope`` is a path that ``people`` gives out, ``/`` is the whole company."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    scope = models.CharField(max_length=200, default=ROOT_SCOPE)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["membership", "role", "scope"], name="accounts_grant_once"),
            models.CheckConstraint(
                condition=models.Q(scope__startswith="/") & models.Q(scope__endswith="/"), name="accounts_grant_scope"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.scope}"


class Pass(TenantModel):
    """A link for someone without an account: random, stored hashed, bound to company, subject and purpose."""

    purpose = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    token_hash = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["tenant", "token_hash"], name="accounts_pass_token")]
        indexes = [
            models.Index(fields=["token_hash"], name="accounts_pass_hash"),
            models.Index(fields=["tenant", "subject_id", "purpose"], name="accounts_pass_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class OneTimeCode(TenantModel):
    """Six digits sent to a phone. Works once, for a few minutes, and forgives five mistakes."""

    purpose = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["tenant", "subject_id", "purpose", "-created_at"], name="accounts_code_newest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Invitation(TenantModel):
    """That a colleague was asked by e-mail to join. Its link is a `Pass` whose subject is the invitation."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(max_length=10, default="zh-hans")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=200, default=ROOT_SCOPE)
    state = models.CharField(max_length=10, choices=Invite.choices, default=Invite.PENDING)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    times_sent = models.PositiveSmallIntegerField(default=0)
    invited_by = models.UUIDField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        base_manager_name = "objects"
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"], condition=models.Q(state="pending"), name="accounts_invitation_open"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


_WHILE_WORKING = "while the person works with a company of this installation"
personal_data.declare(User, kinds={"name", "contact"}, keep=_WHILE_WORKING, why="staff sign in with it")
personal_data.declare(Membership, kinds={"work"}, keep=_WHILE_WORKING, why="staff, not candidates")
personal_data.declare(Invitation, kinds={"name", "contact"}, keep=_WHILE_WORKING, why="staff, not candidates")
personal_data.declare(Role, kinds=set(), why="words of a company about its roles")
personal_data.declare(Grant, kinds=set(), why="ids only")
personal_data.declare(Pass, kinds=set(), subject="subject_id", keep="until it ends", why="a hash of a random token")
personal_data.declare(OneTimeCode, kinds=set(), subject="subject_id", keep="minutes", why="a hash of six digits")
