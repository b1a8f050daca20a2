"""Optional details for statistics of fairness: said with a consent of their own, changed and deleted by the person alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole.core import crypto
from bole.core.actor import Actor
from bole.core.errors import Invalid
from bole.privacy import queries
from bole.privacy.actions.consent import record_consent, withdraw
from bole.privacy.models import SelfDeclared
from bole.privacy.types import ATTRIBUTES, FAIRNESS

KEEP = timedelta(days=730)
A_SWEEP = 500


@transaction.atomic
def declare(
    subject_id: UUID, values: Mapping[str, str], *, version: str, digest: str, language: str, actor: Actor, at: datetime
) -> bool:
    """Keep what the person chose, in place of what they said before; with nothing chosen, delete it.

    ``version`` and ``digest`` are those of the text that was read. Returns whether anything is kept. Invalid for an
    answer that is not on offer, TextChanged for other words than those in force; then nothing is written.
    """
    said = {name: value for name, value in values.items() if value}
    wrong = {
        name: [str(_("Choose one of the answers."))] for name in said if said[name] not in ATTRIBUTES.get(name, ())
    }
    if wrong:
        raise Invalid(wrong)
    if not said:
        withdraw(subject_id, kind=FAIRNESS, actor=actor, at=at)
        return False
    record_consent(
        subject_id,
        kind=FAIRNESS,
        language=language,
        version=version,
        hash=digest,
        layers={FAIRNESS: True},
        actor=actor,
        at=at,
    )
    sealed = crypto.seal_json(subject_id, said, purpose=queries.DECLARED)
    SelfDeclared.objects.update_or_create(subject_id=subject_id, defaults={"sealed": sealed, "declared_at": at})
    return True


def drop_old(at: datetime) -> int:
    """Delete what is over its two years; returns how many rows went."""
    old = SelfDeclared.objects.filter(declared_at__lt=at - KEEP).order_by("declared_at").values("pk")[:A_SWEEP]
    return int(SelfDeclared.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0])
