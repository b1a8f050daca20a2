"""The outbox pages, as a browser sees them."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bole.accounts.tests.factories import make_member, make_viewer, sign_in
from bole.audit.tests.factories import verbs
from bole.notifications import access, actions, ports, queries
from bole.notifications.models import Message
from bole.notifications.tests.factories import (
    HR,
    KIND,
    LINK,
    ObedientMailer,
    deliver,
    mailing,
    message,
    recipient,
    variables,
)

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def hr(client: Client) -> Client:
    sign_in(client, make_member(role="hr").user)
    return client


@pytest.fixture(autouse=True)
def _mailer() -> Any:
    with mailing(ObedientMailer()):
        yield


def page(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def names(client: Client, **query: str) -> list[str]:
    """Recipients on the list, in their order."""
    shown = page(client.get(reverse("notifications:list"), query))
    return re.findall(r'class="person-name">([^<]+)<', shown)


def test_the_list_shows_every_message_masked_and_can_be_narrowed(hr: Client, at: datetime) -> None:
    message(at, name="张三", email="zhang@example.com")
    failed = message(at + timedelta(minutes=1), name="李四", email="li@example.com")
    with mailing(ObedientMailer(ports.PermanentFailure("550 no such user"))):
        deliver(failed, at=at)

    shown = page(hr.get(reverse("notifications:list")))

    assert "zhang@example.com" not in shown
    assert "z***@example.com" in shown
    assert "550 no such user" in shown
    assert names(hr) == ["李四", "张三"]
    assert names(hr, state="failed") == ["李四"]
    assert names(hr, state="queued") == ["张三"]
    assert names(hr, q="张") == names(hr, q="ZHANG@example.com") == ["张三"]
    assert names(hr, q="example.com") == []
    assert names(hr, kind=KIND) == ["李四", "张三"]
    assert names(hr, kind="accounts.password_reset") == []
    assert names(hr, state="no-such-state") == ["李四", "张三"]


def test_no_message_and_no_match_are_said_differently(hr: Client, at: datetime) -> None:
    empty = page(hr.get(reverse("notifications:list")))
    message(at)
    nothing = page(hr.get(reverse("notifications:list"), {"q": "没有这个人"}))

    assert "empty-state" in empty
    assert "empty-state" in nothing
    assert empty != nothing


def test_links_are_keys_and_stay_closed_until_they_are_asked_for(
    hr: Client, at: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "guard_of", lambda key: "")  # a kind whose links act for nobody
    settings.BOLE_DEMO = False
    row = message(at)
    secret = LINK.rpartition("/")[2]

    detail = page(hr.get(reverse("notifications:detail", args=[row.pk])))
    frame = page(hr.get(reverse("notifications:html", args=[row.pk])))
    assert secret not in detail
    assert secret not in frame
    assert "https://bole.example/…" in detail
    assert "notifications.read_sensitive" not in verbs()

    shown = hr.post(reverse("notifications:reveal", args=[row.pk]))
    assert secret in page(shown)
    assert "zhang@example.com" in page(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert verbs()[-1] == "notifications.read_sensitive"


def test_a_demo_opens_its_links(hr: Client, at: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "guard_of", lambda key: "")  # a kind whose links act for nobody
    settings.BOLE_DEMO = True
    row = message(at)

    assert f'<a href="{LINK}"' in page(hr.get(reverse("notifications:detail", args=[row.pk])))
    assert LINK in page(hr.get(reverse("notifications:html", args=[row.pk])))


def test_the_frame_can_run_load_and_send_nothing(hr: Client, at: datetime) -> None:
    row = actions.send(
        recipient(name="<script>alert(1)</script>"),
        KIND,
        variables(inviter="<img src=x onerror=alert(1)>"),
        actor=HR,
        at=at,
        dedupe_key="x",
    )

    frame = hr.get(reverse("notifications:html", args=[row.pk]))
    detail = hr.get(reverse("notifications:detail", args=[row.pk]))

    policy = frame.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script>" not in page(frame)
    assert "<img" not in page(frame)
    assert "frame-src 'self'" in detail.headers["Content-Security-Policy"]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page(detail)
    assert "<script>alert" not in page(detail)


def test_one_click_sends_a_failed_message_again(hr: Client, at: datetime) -> None:
    row = message(at)
    with mailing(ObedientMailer(ports.PermanentFailure("550 no"))):
        deliver(row, at=at)
    url = reverse("notifications:resend", args=[row.pk])
    assert url in page(hr.get(reverse("notifications:list")))

    assert hr.get(url).status_code == 405
    assert hr.post(url).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("queued", 0, "")
    assert hr.post(url).status_code == 409
    row.refresh_from_db()
    assert row.state == "queued"


def test_a_house_without_a_mail_server_says_so(hr: Client, at: datetime) -> None:
    row = message(at)
    with mailing(None):
        deliver(row, at=at)
        shown = page(hr.get(reverse("notifications:list")))
        detail = page(hr.get(reverse("notifications:detail", args=[row.pk])))

    assert "alert-warning" in shown
    assert "alert-warning" in detail
    assert reverse("notifications:resend", args=[row.pk]) not in shown


def test_forgotten_words_leave_a_page_that_stands(hr: Client, at: datetime) -> None:
    row = message(at)
    assert row.subject_id is not None
    actions.drop(row.subject_id, at=at)

    assert "empty-state" in page(hr.get(reverse("notifications:detail", args=[row.pk])))
    assert page(hr.get(reverse("notifications:list")))
    assert page(hr.get(reverse("notifications:html", args=[row.pk]))) == ""


def test_what_is_not_there_is_not_found_and_others_do_not_get_in(client: Client, at: datetime) -> None:
    row = message(at)
    assert client.get(reverse("notifications:list")).status_code == 302
    sign_in(client, make_member(role="interviewer").user)
    assert client.get(reverse("notifications:list")).status_code == 403
    assert client.post(reverse("notifications:reveal", args=[row.pk])).status_code == 403
    sign_in(client, make_member("hr@qinghe.example", role="hr").user)
    for name in ("detail", "html"):
        assert client.get(reverse(f"notifications:{name}", args=[uuid4()])).status_code == 404
    for name in ("reveal", "resend"):
        assert client.post(reverse(f"notifications:{name}", args=[uuid4()])).status_code == 404
    assert "notifications.read_sensitive" not in verbs()


def test_the_list_asks_as_often_for_three_rows_as_for_one(hr: Client, at: datetime) -> None:
    page(hr.get(reverse("notifications:list")))  # the first visit also writes the session
    counts = []
    for rows in (1, 3):
        while Message.objects.count() < rows:
            message(at)
        with CaptureQueriesContext(connection) as seen:
            page(hr.get(reverse("notifications:list")))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_scope_reads_its_own_messages_only(client: Client, at: datetime) -> None:
    mine, theirs = message(at, name="东", path="/east/"), message(at, name="总")
    sign_in(client, make_member(role="hr", scope="/east/").user)

    assert names(client) == ["东"]
    assert client.get(reverse("notifications:detail", args=[mine.pk])).status_code == 200
    assert client.get(reverse("notifications:detail", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize(
    ("key", "capabilities", "ways", "shown"),
    [
        ("accounts.password_reset", (), {"demo", "revealed"}, False),
        ("accounts.password_reset", (), {"revealed"}, False),
        ("accounts.invitation", (), {"demo", "revealed"}, True),
        ("accounts.invitation", ("messages.read",), {"demo", "revealed"}, False),
        ("accounts.invitation", (), {"demo"}, False),
        ("interviews.invitation", (), {"revealed"}, False),
        ("interviews.invitation", (), {"demo"}, True),
        ("a.kind.that.is.gone", (), {"demo", "revealed"}, False),
    ],
)
def test_a_link_is_shown_to_those_for_whom_it_may_act(settings, key, capabilities, ways, shown):
    settings.BOLE_DEMO = "demo" in ways
    viewer = make_viewer(*capabilities)
    assert access.sees_links(viewer, Message(kind=key), revealed="revealed" in ways) is shown
