"""What the consent text promises: recordings go ninety days after they were handed in, or after the window ended; all the
rest six months after the last interview, or twenty-four for those who agreed to be kept in the talent pool.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from bole.core import storage
from bole.core.actor import SYSTEM
from bole.interviews.models import Invitation, Recording
from bole.privacy import api as privacy

RECORDINGS = timedelta(days=90)
# Never longer than six and twenty-four calendar months.
FILES = timedelta(days=180)
POOL = timedelta(days=730)
AT_ONCE = 200
PERSONS_AT_ONCE = 25


def drop_old_recordings(*, at: datetime) -> int:
    """Delete at most `AT_ONCE` recordings whose time is over: the files after the commit, so that a crash loses none
    that a row still names. Returns how many."""
    before = at - RECORDINGS
    ended = Q(attempt__answer__session__submitted_at__lte=before) | Q(
        attempt__answer__session__submitted_at__isnull=True,
        attempt__answer__session__invitation__deadline__lte=before,
    )
    rows = list(Recording.objects.filter(ended)[:AT_ONCE])
    keys = [row.key for row in rows]
    with transaction.atomic():
        Recording.objects.filter(pk__in=[row.pk for row in rows]).delete()
        transaction.on_commit(lambda: [storage.store().delete(key) for key in keys] and None)
    return len(rows)


def erase_old_candidates(*, at: datetime) -> int:
    """Erase at most `PERSONS_AT_ONCE` candidates whose last interview ended longer ago than they were told. An interview
    ends by handing in, else with its window. Returns how many; each has a certificate, as if they had asked for it.
    """
    ended = Max(Coalesce("session__submitted_at", "deadline"))
    kept = Invitation.objects.exclude(token_sealed=b"")  # what erasure leaves of an invitation has no link
    ends = dict(
        kept.values("subject_id").annotate(end=ended).filter(end__lte=at - FILES).values_list("subject_id", "end")
    )
    pooled = privacy.subjects_with_consent(list(ends), "talent_pool", "interview")
    due = [subject for subject, end in ends.items() if subject not in pooled or end <= at - POOL]
    for subject in sorted(due, key=lambda one: (ends[one], one))[:PERSONS_AT_ONCE]:
        privacy.erase(subject, actor=SYSTEM, at=at)
    return len(due[:PERSONS_AT_ONCE])
