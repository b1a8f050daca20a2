"""The privacy pages, as a browser sees them."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bole.accounts.tests.factories import make_member, sign_in
from bole.core import crypto
from bole.privacy import actions, api, ports
from bole.privacy.models import ErasureCertificate, ErasureRequest
from bole.privacy.tests.factories import HR, candidate, consent

pytestmark = pytest.mark.usefixtures("tenant")

ZHANG = uuid4()


@pytest.fixture(autouse=True)
def _directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are another module's: here everybody is called 张三."""

    def labels(ids: Iterable[UUID]) -> dict[UUID, str]:
        return dict.fromkeys((one for one in ids if not crypto.is_destroyed(one)), "张 三")

    own = ports.Directory()
    own.use(labels=labels, search=lambda text: [(ZHANG, "张 三 138****8000")] if text == "张" else [])
    monkeypatch.setattr(ports, "directory", own)


@pytest.fixture
def officer(client: Client) -> Client:
    sign_in(client, make_member(role="hr").user)
    return client


def page(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_the_page_shows_consents_requests_rules_and_the_text(officer: Client, at: datetime) -> None:
    consent(ZHANG, "recording", at=at)
    api.request_erasure(ZHANG, actor=candidate(ZHANG), at=at)

    shown = page(officer.get(reverse("privacy:home")))

    assert "张 三" in shown
    assert reverse("privacy:subject", args=[ZHANG]) in shown
    assert api.current_text("interview", "zh-hans").hash in shown
    assert "138****8000" in page(officer.get(reverse("privacy:home"), {"q": "张"}))
    assert "138****8000" not in page(officer.get(reverse("privacy:home"), {"q": "没有"}))


def test_a_persons_page_shows_every_act_of_consent(officer: Client, at: datetime) -> None:
    consent(ZHANG, "recording", "video", at=at)
    api.withdraw(ZHANG, kind="interview", actor=candidate(ZHANG), at=at + timedelta(hours=1))

    shown = page(officer.get(reverse("privacy:subject", args=[ZHANG])))

    assert "录制声音" in shown
    assert "2026-11-24 10:00" in shown


def test_erasure_takes_the_typed_name_and_ends_at_the_certificate(officer: Client, at: datetime) -> None:
    somebody = uuid4()
    crypto.seal_text(somebody, "x", purpose="x")
    consent(somebody, "recording", at=at)
    url = reverse("privacy:erase", args=[somebody])
    assert page(officer.get(url))

    assert officer.post(url, {"confirm": "张三"}).status_code == 422
    assert not crypto.is_destroyed(somebody)
    assert ErasureCertificate.objects.count() == 0

    response = officer.post(url, {"confirm": " 张  三 "})
    row = ErasureCertificate.objects.get()
    assert response.headers["Location"] == reverse("privacy:certificate", args=[row.pk])
    assert crypto.is_destroyed(somebody)
    shown = page(officer.get(response.headers["Location"]))
    assert row.number in shown
    assert row.digest in shown
    assert row.subject_hash in shown
    assert "data-print" in shown
    assert str(somebody) not in shown
    assert officer.get(url).status_code == 404


def test_a_changed_certificate_is_called_out(officer: Client, at: datetime) -> None:
    done = actions.erase(uuid4(), actor=HR, at=at)
    url = reverse("privacy:certificate", args=[done.id])
    before = page(officer.get(url))
    ErasureCertificate.objects.filter(pk=done.id).update(counts={"people.person": 5})

    assert "bg-green-lt" in before
    assert "bg-red-lt" in page(officer.get(url))


def test_a_copy_of_all_data_is_a_file(officer: Client, at: datetime) -> None:
    consent(ZHANG, "recording", at=at)

    response = officer.post(reverse("privacy:export", args=[ZHANG]))

    assert response.headers["Content-Disposition"] == 'attachment; filename="bole-export.json"'
    assert json.loads(page(response))["privacy.consent"][0]["layers"]["recording"] is True
    assert officer.get(reverse("privacy:export", args=[ZHANG])).status_code == 405


def test_a_request_is_declined_for_a_listed_reason_only(officer: Client, at: datetime) -> None:
    row = api.request_erasure(ZHANG, actor=candidate(ZHANG), at=at)
    url = reverse("privacy:decline", args=[row.pk])

    officer.post(url, {"answer_code": "just because"})
    assert ErasureRequest.objects.get().state == "open"
    officer.post(url, {"answer_code": "legal_duty"})
    assert ErasureRequest.objects.get().state == "declined"


def test_what_is_not_there_is_not_found_and_others_do_not_get_in(client: Client, at: datetime) -> None:
    sign_in(client, make_member(role="interviewer").user)
    for url in (reverse("privacy:home"), reverse("privacy:subject", args=[ZHANG])):
        assert client.get(url).status_code == 403
    assert client.post(reverse("privacy:erase", args=[ZHANG]), {"confirm": "张 三"}).status_code == 403
    assert not crypto.is_destroyed(ZHANG)
    sign_in(client, make_member("east@qinghe.example", role="hr", scope="/east/").user)
    assert client.get(reverse("privacy:home")).status_code == 403
    sign_in(client, make_member("hr@qinghe.example", role="hr").user)
    assert client.get(reverse("privacy:certificate", args=[uuid4()])).status_code == 404
    assert client.post(reverse("privacy:decline", args=[uuid4()])).status_code == 404


def test_the_page_asks_as_often_for_three_rows_as_for_one(officer: Client, at: datetime) -> None:
    page(officer.get(reverse("privacy:home")))  # the first visit also writes the session
    counts = []
    for rows in (1, 3):
        while ErasureRequest.objects.filter(state="open").count() < rows:
            somebody = uuid4()
            consent(somebody, "recording", at=at)
            api.request_erasure(somebody, actor=HR, at=at)
            actions.erase(uuid4(), actor=HR, at=at)
        with CaptureQueriesContext(connection) as seen:
            page(officer.get(reverse("privacy:home")))
        counts.append(len(seen))

    assert counts[0] == counts[1]
