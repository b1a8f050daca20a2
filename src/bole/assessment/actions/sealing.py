"""Free text about a subject, sealed under the subject's key. Empty text is no text."""

from uuid import UUID

from bole.core import crypto


def sealed_text(subject_id: UUID, text: str, *, purpose: str) -> bytes | None:
    """The sealed text, or None when there is nothing to seal."""
    clean = text.strip()
    return crypto.seal_text(subject_id, clean, purpose=purpose) if clean else None
