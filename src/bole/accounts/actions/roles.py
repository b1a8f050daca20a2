"""The roles every company starts with. After that they are the company's data."""

from dataclasses import dataclass
from datetime import datetime

from bole.accounts.models import Role
from bole.accounts.types import Grade
from bole.audit import api as audit
from bole.core.actor import Actor


@dataclass(frozen=True)
class Builtin:
    key: str
    zh: str
    en: str
    grade: Grade
    capabilities: tuple[str, ...]


BUILTIN = (
    Builtin(
        "administrator", "系统管理员", "Administrator", Grade.INTERNAL,
        ("accounts.manage", "settings.manage", "messages.read"),
    ),
    Builtin("auditor", "审计员", "Auditor", Grade.INTERNAL, ("audit.read",)),
    Builtin(
        "hr", "人事", "HR", Grade.SENSITIVE,
        (
            "people.read", "people.write", "people.import", "plans.read", "plans.write", "interviews.read",
            "interviews.invite", "interviews.rate", "interviews.decide", "messages.read", "privacy.manage",
        ),
    ),
    Builtin(
        "hiring_manager", "用人经理", "Hiring manager", Grade.INTERNAL,
        ("people.read", "plans.read", "interviews.read", "interviews.rate", "interviews.decide"),
    ),
    Builtin("interviewer", "面试官", "Interviewer", Grade.INTERNAL, ("interviews.read", "interviews.rate")),
)  # fmt: skip


def seed() -> dict[str, Role]:
    """Make the builtin roles that the open tenant lacks; roles it has are left as the company made them."""
    present = {role.key: role for role in Role.objects.all()}
    for order, builtin in enumerate(BUILTIN):
        if builtin.key not in present:
            present[builtin.key] = Role.objects.create(
                key=builtin.key,
                name_zh=builtin.zh,
                name_en=builtin.en,
                capabilities=list(builtin.capabilities),
                grade=builtin.grade,
                order=order * 10,
            )
    return present


def require_second_step(role: Role, *, required: bool, actor: Actor, at: datetime) -> None:
    """Ask, or no longer ask, for two-step sign-in of everyone with this role."""
    if role.second_step == required:
        return
    role.second_step = required
    role.save(update_fields=["second_step"])
    audit.record(
        actor, "accounts.role_changed", object_kind="accounts.role", object_id=role.pk, fields=["second_step"], at=at
    )
