"""Staff are users, not subjects: what accounts holds about a subject are only hashes of links and codes."""

import secrets
from uuid import UUID

from bole.accounts.models import OneTimeCode, Pass
from bole.core import clock, personal_data


def shred_passes(subject_id: UUID) -> int:
    """End a subject's links for good and forget the hashes of their tokens.

    The rows stay without them, because other modules' records point at them.
    """
    rows = Pass.objects.filter(subject_id=subject_id)
    for row in rows:
        row.token_hash = secrets.token_bytes(32)
        row.revoked_at = row.revoked_at or clock.now()
        row.save(update_fields=["token_hash", "revoked_at"])
    return len(rows)


def shred_codes(subject_id: UUID) -> int:
    return OneTimeCode.objects.filter(subject_id=subject_id).delete()[0]


personal_data.attach(Pass, shred=shred_passes)
personal_data.attach(OneTimeCode, shred=shred_codes)
