"""Messages: written once, sealed, tried again under the same number, and honest about what became of them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import get_template
from procrastinate.contrib.django.models import ProcrastinateJob

from bole.audit.tests.factories import entries
from bole.core import crypto, moves, outbox, personal_data
from bole.core.models import Tenant
from bole.notifications import actions, api, ports, queries, tasks
from bole.notifications.actions import rendering
from bole.notifications.models import Message
from bole.notifications.states import State
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
from bole.notifications.types import LANGUAGES, Kind

pytestmark = pytest.mark.usefixtures("tenant")


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="notifications.deliver").order_by("id"))


def trail(row: Message) -> list[tuple[str, str]]:
    return [(move.to_state, move.reason_code) for move in moves.of(row)]


def test_sending_writes_the_message_sealed_and_queues_one_job(at: datetime) -> None:
    someone = recipient()

    row = api.send(someone, KIND, variables(), actor=HR, at=at, dedupe_key="invite:1")

    kept = Message.objects.get(pk=row.pk)
    assert (kept.state, kept.recipient_name, kept.address_masked, kept.channel) == (
        "queued",
        "张三",
        "z***@example.com",
        "email",
    )
    sealed = bytes(kept.address_sealed) + bytes(kept.content_sealed)
    assert b"zhang@example.com" not in sealed
    assert LINK.encode() not in sealed
    assert queries.address(kept) == "zhang@example.com"
    words = queries.content(kept)
    assert words is not None
    assert words.subject == "周敏 邀请您加入“清禾餐饮”的伯乐工作空间"
    assert LINK in words.text
    assert f'href="{LINK}"' in words.html
    (job,) = jobs()
    assert (job.args["message_id"], job.lock, job.queue_name, job.scheduled_at) == (
        str(row.pk),
        f"notifications:{row.pk}",
        "default",
        None,
    )
    (entry,) = entries()
    assert (entry["verb"], entry["subject_id"], entry["fields"]) == (
        "notifications.send",
        someone.subject_id,
        [KIND],
    )


def test_the_same_key_says_it_once(at: datetime) -> None:
    first = message(at, key="invite:1")
    again = message(at + timedelta(minutes=1), key="invite:1")

    assert again.pk == first.pk
    assert Message.objects.count() == 1
    assert len(jobs()) == 1


def test_without_an_address_nothing_is_written(at: datetime) -> None:
    with pytest.raises(actions.NoAddress) as refused:
        message(at, email=" ")

    assert refused.value.data == {"name": "张三"}
    assert Message.objects.count() == 0
    assert jobs() == []


@pytest.mark.parametrize("wrong", [{}, {"extra": "x"}, {"url": 3}], ids=["missing", "unknown", "of another type"])
def test_variables_are_checked(wrong: dict[str, Any], at: datetime) -> None:
    given = {**variables(), **wrong} if wrong else {"url": LINK}
    with pytest.raises(TypeError):
        actions.send(recipient(), KIND, given, actor=HR, at=at, dedupe_key="x")
    with pytest.raises(ports.UnknownKind):
        actions.send(recipient(), "nobody.knows", {}, actor=HR, at=at, dedupe_key="x")
    assert Message.objects.count() == 0


def test_names_are_data_in_text_subject_and_html(at: datetime) -> None:
    evil = "<b>张</b>{{ url }}\r\nBcc: all@example.com"
    row = actions.send(recipient(name=evil), KIND, variables(inviter=evil), actor=HR, at=at, dedupe_key="evil")

    words = queries.content(row)
    assert words is not None
    assert "\n" not in words.subject
    assert words.subject.startswith("<b>张</b>{{ url }} Bcc: all@example.com 邀请您")
    assert "<b>张" not in words.html
    assert "&lt;b&gt;张&lt;/b&gt;{{ url }}" in words.html
    assert "<b>张</b>{{ url }}" in words.text


def test_every_language_has_its_words_and_others_get_chinese(at: datetime) -> None:
    english = queries.content(message(at, language="en"))
    french = queries.content(message(at, language="fr"))

    assert english is not None
    assert french is not None
    assert english.subject == "周敏 invites you to the workspace of 清禾餐饮 on Bole"
    assert french.subject.endswith("的伯乐工作空间")
    for kind in ports.kinds().values():
        for language in LANGUAGES:
            for part in ("subject.txt", "txt", "html"):
                assert get_template(kind.template(language, part))


def test_times_are_shown_in_the_recipients_zone(at: datetime, tenant: Tenant, tmp_path: Any, settings: Any) -> None:
    folder = tmp_path / "trial" / "messages"
    folder.mkdir(parents=True)
    for part in ("subject.txt", "txt", "html"):
        (folder / f"when.zh-hans.{part}").write_text("{{ deadline|date:'H:i' }}", encoding="utf-8")
    changed = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.TEMPLATES = changed
    kind = Kind("trial.when", "when", {"deadline": datetime})

    words = rendering.render(kind, recipient(time_zone="America/New_York"), {"deadline": at}, tenant)

    assert words.subject == "20:00"
    assert rendering.render(kind, recipient(time_zone="No/Where"), {"deadline": at}, tenant).subject == "09:00"


def test_a_delivery_is_accepted_once(at: datetime) -> None:
    row = message(at)
    mailer = ObedientMailer()

    with mailing(mailer):
        deliver(row, at=at + timedelta(seconds=1))
        deliver(row, at=at + timedelta(seconds=2))

    assert len(mailer.sent) == 1
    sent = mailer.sent[0]
    assert (sent.to_name, sent.to_address, sent.message_id, sent.reply_to) == (
        "张三",
        "zhang@example.com",
        row.message_id,
        "hr@qinghe.example",
    )
    assert (row.state, row.attempts, row.provider, row.provider_id, row.accepted_at) == (
        "accepted",
        1,
        "obedient",
        "250 queued as 1",
        at + timedelta(seconds=1),
    )
    assert trail(row) == [("sending", ""), ("accepted", "")]
    assert [event.kind for event in outbox.pending()] == ["notifications.MessageAccepted"]


def test_the_job_runs_in_its_own_transactions(at: datetime, tenant: Tenant) -> None:
    row = message(at)
    mailer = ObedientMailer()

    with mailing(mailer):
        tasks.deliver(tenant=str(tenant.pk), message_id=str(row.pk))
        tasks.deliver(tenant=str(tenant.pk), message_id=str(row.pk))

    assert len(mailer.sent) == 1
    row.refresh_from_db()
    assert row.state == "accepted"


def test_a_temporary_failure_waits_longer_each_time_and_ends_with_a_person(at: datetime) -> None:
    row = message(at)
    mailer = ObedientMailer(*[ports.TemporaryFailure("450 busy")] * 6)
    now, waits = at, []

    with mailing(mailer):
        for _try in range(6):
            deliver(row, at=now)
            waits.append((row.next_attempt_at - now).total_seconds())
            now = row.next_attempt_at

    assert waits == [10, 60, 300, 1800, 7200, 0]
    assert (row.state, row.error, row.attempts) == ("failed", "450 busy", 6)
    assert [job.scheduled_at for job in jobs()][:2] == [None, at + timedelta(seconds=10)]
    assert len(jobs()) == 6
    assert trail(row)[-1] == ("failed", "tries_used_up")
    assert [event.kind for event in outbox.pending()] == ["notifications.MessageFailed"]
    assert mailer.sent == []
    assert queries.needing_attention(("/",)) == 1


def test_after_a_lost_answer_the_next_try_carries_the_same_number(at: datetime) -> None:
    row = message(at)
    mailer = ObedientMailer(ports.TemporaryFailure("the server closed the connection before it answered"))

    with mailing(mailer):
        deliver(row, at=at)
        deliver(row, at=at + timedelta(seconds=10))

    assert [mail.message_id for mail in mailer.sent] == [row.message_id]
    assert row.state == "accepted"


def test_a_killed_worker_is_survived(at: datetime) -> None:
    row = message(at)
    assert actions.claim(row.pk, at=at) is not None  # and then the power went
    mailer = ObedientMailer()

    with mailing(mailer):
        deliver(row, at=at + timedelta(minutes=1))

    assert (row.state, row.attempts, len(mailer.sent)) == ("accepted", 2, 1)


def test_a_permanent_failure_ends_at_once_and_one_click_sends_again(at: datetime) -> None:
    row = message(at)
    number = row.message_id
    mailer = ObedientMailer(ports.PermanentFailure("550 no such user"))

    with mailing(mailer):
        deliver(row, at=at)
        assert (row.state, row.error, row.attempts) == ("failed", "550 no such user", 1)
        actions.resend(row, actor=HR, at=at + timedelta(hours=1))
        deliver(row, at=at + timedelta(hours=1))

    assert (row.state, row.error, row.attempts, row.total_attempts, row.message_id) == ("accepted", "", 1, 2, number)
    assert trail(row) == [
        ("sending", ""),
        ("failed", "refused"),
        ("queued", "resend"),
        ("sending", ""),
        ("accepted", ""),
    ]
    assert len(entries(verb="notifications.resend")) == 1


def test_what_arrived_is_not_sent_again(at: datetime) -> None:
    row = message(at)
    with mailing(ObedientMailer()):
        deliver(row, at=at)

    with pytest.raises(actions.NotToResend):
        actions.resend(row, actor=HR, at=at)

    row.refresh_from_db()
    assert row.state == "accepted"
    assert len(jobs()) == 1


def test_without_a_mail_server_messages_are_held_and_never_called_sent(at: datetime) -> None:
    row = message(at)

    with mailing(None):
        deliver(row, at=at)
        assert queries.leaves_house() is False

    assert (row.state, row.accepted_at, row.error) == (State.HELD, None, "")
    assert trail(row) == [("sending", ""), ("held", "no_mail_server")]
    assert len(jobs()) == 1


def test_the_sweep_finds_what_lost_its_job(at: datetime) -> None:
    lost = message(at)
    stuck = message(at)
    actions.claim(stuck.pk, at=at)
    message(at + timedelta(minutes=9))

    assert actions.sweep(at=at + timedelta(minutes=10)) == 0
    assert actions.sweep(at=at + timedelta(minutes=10, seconds=1)) == 2
    assert actions.sweep(at=at + timedelta(minutes=11)) == 0
    assert {job.args["message_id"] for job in jobs()[3:]} == {str(lost.pk), str(stuck.pk)}


def test_erasing_a_person_withdraws_and_forgets(at: datetime) -> None:
    someone = uuid4()
    waiting, arrived = message(at, subject_id=someone), message(at, subject_id=someone)
    other = message(at)
    with mailing(ObedientMailer()):
        deliver(arrived, at=at)
    shred = personal_data.declared()[Message].shred
    assert shred is not None

    assert shred(someone) == 2

    for row, state in ((waiting, "dropped"), (arrived, "accepted")):
        row.refresh_from_db()
        assert (row.state, row.recipient_name, row.address_masked) == (state, "", "")
        assert (row.address_sealed, row.address_index, row.content_sealed) == (None, None, None)
    other.refresh_from_db()
    assert other.recipient_name == "张三"
    assert actions.claim(waiting.pk, at=at) is None


def test_a_message_whose_key_is_gone_is_dropped(at: datetime) -> None:
    row = message(at)
    assert row.subject_id is not None
    crypto.destroy_key(row.subject_id)

    with mailing(ObedientMailer()) as _:
        deliver(row, at=at)

    assert row.state == "dropped"


def test_words_are_forgotten_after_180_days(at: datetime) -> None:
    row = message(at)
    with mailing(ObedientMailer()):
        deliver(row, at=at)

    assert actions.forget_old(at=at + timedelta(days=180)) == 0
    assert actions.forget_old(at=at + timedelta(days=180, seconds=1)) == 1
    assert actions.forget_old(at=at + timedelta(days=181)) == 0
    row.refresh_from_db()
    assert (row.state, row.content_sealed, row.accepted_at) == ("accepted", None, at)


def test_a_person_can_have_a_copy_of_their_messages(at: datetime) -> None:
    row = message(at)
    export = personal_data.declared()[Message].export
    assert export is not None
    assert row.subject_id is not None

    (copy,) = export(row.subject_id)

    assert (copy["to"], copy["kind"], copy["state"]) == ("zhang@example.com", KIND, "queued")
    assert LINK in copy["text"]


def test_states_of_a_subject_and_the_newest_of_many(at: datetime, django_assert_num_queries: Any) -> None:
    first = message(at)
    assert first.subject_id is not None
    second = message(at + timedelta(minutes=1), subject_id=first.subject_id)
    other = message(at)

    with django_assert_num_queries(1):
        states = api.message_states(first.subject_id)
    with django_assert_num_queries(1):
        latest = api.latest_states([first.subject_id, other.subject_id, uuid4()], kind=KIND)

    assert [state.id for state in states] == [second.pk, first.pk]
    assert {subject: state.id for subject, state in latest.items()} == {
        first.subject_id: second.pk,
        other.subject_id: other.pk,
    }


def test_the_courier_writes_to_a_colleague_under_the_companys_key(at: datetime, tenant: Tenant) -> None:
    api.courier(
        kind=KIND,
        name="李雷",
        email="li@qinghe.example",
        language="zh-hans",
        variables=variables(name="李雷"),
        actor=HR,
        at=at,
        dedupe_key="colleague:1",
    )

    row = Message.objects.get()
    assert (row.subject_id, row.key_id, row.recipient_name) == (None, tenant.pk, "李雷")
    assert queries.address(row) == "li@qinghe.example"
