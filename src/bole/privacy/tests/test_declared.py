"""Optional details: a consent of their own, apart from everything, gone when the person says so."""

from datetime import timedelta

import pytest

from bole.core import crypto, ids, personal_data
from bole.core.errors import Invalid
from bole.privacy import actions, queries
from bole.privacy.api import details
from bole.privacy.models import Consent, SelfDeclared
from bole.privacy.tests.factories import candidate


def declare(subject, at, language="zh-hans", **values):
    notice = queries.notice("fairness", language)
    return details.declare(
        subject, values, version=notice.version, digest=notice.hash, language=language, actor=candidate(subject), at=at
    )


def test_what_is_said_is_sealed_and_comes_back_for_totals(tenant, at):
    subject = ids.uuid7()
    assert declare(subject, at, sex="female", age="", hukou="rural") is True
    row = SelfDeclared.objects.get()

    assert b"female" not in bytes(row.sealed)
    assert details.of([subject, ids.uuid7()]) == {subject: {"sex": "female", "hukou": "rural"}}


def test_saying_it_anew_replaces_and_saying_nothing_deletes(tenant, at):
    subject = ids.uuid7()
    declare(subject, at, sex="female")
    declare(subject, at + timedelta(days=1), age="25_34")
    assert details.of([subject]) == {subject: {"age": "25_34"}}

    assert declare(subject, at + timedelta(days=2)) is False
    assert (SelfDeclared.objects.count(), details.of([subject])) == (0, {})
    assert Consent.objects.get().withdrawn_at == at + timedelta(days=2)


@pytest.mark.parametrize("values", [{"sex": "tall"}, {"religion": "none"}])
def test_only_what_is_offered_can_be_kept(tenant, at, values):
    with pytest.raises(Invalid):
        declare(ids.uuid7(), at, **values)

    assert (SelfDeclared.objects.count(), Consent.objects.count()) == (0, 0)


def test_an_older_text_keeps_nothing(tenant, at):
    subject = ids.uuid7()
    with pytest.raises(actions.TextChanged):
        details.declare(
            subject, {"sex": "male"}, version="old", digest="0", language="zh-hans", actor=candidate(subject), at=at
        )

    assert (SelfDeclared.objects.count(), Consent.objects.count()) == (0, 0)


def test_withdrawal_erasure_and_time_remove_it(tenant, at):
    withdrawn, erased, old = ids.uuid7(), ids.uuid7(), ids.uuid7()
    for subject in (withdrawn, erased, old):
        declare(subject, at, sex="male")
    actions.withdraw(withdrawn, kind="fairness", actor=candidate(withdrawn), at=at)
    assert SelfDeclared.objects.filter(subject_id=withdrawn).count() == 0
    declaration = personal_data.declared()[SelfDeclared]
    assert list(declaration.export(erased)) == [
        {"at": at.isoformat(), "answered": ["sex"], "values": "on the person's own page"}
    ]
    assert declaration.shred(erased) == 1

    assert actions.drop_old(at + timedelta(days=729)) == 0
    assert actions.drop_old(at + timedelta(days=731)) == 1


def test_without_a_standing_consent_or_a_key_nothing_is_handed_out(tenant, at):
    subject, other = ids.uuid7(), ids.uuid7()
    declare(subject, at, sex="male")
    declare(other, at, sex="male")
    Consent.objects.filter(subject_id=other).update(layers={"fairness": False})
    crypto.destroy_key(subject)

    assert details.of([subject, other]) == {}


@pytest.mark.parametrize("people", [1, 3])
def test_totals_cost_two_queries(tenant, at, people, django_assert_num_queries):
    subjects = [ids.uuid7() for _ in range(people)]
    for subject in subjects:
        declare(subject, at, sex="male")
    with django_assert_num_queries(2):
        assert len(details.of(subjects)) == people


def test_every_answer_on_offer_has_words(tenant):
    words = details.words()
    assert all(label and all(answers.values()) for label, answers in words.values())
