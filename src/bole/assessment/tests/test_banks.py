"""The question bank: taken, edited by versions, imported, exported, and made into plans. What is refused changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bole.assessment.actions import banks, plans
from bole.assessment.models import Competency, EntryVersion, JobFamily, Plan, Question
from bole.assessment.queries import banks as queries
from bole.assessment.queries import library
from bole.assessment.tests import bank as sample
from bole.core.actor import Actor
from bole.core.errors import Conflict, NotFound
from bole_engines.assessment import banks as engine
from bole_engines.assessment.types import Competency as CompetencyContent
from bole_engines.assessment.types import FollowUp
from bole_engines.assessment.types import Question as QuestionContent

HR = Actor("user", "u-1", "周敏")
pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def family(tenant, at):
    return banks.import_yaml(sample.YAML, actor=HR, at=at)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A library of one bank in two files."""
    first, second = sample.YAML.split("questions:\n", 1)
    (tmp_path / "shop.yaml").write_text(first, encoding="utf-8")
    (tmp_path / "shop.questions.yaml").write_text("questions:\n" + second, encoding="utf-8")
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    return tmp_path


def question(family, key="mistake"):
    row = family.questions.get(key=key)
    return row, QuestionContent.from_json(row.content)


def test_a_supplied_bank_is_taken_once(shelf, at):
    (head,) = library.heads()
    first = banks.take("shop", actor=HR, at=at)
    again = banks.take("shop", actor=HR, at=at)

    assert (head.key, head.family, head.questions, head.language) == ("shop", "零售小样", 3, "zh-hans")
    assert again == first
    assert (JobFamily.objects.count(), Competency.objects.count(), Question.objects.count()) == (1, 2, 3)
    assert queries.bank_of(first) == engine.load(sample.YAML)
    with pytest.raises(NotFound):
        banks.take("../packs/sales", actor=HR, at=at)


def test_taking_a_bank_costs_the_same_however_long_it_is(shelf, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        banks.take("shop", actor=HR, at=at)


def test_a_change_keeps_what_was_and_can_be_taken_back(family, at):
    row, content = question(family)
    changed = replace(content, text="请讲一次您出错后补救的经历。", follow_ups=(FollowUp("结果呢？", "no_result"),))
    banks.save_question(family, changed, seen=1, actor=HR, at=at)
    row.refresh_from_db()
    assert (row.version, row.text) == (2, "请讲一次您出错后补救的经历。")
    (was,) = queries.versions(row)
    assert (was.version, was.content["text"], was.by_id) == (1, "请讲一次您做错事后怎么处理的经历。", "u-1")

    banks.go_back(row, 1, actor=HR, at=at + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.version, row.content, row.text) == (3, content.to_json(), content.text)
    assert [one.version for one in queries.versions(row)] == [2, 1]
    with pytest.raises(NotFound):
        banks.go_back(row, 9, actor=HR, at=at)


def test_saving_what_is_there_makes_no_version(family, at):
    row, content = question(family)
    banks.save_question(family, content, seen=1, actor=HR, at=at)

    row.refresh_from_db()
    assert (row.version, EntryVersion.objects.count()) == (1, 0)


def test_two_editors_do_not_overwrite_each_other(family, at):
    row, content = question(family)
    banks.save_question(family, replace(content, hint="甲"), seen=1, actor=HR, at=at)
    with pytest.raises(Conflict):
        banks.save_question(family, replace(content, hint="乙"), seen=1, actor=HR, at=at)

    row.refresh_from_db()
    assert (row.version, row.content["hint"]) == (2, "甲")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "您结婚了吗？"}, "unlawful"),
        ({"follow_ups": (FollowUp("您老家是哪里的？"),)}, "unlawful"),
        ({"hint": "说说您的家庭情况"}, "unlawful"),
        ({"competencies": ("charm",)}, "unknown_competency"),
        ({"competencies": ()}, "no_competency"),
        ({"text": " "}, "empty"),
        ({"answer_s": 5}, "times"),
        ({"text": "a\0b"}, "no_text"),
    ],
)
def test_what_may_not_be_kept_changes_nothing(family, at, change, code):
    row, content = question(family)
    with pytest.raises(banks.Unusable) as refusal:
        banks.save_question(family, replace(content, **change), actor=HR, at=at)

    assert [one.code for one in refusal.value.faults] == [code]
    row.refresh_from_db()
    assert (row.version, row.content, EntryVersion.objects.count()) == (1, content.to_json(), 0)


def test_the_law_is_named_in_the_readers_language(family, at):
    _row, content = question(family)
    with pytest.raises(banks.Unusable) as refusal:
        banks.save_question(family, replace(content, text="您结婚了吗？"), actor=HR, at=at)

    assert refusal.value.problems == ("题目 mistake：不能问“结婚”。依据：妇女权益保障法 第43条",)


def test_a_competency_needs_its_behaviours_and_ids_of_its_own(family, at):
    row = family.competencies.get(key="honesty")
    content = CompetencyContent.from_json(row.content)
    for wrong, code in (
        (replace(content, behaviours=content.behaviours[:3]), "few_behaviours"),
        (replace(content, anchors={**content.anchors, 5: ""}), "anchors"),
        (replace(content, behaviours=(replace(content.behaviours[0], id="ask"), *content.behaviours[1:])), "repeated"),
        (replace(content, name=""), "length"),
    ):
        with pytest.raises(banks.Unusable) as refusal:
            banks.save_competency(family, wrong, actor=HR, at=at)
        assert [one.code for one in refusal.value.faults] == [code]
    assert Competency.objects.filter(version=1).count() == 2


def test_nothing_is_retired_that_is_still_asked_for(family, at):
    wanted = family.competencies.get(key="honesty")
    with pytest.raises(banks.StillAskedFor) as refusal:
        banks.retire(wanted, actor=HR, at=at)
    assert refusal.value.data == {"n": 1, "name": "诚信"}

    row, _content = question(family)
    banks.retire(row, actor=HR, at=at)
    banks.retire(wanted, actor=HR, at=at)
    assert [one.id for one in queries.bank_of(family).questions] == ["angry", "rights"]
    assert queries.bank_of(family).plans == ()
    with pytest.raises(banks.Unusable):
        banks.restore(row, actor=HR, at=at)
    banks.restore(wanted, actor=HR, at=at)
    banks.restore(row, actor=HR, at=at)
    assert [one.id for one in queries.bank_of(family).plans] == ["shop_first"]


def test_export_comes_back_as_it_went(family, at):
    text = banks.to_yaml(family)

    assert engine.load(text) == engine.load(sample.YAML)
    found = banks.preview(text)
    assert (found.new, found.changed, len(found.same)) == ((), (), 5)


def test_weights_that_do_not_make_a_hundred_are_scaled(family, at):
    assert banks.scaled({"a": 60, "b": 60, "c": 60}) == {"a": 34, "b": 33, "c": 33}
    assert banks.scaled({"a": 25, "b": 25}) == {"a": 50, "b": 50}
    assert banks.scaled({"a": 1, "b": 500}) == {"a": 1, "b": 99}
    assert banks.scaled({}) == {}
    content = CompetencyContent.from_json(family.competencies.get(key="service").content)
    banks.save_competency(family, replace(content, weight=100), actor=HR, at=at)
    assert sum(one.weight for one in engine.load(banks.to_yaml(family)).competencies) == 100


def test_import_adds_and_changes_and_leaves_the_rest(family, at):
    text = sample.YAML.replace("id: mistake", "id: blunder").replace("像当面一样说。", "请像当面一样说。")
    text = text.replace("questions: [rights, mistake]", "questions: [rights, blunder]")
    found = banks.preview(text)
    assert (found.new, found.changed) == (("blunder",), ("angry",))

    banks.import_yaml(text, actor=HR, at=at)
    kept = {row.key: row.version for row in Question.objects.all()}
    assert kept == {"angry": 2, "mistake": 1, "rights": 1, "blunder": 1}
    assert JobFamily.objects.count() == 1


def test_a_broken_file_is_refused_by_line_and_nothing_comes_in(tenant, at):
    text = sample.YAML.replace("weight: 60", "weight: 50").replace("[honesty]", "[charm]")
    with pytest.raises(banks.Unusable) as refusal:
        banks.import_yaml(text, actor=HR, at=at)

    assert refusal.value.problems == (
        "第 8 行 · 各项能力：权重合计 90，应为 100",
        "第 47 行 · 题目 mistake：本岗位族没有在用的能力 charm",
        "第 62 行 · 方案 shop_first：权重给了 service, honesty，而题目考察的是 service",
    )
    assert (JobFamily.objects.count(), Question.objects.count()) == (0, 0)


def test_a_plan_is_made_of_chosen_questions(family, at):
    chosen = engine.ReadyPlan(
        "shop_mine", "门店复试", 12, ("mistake", "angry"), {"service": 80, "honesty": 20}, same_questions=True
    )
    plan = banks.make_plan(family, chosen, actor=HR, at=at)
    second = banks.make_plan(family, chosen, actor=HR, at=at)

    assert (plan.state, plan.source, plan.key, second.key) == ("draft", "bank", "shop_mine", "shop_mine-copy")
    assert [one["id"] for one in plan.content["questions"]] == ["mistake", "angry"]
    assert [(one["id"], one["weight"]) for one in plan.content["competencies"]] == [("service", 80), ("honesty", 20)]
    assert plan.content["same_questions"] is True
    plans.publish(plan, actor=HR, at=at)
    assert plans.freeze(plan, actor=HR, at=at).version == 1


@pytest.mark.parametrize(
    "change",
    [{"weights": {"service": 80, "honesty": 10}}, {"minutes": 99}, {"questions": ()}, {"title": ""}],
)
def test_a_plan_that_is_none_is_not_made(family, at, change):
    chosen = engine.ReadyPlan("shop_mine", "门店", 12, ("mistake", "angry"), {"service": 80, "honesty": 20})
    with pytest.raises(plans.UnusablePlan):
        banks.make_plan(family, replace(chosen, **change), actor=HR, at=at)
    assert Plan.objects.count() == 0


def test_a_plan_keeps_its_questions_when_the_bank_changes(family, at):
    chosen = engine.ReadyPlan("shop_mine", "门店", 12, ("mistake", "angry"), {"service": 80, "honesty": 20})
    plan = banks.make_plan(family, chosen, actor=HR, at=at)
    before = plan.content
    row, content = question(family)
    banks.save_question(family, replace(content, text="请讲一次您后悔的决定。"), actor=HR, at=at)
    banks.retire(row, actor=HR, at=at)

    plan.refresh_from_db()
    assert plan.content == before


def test_same_questions_waits_for_publication_in_a_ready_plan(family, at):
    chosen = engine.ReadyPlan("shop_mine", "门店", 12, ("mistake", "angry"), {"service": 80, "honesty": 20})
    plan = banks.make_plan(family, chosen, actor=HR, at=at)
    plans.publish(plan, actor=HR, at=at)
    first = plans.freeze(plan, actor=HR, at=at)
    plans.set_same_questions(plan, True, actor=HR, at=at)
    assert (plan.content["same_questions"], plan.working["same_questions"]) == (False, True)

    plans.publish(plan, actor=HR, at=at)
    second = plans.freeze(plan, actor=HR, at=at)
    assert (first.content["same_questions"], second.content["same_questions"]) == (False, True)
    assert second.version == 2


def test_earlier_versions_cannot_be_rewritten(family, at):
    _row, content = question(family)
    banks.save_question(family, replace(content, hint="甲"), actor=HR, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryVersion.objects.update(version=7)
    assert EntryVersion.objects.get().version == 1
