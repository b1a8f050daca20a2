"""What the consent promises about time, kept without anybody asking."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bole.core import crypto, storage
from bole.interviews.actions import conduct, record, retention
from bole.interviews.models import Invitation, Recording, Transcript
from bole.interviews.tests import factories as make
from bole.interviews.types import Stage
from bole.people import api as people

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


def sitting(tenant, at, **layers):
    row = make.agree(make.invitation(tenant, at), at, **layers)
    conduct.go_to(row, Stage.QUESTION, device="phone", at=at)
    make.type_answer(make.again(row), 0, "我每周三上门拜访一次采购经理。", at)
    return make.again(row)


def test_recordings_go_ninety_days_after_the_window(tenant, django_capture_on_commit_callbacks):
    row = make.at_questions(tenant, AT)
    attempt = make.start(row, 0, AT)
    make.upload(attempt, [b"0123456789"])
    record.finish(attempt, count=1, duration_ms=1, at=AT)
    key = Recording.objects.get().key

    assert retention.drop_old_recordings(at=row.deadline + 90 * DAY - timedelta(seconds=1)) == 0
    assert storage.store().exists(key)
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.drop_old_recordings(at=row.deadline + 90 * DAY) == 1
    assert Recording.objects.count() == 0
    assert not storage.store().exists(key)


def test_the_rest_goes_after_half_a_year_and_the_key_with_it(tenant):
    row = sitting(tenant, AT)
    end = row.deadline + 180 * DAY

    assert retention.erase_old_candidates(at=end - timedelta(seconds=1)) == 0
    assert Transcript.objects.count() == 1
    assert retention.erase_old_candidates(at=end) == 1
    assert Transcript.objects.count() == 0
    assert people.Person.objects.get(pk=row.person_id).name != "林嘉怡"
    with pytest.raises(crypto.KeyDestroyed):
        crypto.seal_text(row.subject_id, "x", purpose="test")
    assert retention.erase_old_candidates(at=end) == 0


def test_who_agreed_to_the_pool_stays_two_years(tenant):
    row = sitting(tenant, AT, talent_pool=True)

    assert retention.erase_old_candidates(at=row.deadline + 730 * DAY - timedelta(seconds=1)) == 0
    assert retention.erase_old_candidates(at=row.deadline + 730 * DAY) == 1


def test_a_later_interview_keeps_what_came_before(tenant):
    row = sitting(tenant, AT)
    later = Invitation.objects.get(pk=row.pk)
    later.pk, later.deadline, later.state = None, row.deadline + 170 * DAY, "expired"
    later.save()

    assert retention.erase_old_candidates(at=row.deadline + 180 * DAY) == 0
    assert retention.erase_old_candidates(at=row.deadline + 350 * DAY) == 1


def test_those_in_the_pool_do_not_stand_in_the_way_of_others(tenant, monkeypatch):
    monkeypatch.setattr(retention, "PERSONS_AT_ONCE", 1)
    kept = sitting(tenant, AT, talent_pool=True)
    gone = sitting(tenant, AT + DAY)

    assert retention.erase_old_candidates(at=gone.deadline + 180 * DAY) == 1
    assert Invitation.objects.get(pk=kept.pk).token_sealed
    assert not Invitation.objects.get(pk=gone.pk).token_sealed
