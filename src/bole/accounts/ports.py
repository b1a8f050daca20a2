"""What accounts needs from modules above it: someone who sends e-mail. ``config`` wires it to notifications."""

from datetime import datetime
from typing import Any, Protocol

from bole.accounts.types import MailKind
from bole.core.actor import Actor


class Courier(Protocol):
    """Sends one message of a kind in `MAILS`. Called inside the tenant; it enqueues, so a rollback sends nothing."""

    def __call__(
        self,
        *,
        email: str,
        name: str,
        language: str,
        kind: str,
        variables: dict[str, Any],
        dedupe_key: str,
        actor: Actor,
        at: datetime,
    ) -> None: ...


class CourierPort:
    """The courier in use. Without one an invitation cannot be sent, and that is a fault of wiring."""

    def __init__(self) -> None:
        self._courier: Courier | None = None

    def use(self, courier: Courier | None) -> None:
        self._courier = courier

    def send(self, **message: Any) -> None:
        if self._courier is None:
            raise RuntimeError("No courier is wired: call accounts.ports.courier.use(…) in config.ports.wire().")
        self._courier(**message)


courier = CourierPort()

INVITATION = MailKind(
    key="accounts.invitation",
    variables=("company", "inviter", "name", "url", "until"),
    subject={
        "zh-hans": "{inviter} 邀请您加入 {company} 的伯乐",
        "en": "{inviter} invites you to {company} on Bole",
    },
    text={
        "zh-hans": "{name}，您好：\n\n{inviter} 邀请您加入“{company}”在伯乐上的工作空间。请打开下面的链接，设置姓名和密码：\n\n"
        "{url}\n\n链接在 {until} 前有效，只供您本人使用。如果您不认识邀请人，请忽略这封邮件，不会发生任何事情。",
        "en": "Hello {name},\n\n{inviter} invites you to the workspace of {company} on Bole. Open this link to set your name and"
        " a password:\n\n{url}\n\nIt works until {until} and is for you alone. If you do not know the sender, ignore this"
        " message and nothing will happen.",
    },
)
PASSWORD_RESET = MailKind(
    key="accounts.password_reset",
    variables=("name", "url"),
    subject={"zh-hans": "重新设置您的伯乐密码", "en": "Set a new Bole password"},
    text={
        "zh-hans": "{name}，您好：\n\n有人（希望是您本人）请求重新设置伯乐密码。请打开下面的链接：\n\n{url}\n\n"
        "如果不是您，请忽略这封邮件，您的密码不会改变。",
        "en": "Hello {name},\n\nsomeone, hopefully you, asked to set a new Bole password. Open this link:\n\n{url}\n\n"
        "If it was not you, ignore this message; your password stays as it is.",
    },
)
MAILS = (INVITATION, PASSWORD_RESET)
