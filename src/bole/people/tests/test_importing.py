"""Imports: every row is accounted for, good ones go in after a yes, and the whole can be taken back."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from bole.audit.tests.factories import verbs
from bole.core import crypto, moves, outbox
from bole.core.moves import IllegalMove
from bole.people import access, actions, api, ports, tasks
from bole.people.actions import importing, problems
from bole.people.models import ImportBatch, Person
from bole.people.states import Batch
from bole.people.tests.factories import HR, csv_file, person, xlsx_file
from bole.people.types import Contacts

pytestmark = pytest.mark.usefixtures("tenant")


def start(at: datetime, content: bytes, name: str = "名单.csv") -> ImportBatch:
    return actions.start_import(content, file_name=name, entity=None, actor=HR, at=at)


def reasons(batch: ImportBatch) -> dict[int, list[tuple[str, str]]]:
    """Line → (field, code) of every row of the batch."""
    return {row["line"]: [(f, code) for f, code, _v in row["problems"]] for row in importing.rows_of(batch)["rows"]}


def shredded() -> list[UUID]:
    """Run the queued jobs that destroy keys, and say which keys."""
    keys: list[UUID] = []
    for job in ProcrastinateJob.objects.filter(task_name="people.shred_keys"):
        tasks.shred_keys(**job.args)
        keys += [UUID(key) for key in job.args["keys"]]
    return keys


MIXED = csv_file(
    "姓名,手机,邮箱,来源",
    "张三,13800138000,zhang@example.com,官网",
    ",13900139000,,",
    "李四,123,li@example.com,",
    "王五,,not-an-address,",
    "赵六,,,",
    "钱七,138-0013-8000,,",
    "孙八,,ZHANG@example.com,",
    "示例：王小明,13800138001,,",
    "<script>alert(1)</script>{{ x }},13700137000,,",
    "周九,,zhou@example.com,内推",
)


def test_every_row_is_listed_with_its_line_and_reasons(at: datetime) -> None:
    batch = start(at, MIXED)

    assert (batch.total, batch.good, batch.known, batch.bad) == (10, 3, 0, 7)
    assert reasons(batch) == {
        2: [],
        3: [("name", "name_missing")],
        4: [("phone", "phone_bad")],
        5: [("email", "email_bad")],
        6: [("contact", "contact_missing")],
        7: [("contact", "twice")],
        8: [("contact", "twice")],
        9: [("name", "example")],
        10: [],
        11: [],
    }
    rows = {row["line"]: row for row in importing.rows_of(batch)["rows"]}
    assert rows[7]["problems"][0][2] == rows[8]["problems"][0][2] == {"line": 2}
    assert rows[10]["hints"] == ["no_email"]
    assert Person.objects.count() == 0
    assert outbox.pending() == []


def test_rows_are_sealed_with_a_key_of_the_imports_own(at: datetime) -> None:
    batch = start(at, MIXED)

    assert b"13800138000" not in bytes(ImportBatch.objects.get(pk=batch.pk).rows_sealed)
    crypto.destroy_key(batch.key_id)
    with pytest.raises(crypto.KeyDestroyed):
        importing.rows_of(batch)


def test_a_yes_takes_the_good_rows_in_and_keeps_only_the_others(at: datetime) -> None:
    batch = start(at, MIXED)

    actions.apply_batch(batch, actor=HR, at=at)

    people = list(Person.objects.order_by("name"))
    assert {one.name for one in people} == {"张三", "<script>alert(1)</script>{{ x }}", "周九"}
    zhang = next(one for one in people if one.name == "张三")
    assert access.in_clear(zhang) == Contacts("+8613800138000", "zhang@example.com", "", "")
    assert (zhang.source, zhang.batch_id) == ("官网", batch.pk)
    assert [row["line"] for row in importing.rows_of(batch)["rows"]] == [3, 4, 5, 6, 7, 8, 9]
    assert ImportBatch.objects.get(pk=batch.pk).state == Batch.APPLIED
    assert verbs() == [
        "people.import_preview",
        "people.import",
    ]
    assert [e.payload["count"] for e in outbox.pending("people.BatchImported")] == [3]
    assert set(api.batch_people(batch.pk).all) == {one.pk for one in people}


def test_confirming_twice_adds_nobody_twice(at: datetime) -> None:
    batch = start(at, MIXED)
    actions.apply_batch(batch, actor=HR, at=at)

    with pytest.raises((IllegalMove, actions.NothingToImport)):
        actions.apply_batch(ImportBatch.objects.get(pk=batch.pk), actor=HR, at=at)

    assert Person.objects.count() == 3


def test_somebody_who_is_here_is_used_and_not_doubled(at: datetime) -> None:
    here = person(at, name="张三", phone="13800138000", email="zhang@example.com")
    married = person(at, name="李小红", phone="13700137000", email="")

    batch = start(
        at,
        csv_file(
            "姓名,手机,邮箱",
            "张三,13800138000,",
            "李红,13700137000,",
            "王五,13800138000,w@example.com",
            "新人,13600136000,",
        ),
    )

    assert reasons(batch) == {
        2: [("contact", "known")],
        3: [("contact", "known_other_name")],
        4: [("contact", "twice")],
        5: [],
    }
    actions.apply_batch(batch, actor=HR, at=at)
    assert Person.objects.count() == 3
    found = api.batch_people(batch.pk)
    assert found.known == (here.pk, married.pk)
    assert len(found.new) == 1


def test_phone_of_one_and_mail_of_another_is_left_to_a_person(at: datetime) -> None:
    person(at, name="张三", phone="13800138000", email="")
    person(at, name="李四", phone="", email="li@example.com")

    batch = start(at, csv_file("姓名,手机,邮箱", "王五,13800138000,li@example.com"))

    (row,) = importing.rows_of(batch)["rows"]
    assert (row["status"], row["problems"]) == (
        "bad",
        [["contact", "known_several", {"name": "张三", "other": "李四"}]],
    )


def test_who_came_between_preview_and_yes_is_not_doubled(at: datetime) -> None:
    batch = start(at, csv_file("姓名,手机", "张三,13800138000", "李四,13900139000"))
    between = person(at, name="张三", phone="13800138000", email="")

    actions.apply_batch(batch, actor=HR, at=at)

    assert (batch.good, batch.known) == (1, 1)
    assert api.batch_people(batch.pk).known == (between.pk,)
    assert Person.objects.count() == 2


def test_a_file_without_a_usable_row_imports_nothing(at: datetime) -> None:
    batch = start(at, csv_file("姓名,手机", ",13800138000", "李四,1"))

    with pytest.raises(actions.NothingToImport):
        actions.apply_batch(batch, actor=HR, at=at)

    assert ImportBatch.objects.get(pk=batch.pk).state == Batch.PREVIEW
    assert Person.objects.count() == 0


def test_an_unreadable_file_leaves_nothing(at: datetime) -> None:
    with pytest.raises(problems.FileRefused):
        start(at, b"%PDF-1.7 nothing here")
    with pytest.raises(problems.NoRows):
        start(at, csv_file("姓名,手机"))

    assert ImportBatch.objects.count() == 0
    assert verbs() == []


def test_an_import_can_be_undone_whole(at: datetime) -> None:
    before = person(at, name="老人")
    batch = start(at, MIXED)
    actions.apply_batch(batch, actor=HR, at=at)
    keys = list(Person.objects.filter(batch=batch).values_list("subject_id", flat=True))

    assert actions.undo_batch(batch, actor=HR, at=at + timedelta(hours=1)) == 3

    assert list(Person.objects.values_list("pk", flat=True)) == [before.pk]
    assert set(shredded()) == {*keys, batch.key_id}
    assert all(crypto.is_destroyed(key) for key in [*keys, batch.key_id])
    assert not crypto.is_destroyed(before.subject_id)
    row = ImportBatch.objects.get(pk=batch.pk)
    assert (row.state, row.rows_sealed) == (Batch.UNDONE, None)
    assert [e.payload["count"] for e in outbox.pending("people.BatchUndone")] == [3]
    with pytest.raises(moves.IllegalMove):
        actions.undo_batch(batch, actor=HR, at=at + timedelta(hours=2))


def test_what_was_never_brought_in_cannot_be_undone(at: datetime) -> None:
    batch = start(at, MIXED)
    with pytest.raises(moves.IllegalMove):
        actions.undo_batch(batch, actor=HR, at=at)
    assert batch.state == "preview"


def test_an_import_stays_when_somebody_in_it_is_needed(at: datetime) -> None:
    batch = start(at, MIXED)
    actions.apply_batch(batch, actor=HR, at=at)
    invited = Person.objects.get(name="张三")

    def use(person_id: UUID) -> str | None:
        return "已被邀请参加面试" if person_id == invited.pk else None

    ports.register_use(use)
    try:
        with pytest.raises(actions.CannotUndo) as refused:
            actions.undo_batch(batch, actor=HR, at=at)
    finally:
        ports.unregister_use(use)

    assert refused.value.data == {"name": "张三", "reason": "已被邀请参加面试"}
    assert Person.objects.count() == 3
    assert ImportBatch.objects.get(pk=batch.pk).state == Batch.APPLIED
    assert not crypto.is_destroyed(invited.subject_id)


def test_an_import_stays_when_a_later_one_refers_to_it(at: datetime) -> None:
    first = start(at, csv_file("姓名,手机", "张三,13800138000"))
    actions.apply_batch(first, actor=HR, at=at)
    second = start(at, csv_file("姓名,手机", "张三,13800138000", "李四,13900139000"))
    actions.apply_batch(second, actor=HR, at=at + timedelta(minutes=1))

    with pytest.raises(actions.CannotUndo):
        actions.undo_batch(first, actor=HR, at=at + timedelta(minutes=2))
    assert Person.objects.count() == 2

    actions.undo_batch(second, actor=HR, at=at + timedelta(minutes=3))
    actions.undo_batch(first, actor=HR, at=at + timedelta(minutes=4))
    assert Person.objects.count() == 0


def test_discarding_shreds_the_rows_at_once(at: datetime) -> None:
    batch = start(at, MIXED)

    actions.discard_batch(batch, actor=HR, at=at)

    assert shredded() == [batch.key_id]
    row = ImportBatch.objects.get(pk=batch.pk)
    assert (row.state, row.rows_sealed, crypto.is_destroyed(batch.key_id)) == (Batch.DISCARDED, None, True)
    with pytest.raises((IllegalMove, actions.NothingToImport)):
        actions.apply_batch(row, actor=HR, at=at)
    assert Person.objects.count() == 0


def test_rows_are_shredded_after_thirty_days(at: datetime) -> None:
    batch = start(at, MIXED)

    assert actions.expire_rows(at=at + timedelta(days=30)) == 0
    assert actions.expire_rows(at=at + timedelta(days=30, seconds=1)) == 1
    assert actions.expire_rows(at=at + timedelta(days=31)) == 0
    assert ImportBatch.objects.get(pk=batch.pk).rows_sealed is None


def test_a_merged_header_spreadsheet_comes_in(at: datetime) -> None:
    content = xlsx_file(
        [
            ["秋招名单", None, None],
            ["姓名", "联系方式", None],
            [None, "手机", "邮箱"],
            ["张三", 13800138000.0, "zhang@example.com"],
            ["李四", 1.39e10, None],
        ],
        merge=["A1:C1", "A2:A3", "B2:C2"],
    )

    batch = start(at, content, name="C:\\名单\\秋招.xlsx")
    actions.apply_batch(batch, actor=HR, at=at)

    assert batch.file_name == "秋招.xlsx"
    assert {(one.name, access.in_clear(one).phone) for one in Person.objects.all()} == {
        ("张三", "+8613800138000"),
        ("李四", "+8613900000000"),
    }


def test_the_queries_of_an_import_do_not_grow_with_its_rows(at: datetime) -> None:
    def lines(count: int, first: int) -> bytes:
        return csv_file("姓名,手机", *(f"候选人,1350000{first + n:04d}" for n in range(count)))

    counts = []
    for rows, first in ((1, 0), (3, 10)):
        batch = start(at, lines(rows, first))
        with CaptureQueriesContext(connection) as seen:
            actions.apply_batch(batch, actor=HR, at=at)
        counts.append(len(seen))

    assert Person.objects.count() == 4
    assert counts[0] == counts[1]


def test_every_problem_and_notice_has_a_sentence() -> None:
    values = {"line": 3, "name": "{张三}", "other": "李四", "names": "甲", "sheet": "乙"}
    for code in problems.PROBLEMS:
        assert problems.sentence(code, values)
    for code in problems.NOTICES:
        assert problems.notice(code, values)
    assert "{张三}" in problems.sentence("known", values)
