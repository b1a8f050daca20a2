"""What can be done with persons: add, change, import, take an import back, forget."""

from bole.people.actions.importing import (
    CannotUndo,
    NothingToImport,
    apply_batch,
    discard_batch,
    expire_rows,
    forget_in_rows,
    shred_keys,
    start_import,
    undo_batch,
)
from bole.people.actions.organisation import ensure_entity
from bole.people.actions.persons import AlreadyKnown, add_person, check, duplicates, edit_person, erase_person

__all__ = [
    "AlreadyKnown",
    "CannotUndo",
    "NothingToImport",
    "add_person",
    "apply_batch",
    "check",
    "discard_batch",
    "duplicates",
    "edit_person",
    "ensure_entity",
    "erase_person",
    "expire_rows",
    "forget_in_rows",
    "shred_keys",
    "start_import",
    "undo_batch",
]
