"""What the consent text promises: recordings go ninety days after they were handed in, or after the window ended."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bole.core import storage
from bole.interviews.models import Recording

RECORDINGS = timedelta(days=90)
AT_ONCE = 200


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
