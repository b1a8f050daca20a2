"""Staff are users, not subjects: what accounts holds about a subject are only hashes of links and codes."""

from uuid import UUID

from bole.accounts.models import OneTimeCode, Pass
from bole.core import personal_data


def shred_passes(subject_id: UUID) -> int:
    """Remove a subject's links: nothing is left to open."""
    return Pass.objects.filter(subject_id=subject_id).delete()[0]


def shred_codes(subject_id: UUID) -> int:
    return OneTimeCode.objects.filter(subject_id=subject_id).delete()[0]


personal_data.attach(Pass, shred=shred_passes)
personal_data.attach(OneTimeCode, shred=shred_codes)
