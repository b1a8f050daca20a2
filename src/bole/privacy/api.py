"""The door of privacy."""

from uuid import UUID

from bole.privacy import queries
from bole.privacy.actions import (
    AlreadyErased,
    TextChanged,
    declared,
    erase,
    export,
    record_consent,
    request_erasure,
    withdraw,
)
from bole.privacy.ports import Retention, directory, register_retention
from bole.privacy.queries import consent
from bole.privacy.queries import granted as subjects_with_consent
from bole.privacy.queries import notice as current_text

__all__ = [
    "AlreadyErased",
    "Retention",
    "TextChanged",
    "consent",
    "current_text",
    "details",
    "directory",
    "erase",
    "export",
    "has_consent",
    "record_consent",
    "register_retention",
    "request_erasure",
    "subjects_with_consent",
    "withdraw",
]


class Details:
    """Optional details that people give about themselves for statistics of fairness, with a consent of its own.

    ``declare`` keeps or deletes what one person chose; ``of`` hands out details by subject, for totals only;
    ``words`` names attributes and answers in the reader's language.
    """

    declare = staticmethod(declared.declare)
    of = staticmethod(queries.declared)
    words = staticmethod(queries.attribute_words)


details = Details()


def has_consent(subject_id: UUID, layer: str, *, kind: str = "interview") -> bool:
    """Whether the person's newest consent grants this layer and stands."""
    state = queries.consent(subject_id, kind)
    return state is not None and state.granted(layer)
