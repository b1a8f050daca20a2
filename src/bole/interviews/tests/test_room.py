"""The room over HTTP: the token is the credential, GET changes nothing, refusals are kind and in JSON."""

import hashlib
import json
from datetime import timedelta

import pytest

from bole.core import clock, moves, tenancy
from bole.core.models import Tenant
from bole.interviews.models import Attempt, Part, Signal
from bole.interviews.tests import factories as make
from bole.privacy import api as privacy

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def invited(tenant, now):
    return make.invitation(tenant, now - timedelta(hours=1))


def base(row):
    return f"/c/qinghe/i/{make.token(row)}/"


def post(client, url, data=None, **headers):
    return client.post(url, json.dumps(data or {}), content_type="application/json", headers=headers)


def agreed(client, row, **layers):
    text = privacy.current_text("interview", "zh-hans")
    granted = {"recording": True, "video": True, "assessment": True} | layers
    body = {"version": text.version, "hash": text.hash, "layers": granted, "device": "phone"}
    return post(client, base(row) + "consent", body)


def test_opening_the_link_by_get_changes_nothing(client, invited):
    for _ in range(3):
        assert client.get(base(invited)).status_code == 200
        assert client.get(base(invited) + "state").status_code == 200
    row = make.again(invited)
    assert (row.state, row.opened_at) == ("invited", None)
    assert list(moves.of(row)) == []


def test_the_pages_script_says_that_it_is_open(client, invited):
    assert post(client, base(invited) + "opened").status_code == 200
    assert make.again(invited).state == "opened"


def test_the_state_says_minutes_criteria_and_the_human_route(client, invited):
    state = client.get(base(invited) + "state").json()
    assert state["stage"] == "welcome"
    assert state["plan"]["questions"] == 5
    assert sum(c["weight"] for c in state["plan"]["criteria"]) == 100
    assert state["human_route"] == {"offered": True, "requested": False, "at": None}
    assert state["question"] is None
    assert set(state["plan"]["modes"]) == {"video", "audio", "typed"}


@pytest.mark.parametrize("token", ["x" * 43, "short", "%27--"])
def test_a_forged_link_is_a_kind_page_and_tells_nothing(client, invited, token):
    page = client.get(f"/c/qinghe/i/{token}/")
    assert page.status_code == 404
    assert "林嘉怡" not in page.content.decode()


def test_another_companys_address_does_not_open_the_link(client, db, now):
    ours = Tenant.objects.create(slug="ours", name="ours")
    Tenant.objects.create(slug="theirs", name="theirs")
    with tenancy.of(ours.id):
        token = make.token(make.invitation(ours, now))
    assert client.get(f"/c/ours/i/{token}/").status_code == 200
    assert client.get(f"/c/theirs/i/{token}/").status_code == 404
    assert client.get(f"/c/nobody/i/{token}/").status_code == 404
    assert client.post(f"/c/theirs/i/{token}/opened").status_code == 404


def test_an_interview_from_consent_to_receipt(client, invited):
    state = agreed(client, invited).json()
    assert state["stage"] == "check"
    assert post(client, base(invited) + "stage", {"to": "practice", "device": "phone"}).json()["stage"] == "practice"
    state = post(client, base(invited) + "stage", {"to": "question", "device": "phone"}).json()
    for index in range(5):
        assert state["question"]["index"] == index
        made = post(client, base(invited) + f"questions/{index}/attempts", {"mode": "typed", "device": "phone"})
        attempt = made.json()["attempt"]["id"]
        assert (
            post(client, base(invited) + f"attempts/{attempt}/typed", {"text": "我每周上门拜访客户。"}).status_code
            == 200
        )
        state = post(client, base(invited) + f"questions/{index}/keep", {"attempt": attempt, "device": "phone"}).json()
    assert state["stage"] == "review"
    first = post(client, base(invited) + "submit").json()["receipt"]
    assert post(client, base(invited) + "submit").json()["receipt"] == first
    assert len(first) == 8
    page = client.get(base(invited)).content.decode()
    assert first in page


def put(client, url, body, sha=None, **headers):
    digest = sha or hashlib.sha256(body).hexdigest()
    return client.put(url, body, content_type="application/octet-stream", headers={"X-Sha256": digest, **headers})


def recording(client, row):
    agreed(client, row)
    post(client, base(row) + "stage", {"to": "question", "device": "phone"})
    made = post(client, base(row) + "questions/0/attempts", {"mode": "audio", "mime": "audio/webm", "device": "phone"})
    return base(row) + f"attempts/{made.json()['attempt']['id']}/"


def test_parts_over_http(client, invited):
    url = recording(client, invited)
    assert put(client, url + "parts/0", b"abc").json() == {"result": "stored"}
    again = put(client, url + "parts/0", b"abc")
    assert (again.status_code, again.json()) == (200, {"result": "dup"})
    assert put(client, url + "parts/1", b"abc", sha="0" * 64).status_code == 422
    assert client.get(url + "parts").json()["have"] == [0]
    missing = post(client, url + "finish", {"count": 2, "duration_ms": 5000})
    assert (missing.status_code, missing.json()["missing"]) == (409, [1])
    put(client, url + "parts/1", b"def")
    done = post(client, url + "finish", {"count": 2, "duration_ms": 5000}).json()
    assert done == {"state": "stored", "sha256": hashlib.sha256(b"abcdef").hexdigest()}


def test_nothing_is_taken_before_consent(client, invited):
    refused = post(client, base(invited) + "questions/0/attempts", {"mode": "audio", "device": "phone"})
    assert (refused.status_code, refused.json()["code"]) == (409, "interviews.needs_consent")
    assert client.post(base(invited) + "probe", b"x", content_type="video/webm").status_code == 409
    assert Attempt.objects.count() == Part.objects.count() == 0


def test_consent_to_another_text_is_refused(client, invited):
    body = {"version": "1", "hash": "0" * 64, "layers": {"recording": True}, "device": "phone"}
    refused = post(client, base(invited) + "consent", body)
    assert refused.status_code == 409
    assert make.again(invited).session.consent_version == ""


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("consent", b"{"),
        ("consent", b"[]"),
        ("consent", b'{"layers": 3}'),
        ("stage", b'{"to": "nowhere"}'),
        ("stage", b'{"to": "submitted"}'),
        ("questions/0/attempts", b'{"mode": "telepathy"}'),
        ("questions/0/keep", b'{"attempt": "1 OR 1=1"}'),
        ("events", b"\xff\xfe"),
    ],
)
def test_rubbish_is_answered_with_a_sentence(client, invited, path, body):
    response = client.post(base(invited) + path, body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["code"] == "invalid"
    assert response.json()["sentence"]
    assert make.again(invited).session.state == "welcome"


def test_telemetry_is_kept_small_and_flat(client, invited):
    lines = [{"kind": "stall", "at": "t", "data": {"ms": 900, "deep": {"a": 1}, "s": "x" * 999}}, {"nokind": 1}, 7]
    assert post(client, base(invited) + "events", {"events": lines}).json() == {"kept": 1}
    assert Signal.objects.get().data == {"ms": 900, "s": "x" * 200, "client_at": "t"}


def test_the_human_route_and_back(client, invited):
    state = post(client, base(invited) + "human-route").json()
    assert state["human_route"]["requested"] is True
    assert make.again(invited).state == "human"
    assert post(client, base(invited) + "human-route", {"undo": True}).json()["human_route"]["requested"] is False
    assert make.again(invited).state == "opened"


def test_after_the_deadline_the_link_is_the_candidates_own_page(client, tenant, now):
    row = make.invitation(tenant, now - timedelta(hours=30), hours=24)
    page = client.get(base(row))
    assert page.status_code == 200
    assert "room-state" not in page.content.decode()
    assert post(client, base(row) + "stage", {"to": "check", "device": "p"}).status_code == 410


def test_wrong_methods_are_refused(client, invited):
    assert client.get(base(invited) + "submit").status_code == 405
    assert client.post(base(invited) + "state").status_code == 405


def test_erasure_can_be_asked_for(client, invited):
    page = client.post(base(invited) + "privacy/", {"act": "erase"})
    assert page.status_code == 200
    assert make.again(invited).state == "invited"
