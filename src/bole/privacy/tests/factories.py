"""Consents for tests."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from bole.core.actor import Actor
from bole.privacy import actions, queries
from bole.privacy.types import ConsentState

HR = Actor("user", "0190a000-0000-7000-8000-000000000001", "周敏")


def candidate(subject_id: UUID) -> Actor:
    return Actor("subject", str(subject_id))


def consent(
    subject_id: UUID, *layers: str, at: datetime, language: str = "zh-hans", no: Iterable[str] = (), **given: Any
) -> ConsentState:
    """A person says yes to these layers of the text in force."""
    notice = queries.notice("interview", language)
    values = {
        "kind": "interview",
        "language": language,
        "version": notice.version,
        "hash": notice.hash,
        "layers": {**dict.fromkeys(layers, True), **dict.fromkeys(no, False)},
        "actor": candidate(subject_id),
        "at": at,
    }
    return actions.record_consent(subject_id, **{**values, **given})
