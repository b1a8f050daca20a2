from datetime import timedelta

import pytest

from bole.audit.tests.factories import entries
from bole.core import moves, outbox
from bole.core.errors import NotFound
from bole.interviews import access
from bole.interviews.actions import conduct, invite
from bole.interviews.actions.errors import AlreadyInvited, CannotRevoke, NoAddress
from bole.interviews.models import Answer, Invitation
from bole.interviews.tests import factories as make
from bole.notifications.tests.factories import sent

pytestmark = pytest.mark.django_db


def test_an_invitation_is_a_frozen_plan_a_window_a_link_and_a_message(tenant, at):
    row = make.invitation(tenant, at, hours=48)

    assert row.state == "invited"
    assert row.deadline == at + timedelta(hours=48)
    assert row.plan.version == 1
    assert [a.index for a in Answer.objects.filter(session=row.session)] == [0, 1, 2, 3, 4]
    assert sent("interviews.invitation") == 1
    assert [e.kind for e in outbox.pending("interviews.CandidateInvited")] == ["interviews.CandidateInvited"]
    assert len(entries(verb="interviews.invite", object_id=str(row.pk))) == 1
    assert access.invitation_by_token(make.token(row), at=at).pk == row.pk


def test_someone_with_a_live_invitation_is_not_invited_again(tenant, at):
    row = make.invitation(tenant, at)
    before = sent("interviews.invitation")

    with pytest.raises(AlreadyInvited) as refused:
        invite.invite(row.person_id, plan_id=row.plan.plan_id, window_hours=72, tenant=tenant, actor=make.HR, at=at)

    assert "林嘉怡" in str(refused.value)
    assert Invitation.objects.count() == 1
    assert sent("interviews.invitation") == before


def test_one_without_an_address_is_named_and_stops_nobody_else(tenant, at):
    without, fine = make.person(at, name="赵无邮", email=""), make.person(at, name="钱有邮")

    outcome = invite.invite_many(
        [without.pk, fine.pk], plan_id=make.plan_id(at), window_hours=24, tenant=tenant, actor=make.HR, at=at
    )

    assert [row.person_id for row in outcome.sent] == [fine.pk]
    assert [name for name, _sentence in outcome.refused] == ["赵无邮"]
    assert NoAddress.code == "interviews.no_address"


def test_a_revoked_link_opens_nothing(tenant, at):
    row = make.invitation(tenant, at)
    invite.revoke(row, reason_code="by_hr", actor=make.HR, at=at)

    with pytest.raises(NotFound):
        access.invitation_by_token(make.token(row), at=at)
    assert [(m.from_state, m.to_state, m.reason_code) for m in moves.of(row)] == [("invited", "revoked", "by_hr")]


def test_a_forged_token_is_not_found(tenant, at):
    make.invitation(tenant, at)
    with pytest.raises(NotFound):
        access.invitation_by_token("x" * 43, at=at)


def test_what_was_handed_in_cannot_be_taken_back(tenant, at):
    row = make.typed_sitting(tenant, at, ["我筛了名单，每周上门拜访，六月签了十二万的合同。"] * 5)
    conduct.submit(row, at=at)
    with pytest.raises(CannotRevoke):
        invite.revoke(make.again(row), reason_code="by_hr", actor=make.HR, at=at)
    assert make.again(row).state == "submitted"


def test_more_time_reopens_an_expired_invitation(tenant, at):
    row = make.invitation(tenant, at, hours=24)
    late = at + timedelta(hours=25)
    assert conduct.close_overdue(row.pk, at=late) is True
    assert conduct.close_overdue(row.pk, at=late) is False

    invite.extend(make.again(row), hours=48, actor=make.HR, at=late)

    assert make.again(row).state == "opened"
    assert make.again(row).deadline == late + timedelta(hours=48)
