from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bole.accounts import api
from bole.accounts.access import LinkEnded, LinkRevoked
from bole.accounts.actions import passes
from bole.accounts.models import OneTimeCode, Pass
from bole.accounts.pii import shred_codes, shred_passes
from bole.audit.tests import factories as log
from bole.core import tenancy
from bole.core.actor import SYSTEM
from bole.core.errors import NotFound
from bole.core.ids import uuid7

DAY = timedelta(days=1)


def test_a_pass_is_found_by_its_token_and_purpose_only(tenant: object, at: datetime) -> None:
    subject = uuid7()
    made, token = api.issue_pass(subject, "interviews.invitation", expires_at=at + DAY, actor=SYSTEM, at=at)

    found = api.find_pass(token, "interviews.invitation", at=at)

    assert found == made
    assert (found.subject_id, found.purpose, found.tenant_id) == (subject, "interviews.invitation", tenancy.current())
    assert len(token) >= 43
    assert token.encode() not in bytes(Pass.objects.get().token_hash)
    for wrong_token, wrong_purpose in ((token[:-1], "interviews.invitation"), (token, "accounts.join"), ("", "")):
        with pytest.raises(NotFound) as refused:
            api.find_pass(wrong_token, wrong_purpose, at=at)
        assert type(refused.value) is NotFound


def test_looking_at_a_pass_changes_nothing(tenant: object, at: datetime, django_assert_num_queries: object) -> None:
    _made, token = api.issue_pass(uuid7(), "p.q", expires_at=at + DAY, actor=SYSTEM, at=at)
    before = Pass.objects.values().get()

    with django_assert_num_queries(1):  # type: ignore[operator]
        api.find_pass(token, "p.q", at=at)

    assert Pass.objects.values().get() == before


def test_a_use_is_counted_when_it_is_one(tenant: object, at: datetime) -> None:
    made, _token = api.issue_pass(uuid7(), "p.q", expires_at=at + DAY, actor=SYSTEM, at=at)

    api.count_use(made.id)

    assert Pass.objects.get().uses == 1


def test_a_pass_ends_at_its_time_and_can_be_extended(tenant: object, at: datetime) -> None:
    made, token = api.issue_pass(uuid7(), "p.q", expires_at=at + DAY, actor=SYSTEM, at=at)

    with pytest.raises(LinkEnded):
        api.find_pass(token, "p.q", at=at + DAY)
    api.extend_pass(made.id, expires_at=at + 2 * DAY, actor=SYSTEM, at=at + DAY)

    assert api.find_pass(token, "p.q", at=at + DAY).expires_at == at + 2 * DAY


def test_a_revoked_pass_opens_nothing_and_is_revoked_once(tenant: object, at: datetime) -> None:
    made, token = api.issue_pass(uuid7(), "p.q", expires_at=at + DAY, actor=SYSTEM, at=at)

    api.revoke_pass(made.id, actor=SYSTEM, at=at)
    api.revoke_pass(made.id, actor=SYSTEM, at=at + DAY)

    with pytest.raises(LinkRevoked):
        api.find_pass(token, "p.q", at=at)
    with pytest.raises(NotFound):
        api.extend_pass(made.id, expires_at=at + DAY, actor=SYSTEM, at=at)
    with pytest.raises(NotFound):
        api.revoke_pass(uuid7(), actor=SYSTEM, at=at)
    assert Pass.objects.get().revoked_at == at
    assert log.verbs() == [
        "accounts.pass_issued",
        "accounts.pass_revoked",
    ]


def test_a_pass_of_another_company_is_not_found(db: None, at: datetime) -> None:
    from bole.core.models import Tenant  # noqa: PLC0415 -- only here

    mine, theirs = (Tenant.objects.create(slug=slug, name=slug) for slug in ("mine", "theirs"))
    with tenancy.of(theirs.pk):
        made, token = api.issue_pass(uuid7(), "p.q", expires_at=at + DAY, actor=SYSTEM, at=at)
    with tenancy.of(mine.pk):
        with pytest.raises(NotFound):
            api.find_pass(token, "p.q", at=at)
        with pytest.raises(NotFound):
            api.revoke_pass(made.id, actor=SYSTEM, at=at)
    with tenancy.of(theirs.pk):
        assert api.find_pass(token, "p.q", at=at).revoked_at is None


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_works_once(tenant: object, at: datetime) -> None:
    subject = uuid7()
    code = api.issue_code(subject, "interviews.phone", at=at)

    assert len(code) == 6
    assert api.check_code(subject, "interviews.phone", f" {code} ", at=at).ok
    assert not api.check_code(subject, "interviews.phone", code, at=at).ok
    assert code not in OneTimeCode.objects.get().code_hash


def test_a_code_forgives_five_mistakes_and_no_more(tenant: object, at: datetime) -> None:
    subject = uuid7()
    code = api.issue_code(subject, "p.q", at=at)

    left = [api.check_code(subject, "p.q", _wrong(code), at=at).tries_left for _ in range(5)]

    assert left == [4, 3, 2, 1, 0]
    assert not api.check_code(subject, "p.q", code, at=at).ok


@pytest.mark.parametrize("case", ["another subject", "another purpose", "too late", "a newer code"])
def test_a_code_is_bound_to_subject_purpose_and_time(tenant: object, at: datetime, case: str) -> None:
    subject, purpose, when = uuid7(), "p.q", at
    code = api.issue_code(subject, purpose, at=at)
    asked: tuple[UUID, str] = (subject, purpose)
    if case == "another subject":
        asked = (uuid7(), purpose)
    elif case == "another purpose":
        asked = (subject, "p.r")
    elif case == "too late":
        when = at + passes.CODE_LIFE
    else:
        while api.issue_code(subject, purpose, at=at) == code:
            pass

    assert not api.check_code(*asked, code, at=when).ok


def test_erasing_a_subject_ends_links_and_forgets_codes(tenant: object, at: datetime) -> None:
    subject = uuid7()
    _made, token = api.issue_pass(subject, "p.q", expires_at=at + DAY, actor=SYSTEM, at=at)
    _other, kept = api.issue_pass(uuid7(), "p.q", expires_at=at + DAY, actor=SYSTEM, at=at)
    api.issue_code(subject, "p.q", at=at)

    assert (shred_passes(subject), shred_codes(subject)) == (1, 1)
    with pytest.raises(NotFound) as refused:
        api.find_pass(token, "p.q", at=at)
    assert type(refused.value) is NotFound
    assert api.find_pass(kept, "p.q", at=at).revoked_at is None
    assert OneTimeCode.objects.count() == 0
