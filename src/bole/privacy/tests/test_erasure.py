"""Erasure is real, includes what was derived, and leaves a certificate that says nothing about the person."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import models

from bole.audit.tests.factories import entries
from bole.core import crypto, outbox, personal_data
from bole.core.moves import IllegalMove
from bole.privacy import actions, api, ports, queries
from bole.privacy.actions import erasure
from bole.privacy.models import Consent, ErasureCertificate, ErasureRequest
from bole.privacy.states import Request
from bole.privacy.tests.factories import HR, candidate, consent

pytestmark = pytest.mark.usefixtures("tenant")


def kinds() -> list[str]:
    return [event.kind for event in outbox.pending()]


def test_a_request_is_one_however_often_it_is_made(at: datetime) -> None:
    someone = uuid4()

    first = api.request_erasure(someone, actor=candidate(someone), at=at)
    again = api.request_erasure(someone, actor=candidate(someone), at=at + timedelta(days=1))

    assert again.pk == first.pk
    assert (first.state, first.due_at - first.asked_at) == (Request.OPEN, timedelta(days=15))
    assert kinds() == ["privacy.ErasureAsked"]
    assert len(entries(verb="privacy.ask_erasure")) == 1


def test_a_request_can_be_declined_for_a_listed_reason_only(at: datetime) -> None:
    row = api.request_erasure(uuid4(), actor=HR, at=at)

    with pytest.raises(ValueError, match="no such reason"):
        actions.decline(row, answer_code="because", actor=HR, at=at)
    assert ErasureRequest.objects.get().state == Request.OPEN

    actions.decline(row, answer_code="legal_duty", actor=HR, at=at)
    assert list(queries.requests()) == []
    assert ErasureRequest.objects.get().answer_code == "legal_duty"
    with pytest.raises(IllegalMove):
        actions.decline(row, answer_code="legal_duty", actor=HR, at=at)


def test_erasure_shreds_destroys_the_key_and_certifies(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = uuid4()
    sealed = crypto.seal_text(someone, "秘密", purpose="x")
    consent(someone, "recording", at=at, device="phone")
    api.request_erasure(someone, actor=candidate(someone), at=at)
    shredded: list[UUID] = []
    _declare(monkeypatch, shredded)

    done = api.erase(someone, actor=HR, at=at + timedelta(days=2))

    assert shredded == [someone]
    assert crypto.is_destroyed(someone)
    with pytest.raises(crypto.KeyDestroyed):
        crypto.open_text(someone, sealed, purpose="x")
    assert done.counts == {"privacy.consent": 1, "privacy.erasurerequest": 7}
    row = ErasureCertificate.objects.get()
    assert row.number.startswith("20261126-")
    assert row.subject_hash == hashlib.sha256(someone.bytes).hexdigest()
    assert (row.asked_at, row.done_at, row.actor_id) == (at, at + timedelta(days=2), HR.id)
    assert row.digest == erasure.digest(row) == done.digest
    assert str(someone) not in str(vars(row))
    assert ErasureRequest.objects.get().state == Request.DONE
    assert Consent.objects.get().device == ""
    assert kinds()[-1] == "privacy.SubjectErased"
    assert len(entries(verb="privacy.erase", subject_id=someone)) == 1


def _declare(monkeypatch: pytest.MonkeyPatch, shredded: list[UUID]) -> None:
    """Only two tables, one of which counts its calls: other modules' shredders are their own tests' matter."""

    def shred(subject_id: UUID) -> int:
        shredded.append(subject_id)
        return 7

    def declaration(model: type[models.Model], function: "personal_data.Shred | None") -> personal_data.Declaration:
        return personal_data.Declaration(model, frozenset({"x"}), "subject_id", (), "", "", None, function)

    real = personal_data.declared()[Consent]
    made = {Consent: declaration(Consent, real.shred), ErasureRequest: declaration(ErasureRequest, shred)}
    monkeypatch.setattr(personal_data, "declared", lambda: made)


def test_a_changed_certificate_no_longer_matches_its_fingerprint(at: datetime) -> None:
    api.erase(uuid4(), actor=HR, at=at)
    row = ErasureCertificate.objects.get()

    row.counts = {"people.person": 99}

    assert erasure.digest(row) != row.digest


def test_erasing_twice_names_the_certificate(at: datetime) -> None:
    someone = uuid4()
    done = api.erase(someone, actor=HR, at=at)

    with pytest.raises(actions.AlreadyErased) as refused:
        api.erase(someone, actor=HR, at=at)

    assert refused.value.data == {"number": done.number}
    assert ErasureCertificate.objects.count() == 1


def test_a_shredder_that_fails_leaves_the_key_and_everything_else(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = uuid4()
    sealed = crypto.seal_text(someone, "还在", purpose="x")
    consent(someone, "recording", at=at, device="phone")

    def fails(subject_id: UUID) -> int:
        raise RuntimeError("disk full")

    broken = personal_data.Declaration(ErasureRequest, frozenset({"x"}), None, (), "", "", None, fails)
    made = {Consent: personal_data.declared()[Consent], ErasureRequest: broken}
    monkeypatch.setattr(personal_data, "declared", lambda: made)

    with pytest.raises(RuntimeError):
        api.erase(someone, actor=HR, at=at)

    assert crypto.open_text(someone, sealed, purpose="x") == "还在"
    assert Consent.objects.get().device == "phone"
    assert ErasureCertificate.objects.count() == 0
    assert "privacy.SubjectErased" not in kinds()


def test_a_copy_of_everything_is_readable_and_written_down(at: datetime) -> None:
    someone = uuid4()
    consent(someone, "recording", at=at)

    copy = api.export(someone, actor=HR, at=at)

    (row,) = copy["privacy.consent"]
    assert row["layers"]["recording"] is True
    assert row["text"]["title"] == "面试个人信息处理告知与同意"
    assert len(entries(verb="privacy.export", subject_id=someone)) == 1


def test_retention_runs_every_rule_until_nothing_is_left(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    left = {"a.old": 7, "b.none": 0}

    def rule(key: str) -> ports.Retention:
        def sweep(when: datetime) -> int:
            assert when == at
            gone = min(3, left[key])
            left[key] -= gone
            return gone

        return ports.Retention(key, key, "30", sweep)

    monkeypatch.setattr(ports, "_retention", {key: rule(key) for key in left})

    assert actions.sweep(at=at) == {"a.old": 7}
    assert left == {"a.old": 0, "b.none": 0}
    assert actions.sweep(at=at) == {}
    assert [entry["fields"] for entry in entries(verb="privacy.retention")] == [["a.old"]]
