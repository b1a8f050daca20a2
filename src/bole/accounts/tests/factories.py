"""People for tests, here and in the modules above."""

from datetime import UTC, datetime
from uuid import UUID

from django.test import Client

from bole.accounts.actions import roles
from bole.accounts.models import Grant, Membership, Role, User
from bole.accounts.types import CAPABILITIES, Grade, Held, Viewer
from bole.core import tenancy
from bole.core.actor import Actor
from bole.core.ids import uuid7

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PASSWORD = "a long enough pass phrase"


def make_user(email: str = "li.wen@qinghe.example", name: str = "李雯", **fields: object) -> User:
    return User.objects.create_user(email, PASSWORD, name=name, **fields)


def make_member(
    email: str = "li.wen@qinghe.example",
    name: str = "李雯",
    *,
    role: str = "hr",
    scope: str = "/",
    user: User | None = None,
) -> Membership:
    """A member of the open tenant who holds one builtin role."""
    known: dict[str, Role] = roles.seed()
    membership = Membership.objects.create(user=user or make_user(email, name), since=MORNING)
    Grant.objects.create(membership=membership, role=known[role], scope=scope)
    return membership


def make_viewer(*capabilities: str, grade: Grade = Grade.SENSITIVE) -> Viewer:
    """A viewer of the open tenant without rows behind it; all capabilities when none is named."""
    user_id = uuid7()
    held = frozenset(capabilities or CAPABILITIES)
    return Viewer(
        user_id=user_id,
        tenant_id=tenancy.current(),
        actor=Actor("user", str(user_id), "李雯"),
        name="李雯",
        email="li.wen@qinghe.example",
        capabilities=held,
        scopes=("/",),
        grade=grade,
        held=(Held("test", "/", held, grade),),
    )


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def actor_of(membership: Membership) -> Actor:
    return Actor("user", str(membership.user_id), membership.user.name)


class Postbox:
    """A courier that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[dict[str, object]] = []

    def __call__(self, **message: object) -> None:
        self.messages.append(message)

    @property
    def token(self) -> str:
        """The token in the newest message's link."""
        variables = self.messages[-1]["variables"]
        assert isinstance(variables, dict)
        return str(variables["url"]).rstrip("/").rpartition("/")[2]


def no_such_id() -> UUID:
    return uuid7()
