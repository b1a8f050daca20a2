"""Values of accounts: the viewer of a request, grades of fields, and how a value looks below its grade."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from bole.core.actor import Actor

CAPABILITIES = (
    "people.read",
    "people.write",
    "people.import",
    "plans.read",
    "plans.write",
    "interviews.read",
    "interviews.invite",
    "interviews.rate",
    "interviews.decide",
    "messages.read",
    "accounts.manage",
    "settings.manage",
    "audit.read",
    "privacy.manage",
)

ROOT_SCOPE = "/"


class Grade(IntEnum):
    """How closely a field is kept. A role sees fields up to its own grade."""

    PUBLIC = 0
    INTERNAL = 1
    SENSITIVE = 2
    SECRET = 3


@dataclass(frozen=True, slots=True)
class Held:
    """One role someone holds, and where."""

    role: str
    scope: str
    capabilities: frozenset[str]
    grade: Grade
    second_step: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at an office page: built once a request. ``grade`` is the highest of the roles held."""

    user_id: UUID
    tenant_id: UUID
    actor: Actor
    name: str
    email: str
    capabilities: frozenset[str]
    scopes: tuple[str, ...]
    grade: Grade
    held: tuple[Held, ...] = ()

    def can(self, capability: str) -> bool:
        return capability in self.capabilities

    def sees(self, grade: Grade) -> bool:
        """Whether a field of this grade is shown in full."""
        return self.grade >= grade

    @property
    def needs_second_step(self) -> bool:
        """Whether a role held asks for two-step sign-in."""
        return any(held.second_step for held in self.held)

    def scopes_for(self, capability: str) -> tuple[str, ...]:
        """Scope paths in which this capability holds."""
        return tuple(sorted({held.scope for held in self.held if capability in held.capabilities}))

    def within(self, path: str, capability: str) -> bool:
        """Whether the capability reaches ``path``: a scope covers itself and everything below it."""
        return any(path.startswith(scope) for scope in self.scopes_for(capability))


@dataclass(frozen=True, slots=True)
class PassView:
    """A pass without its token (which is stored as a hash only)."""

    id: UUID
    tenant_id: UUID
    subject_id: UUID
    purpose: str
    expires_at: datetime
    revoked_at: datetime | None

    def expired(self, at: datetime) -> bool:
        return at >= self.expires_at


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """The answer to a code. A value and not an exception: the try must stay counted when the request is refused."""

    ok: bool
    tries_left: int
    expired: bool = False


@dataclass(frozen=True, slots=True)
class MemberView:
    """A colleague, as other modules may show them."""

    user_id: UUID
    name: str
    email: str
    language: str
    title: str = ""

    @property
    def actor(self) -> Actor:
        return Actor("user", str(self.user_id), self.name)


@dataclass(frozen=True, slots=True)
class Founded:
    """What `found_tenant` made."""

    tenant_id: UUID
    slug: str
    user_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True)
class MailKind:
    """A message this module sends through the courier, and what is filled in."""

    key: str
    variables: tuple[str, ...]


def clean_scope(path: str) -> str:
    """A scope path in its one spelling: ``/`` or ``/a/b/``. Empty means the whole company."""
    parts = [part.strip() for part in path.split("/") if part.strip()]
    return "/" + "".join(f"{part}/" for part in parts)


def mask_phone(phone: str) -> str:
    """``138****5678``; a country code stays. Short numbers are hidden whole."""
    digits = phone.replace(" ", "").replace("-", "")
    if len(digits) < 8:
        return "*" * len(digits)
    return f"{digits[:-8]}****{digits[-4:]}"


def mask_email(email: str) -> str:
    """``z***@example.com``: the first letter and the domain."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}" if at and name else "***"


def mask_id_number(number: str) -> str:
    """``110***********1234``: three and four characters of an 18-character number; less of a shorter one."""
    if len(number) < 10:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
