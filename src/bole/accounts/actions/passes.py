"""Links for people without an account, and codes sent to a phone."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from bole.accounts.models import OneTimeCode, Pass
from bole.accounts.types import CodeCheck
from bole.audit import api as audit
from bole.core.actor import Actor
from bole.core.errors import NotFound

TOKEN_BYTES = 32
CODE_TRIES = 5
CODE_LIFE = timedelta(minutes=10)


def hash_of(token: str) -> bytes:
    """What is stored of a token. It is random enough that a plain digest cannot be turned round."""
    return hashlib.sha256(token.encode()).digest()


def issue(subject_id: UUID, purpose: str, *, expires_at: datetime, actor: Actor, at: datetime) -> tuple[Pass, str]:
    """Make a pass. The token is returned this once and is stored nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Pass.objects.create(
        purpose=purpose, subject_id=subject_id, token_hash=hash_of(token), expires_at=expires_at, created_at=at
    )
    audit.record(
        actor, "accounts.pass_issued", object_kind="accounts.pass", object_id=made.pk, subject_id=subject_id, at=at
    )
    return made, token


def revoke(pass_id: UUID, *, actor: Actor, at: datetime) -> None:
    """End a pass now. Revoking twice is the same as once; an unknown id is NotFound."""
    if Pass.objects.filter(pk=pass_id, revoked_at=None).update(revoked_at=at):
        subject_id = Pass.objects.values_list("subject_id", flat=True).get(pk=pass_id)
        audit.record(
            actor, "accounts.pass_revoked", object_kind="accounts.pass", object_id=pass_id, subject_id=subject_id, at=at
        )
    elif not Pass.objects.filter(pk=pass_id).exists():
        raise NotFound


def extend(pass_id: UUID, *, expires_at: datetime, actor: Actor, at: datetime) -> None:
    """Move a pass's end. NotFound for an unknown or revoked pass."""
    if not Pass.objects.filter(pk=pass_id, revoked_at=None).update(expires_at=expires_at):
        raise NotFound
    audit.record(
        actor, "accounts.pass_extended", object_kind="accounts.pass", object_id=pass_id, fields=["expires_at"], at=at
    )


def count_use(pass_id: UUID) -> None:
    """Count an act (never a GET) done with a pass."""
    Pass.objects.filter(pk=pass_id).update(uses=F("uses") + 1)


def issue_code(subject_id: UUID, purpose: str, *, at: datetime, life: timedelta) -> str:
    """Six digits for one subject and purpose. Codes issued before for the same end with this one."""
    OneTimeCode.objects.filter(subject_id=subject_id, purpose=purpose, used_at=None).update(used_at=at)
    code = f"{secrets.randbelow(1_000_000):06d}"
    made = OneTimeCode(purpose=purpose, subject_id=subject_id, expires_at=at + life, created_at=at)
    made.code_hash = _code_hash(made, code)
    made.save()
    return code


def check_code(subject_id: UUID, purpose: str, code: str, *, at: datetime) -> CodeCheck:
    """Try a code. A right one is used up by it; a wrong one costs a try.

    Returns a value and never raises: the caller must let its transaction commit, or the try is not counted.
    """
    found = (
        OneTimeCode.objects.select_for_update()
        .filter(subject_id=subject_id, purpose=purpose, used_at=None)
        .order_by("-created_at")
        .first()
    )
    if found is None or found.expires_at <= at:
        return CodeCheck(ok=False, tries_left=0, expired=True)
    if found.tries >= CODE_TRIES:
        return CodeCheck(ok=False, tries_left=0)
    if constant_time_compare(found.code_hash, _code_hash(found, code.strip())):
        found.used_at = at
        found.save(update_fields=["used_at"])
        return CodeCheck(ok=True, tries_left=CODE_TRIES - found.tries)
    found.tries += 1
    found.save(update_fields=["tries"])
    return CodeCheck(ok=False, tries_left=CODE_TRIES - found.tries)


def _code_hash(row: OneTimeCode, code: str) -> str:
    # Keyed with the installation's secret: a million codes are quickly tried against a stolen table otherwise.
    return salted_hmac("accounts.OneTimeCode", f"{row.pk}:{code}", algorithm="sha256").hexdigest()
