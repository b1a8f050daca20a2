"""What consent records and certificates hold of a person."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from bole.core import personal_data
from bole.privacy import queries
from bole.privacy.models import Consent, ConsentText, ErasureCertificate, ErasureRequest, SelfDeclared


def export_consents(subject_id: UUID) -> Iterator[Mapping[str, Any]]:
    """Every act of consent with the words it was given to."""
    for row in queries.history(subject_id):
        yield {
            "kind": row.kind,
            "version": row.text.version,
            "hash": row.text.hash,
            "layers": row.layers,
            "at": row.at.isoformat(),
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
            "text": row.text.body,
        }


def export_declared(subject_id: UUID) -> Iterator[Mapping[str, Any]]:
    """Which optional details were given. The answers stay on the person's own page: an export passes recruiters' hands."""
    for row in SelfDeclared.objects.filter(subject_id=subject_id):
        answered = sorted(queries.declared([subject_id]).get(subject_id, {}))
        yield {"at": row.declared_at.isoformat(), "answered": answered, "values": "on the person's own page"}


def shred_declared(subject_id: UUID) -> int:
    return int(SelfDeclared.objects.filter(subject_id=subject_id).delete()[0])


def forget_devices(subject_id: UUID) -> int:
    """Clear what was noted of the device. That consent was given stays as proof, under a number nobody can resolve."""
    return Consent.objects.filter(subject_id=subject_id).update(device="")


personal_data.declare(ConsentText, kinds=set(), why="the company's own words")
personal_data.declare(
    Consent,
    kinds={"consent", "device"},
    subject="subject_id",
    keep="three years after the last use, as proof",
    export=export_consents,
    shred=forget_devices,
)
personal_data.declare(
    ErasureRequest,
    kinds={"request"},
    subject="subject_id",
    keep="three years, as proof of the answer",
    why="times and a code; the person's own copy shows the consents it follows from",
)
personal_data.declare(ErasureCertificate, kinds=set(), why="counts and hashes; the subject's number only as a hash")
personal_data.declare(
    SelfDeclared,
    kinds={"sex", "age", "ethnicity", "disability", "origin", "education"},
    subject="subject_id",
    sealed=["sealed"],
    keep="two years, or until the person deletes it",
    export=export_declared,
    shred=shred_declared,
)
