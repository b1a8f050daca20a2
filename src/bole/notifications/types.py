"""Values that cross this module's door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.functional import Promise

LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a message. A value: this module looks nobody up.

    ``subject_id`` is the natural person whose key seals the address and the words; None for a colleague or a
    mailbox, whose message is sealed with the tenant's own key. ``path`` is the scope path the person belongs to.
    """

    subject_id: UUID | None
    name: str
    email: str = ""
    phone: str = ""
    language: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    path: str = "/"


@dataclass(frozen=True)
class Kind:
    """A registered kind of message.

    ``guard`` says for whom a link in the message acts, and so who else may see it: "" nobody in particular, "candidate"
    (shown in a demo only), "member" (a colleague's joining link: shown on request to who manages members), "account" (a
    new password: never shown).
    ``key`` is ``module.what``; its templates are ``<module>/messages/<what>.<language>.subject.txt``, ``….txt`` and
    ``….html`` for every language. ``variables`` names what they are filled with and of which type; ``datetime`` values
    are shown in the recipient's time zone.
    """

    key: str
    title: "str | Promise"
    variables: Mapping[str, type] = field(default_factory=dict)
    channel: str = "email"
    guard: Literal["", "candidate", "member", "account"] = ""

    def template(self, language: str, part: str) -> str:
        """The template's name; ``part`` is ``subject.txt``, ``txt`` or ``html``."""
        module, _, what = self.key.partition(".")
        return f"{module}/messages/{what}.{language}.{part}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's words: one line of subject, plain text, HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mailer is asked to hand over. ``message_id`` is the same at every try."""

    message_id: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class MessageState:
    """What became of one message, for the module that sent it."""

    id: UUID
    kind: str
    title: str
    state: str
    state_words: str
    tone: str
    address_masked: str
    created_at: datetime
    accepted_at: datetime | None
    attempts: int
    error: str
