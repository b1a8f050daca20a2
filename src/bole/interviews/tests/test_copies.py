"""The candidate's own copy: everything, readable, by a press of a button, and nobody else's."""

import io
import json
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from bole.audit.tests import factories as log
from bole.core import clock, storage
from bole.interviews.actions import record
from bole.interviews.models import Recording
from bole.interviews.tests import factories as make

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 1200


@pytest.fixture
def now():
    return clock.now()


def address(row):
    return f"/c/qinghe/i/{make.token(row)}/copy/"


def spoken(tenant, at):
    row = make.at_questions(tenant, at)
    attempt = make.start(row, 0, at)
    make.upload(attempt, [SOUND])
    record.finish(attempt, count=1, duration_ms=3000, at=at)
    make.type_answer(row, 1, "我每周三上门拜访一次采购经理。", at)
    return row


async def whole(response):
    return b"".join([piece async for piece in response])


def unzipped(client, url):
    response = client.post(url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert response["Content-Disposition"].startswith("attachment; ")
    return zipfile.ZipFile(io.BytesIO(async_to_sync(whole)(response)))


def test_the_copy_holds_words_and_recordings_as_they_are(client, tenant, now):
    row = spoken(tenant, now)
    bundle = unzipped(client, address(row))

    assert bundle.testzip() is None
    day = timezone.localtime(now).date().isoformat()
    assert bundle.namelist() == ["请先读我.txt", "记录.json", f"{day} 第1题 第1次作答.webm"]
    assert bundle.read(bundle.namelist()[2]) == SOUND
    records = json.loads(bundle.read("记录.json"))
    assert [one["text"] for one in records["interviews.transcript"]] == ["我每周三上门拜访一次采购经理。"]
    assert records["people.person"][0]["name"] == "林嘉怡"
    assert [e["actor_kind"] for e in log.entries(verb="privacy.export")] == ["subject"]


def test_looking_at_the_address_makes_no_copy(client, tenant, now):
    row = spoken(tenant, now)

    assert client.get(address(row)).status_code == 405
    assert client.post(address(row).replace("/copy/", "x/copy/")).status_code == 404
    assert list(log.entries(verb="privacy.export")) == []


def test_a_lost_recording_is_named_and_costs_nobody_the_rest(client, tenant, now):
    row = spoken(tenant, now)
    storage.store().delete(Recording.objects.get().key)
    bundle = unzipped(client, address(row))

    assert bundle.namelist() == ["请先读我.txt", "记录.json"]
    assert "第1题 第1次作答.webm" in bundle.read("请先读我.txt").decode()


def test_nobody_elses_is_in_it(client, tenant, now):
    spoken(tenant, now)
    other = make.at_questions(tenant, now, name="周志明")
    bundle = unzipped(client, address(other))

    assert bundle.namelist() == ["请先读我.txt", "记录.json"]
    records = json.loads(bundle.read("记录.json"))
    assert [one["name"] for one in records["people.person"]] == ["周志明"]
    assert "采购经理" not in json.dumps(records, ensure_ascii=False)


def test_copies_have_a_pace(client, tenant, now):
    row = make.at_questions(tenant, now)
    assert [client.post(address(row)).status_code for _ in range(4)] == [200, 200, 200, 429]
