"""Plans: seeding, importing, editing, freezing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bole.accounts.events import TenantFounded
from bole.assessment import api
from bole.assessment.actions import plans
from bole.assessment.models import FrozenPlan, Plan
from bole.assessment.queries import plans as queries
from bole.assessment.states import PlanState
from bole.assessment.subscribers import seed_supplied_plans
from bole.assessment.tests import factories
from bole.assessment.types import PlanSettings
from bole.core import moves
from bole.core.actor import Actor
from bole.core.errors import Invalid, NotFound

USER = Actor("user", "u-1", "周敏")


def test_a_new_company_gets_every_supplied_plan_once(tenant, at):
    seed_supplied_plans(TenantFounded(tenant.id, at))
    keys = list(Plan.objects.order_by("key").values_list("key", "source", "state"))

    seed_supplied_plans(TenantFounded(tenant.id, at))

    assert list(Plan.objects.order_by("key").values_list("key", "source", "state")) == keys
    assert len(keys) == len(list(plans.PACKS.glob("*.yaml")))
    assert {(source, state) for _key, source, state in keys} <= {("pack", "ready")}


def test_freezing_the_same_content_twice_returns_the_same_version(tenant, at):
    plan = factories.make_plan(at=at)

    first = api.freeze(plan.pk, actor=USER, at=at)
    second = api.freeze(plan.pk, actor=USER, at=at + timedelta(days=1))

    assert second == first
    assert (first.version, len(first.hash), first.content.title) == (1, 64, "小样方案")
    assert FrozenPlan.objects.count() == 1


def test_a_change_of_content_or_settings_makes_a_new_version(tenant, at):
    plan = factories.make_plan(at=at)
    first = plans.freeze(plan, actor=USER, at=at)
    plans.save_settings(plan, PlanSettings(24, 1, ("audio", "typed"), 20), actor=USER, at=at)
    second = plans.freeze(plan, actor=USER, at=at)
    plans.edit_question(plan, "q1", {"text": "客户说太贵，请回应"}, actor=USER, at=at)
    unpublished = plans.freeze(plan, actor=USER, at=at)
    plans.publish(plan, actor=USER, at=at)
    third = plans.freeze(plan, actor=USER, at=at)

    assert [first.version, second.version, unpublished.version, third.version] == [1, 2, 2, 3]
    assert len({first.hash, second.hash, third.hash}) == 3
    assert queries.frozen_view(first).settings == PlanSettings(72, 1, ("video", "audio", "typed"), 20)
    assert queries.frozen_view(third).content.question("q1").text == "客户说太贵，请回应"


def test_going_back_to_earlier_content_finds_its_version_again(tenant, at):
    plan = factories.make_plan(at=at)
    first = plans.freeze(plan, actor=USER, at=at)
    before = queries.settings_of(plan)
    plans.save_settings(plan, PlanSettings(24, 0, ("typed",), 0), actor=USER, at=at)
    plans.freeze(plan, actor=USER, at=at)
    plans.save_settings(plan, before, actor=USER, at=at)

    assert plans.freeze(plan, actor=USER, at=at).pk == first.pk


def test_the_database_refuses_to_change_a_frozen_version(tenant, at):
    frozen = factories.make_frozen(at=at)

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        FrozenPlan.objects.filter(pk=frozen.pk).update(hash="0" * 64)

    frozen.refresh_from_db()
    assert frozen.hash != "0" * 64


def test_a_draft_cannot_be_promised(tenant, at):
    plan = plans.import_yaml(factories.YAML, actor=USER, at=at)

    with pytest.raises(plans.NotReady):
        plans.freeze(plan, actor=USER, at=at)

    assert FrozenPlan.objects.count() == 0


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("weight: 60", "weight: 50", "权重合计 90"),
        ("competencies: [team]", "competencies: [nobody]", "题目 q2"),
        ("minutes: 8", "minutes: [", "第 "),
        ("1: 拆台, ", "", "能力 team"),
    ],
)
def test_a_faulty_file_is_answered_with_its_place_and_stores_nothing(tenant, at, old, new, says):
    with pytest.raises(plans.UnusablePlan) as refusal:
        plans.import_yaml(factories.YAML.replace(old, new, 1), actor=USER, at=at)

    assert any(says in problem for problem in refusal.value.problems)
    assert Plan.objects.count() == 0


def test_a_taken_key_is_refused(tenant, at):
    factories.make_plan(at=at)

    with pytest.raises(plans.KeyTaken):
        plans.import_yaml(factories.YAML, actor=USER, at=at)

    assert Plan.objects.count() == 1


def test_exported_yaml_comes_back_as_the_same_plan(tenant, at):
    plan = factories.make_plan(at=at)
    text = plans.to_yaml(plan).replace("id: small", "id: again", 1)

    again = plans.import_yaml(text, actor=USER, at=at)

    assert again.content == {**plan.content, "id": "again"}


def test_a_copy_is_a_draft_of_ones_own_with_the_same_settings(tenant, at):
    plan = factories.make_plan(at=at, window_hours=24, blind_percent=50)

    first = plans.duplicate(plan, title="我们的方案", actor=USER, at=at)
    second = plans.duplicate(plan, title="又一个", actor=USER, at=at)

    assert (first.key, second.key) == ("small-copy", "small-copy-2")
    assert (first.title, first.state, first.source) == ("我们的方案", PlanState.DRAFT, "tenant")
    assert queries.settings_of(first) == queries.settings_of(plan)


def test_editing_a_ready_plan_waits_until_it_is_published(tenant, at):
    plan = factories.make_plan(at=at)
    plans.edit_question(plan, "q1", {"hint": "慢慢说"}, actor=USER, at=at)
    waiting = queries.view(plan)
    plans.discard(plan, actor=USER, at=at)

    assert (waiting.content.question("q1").hint, waiting.working.question("q1").hint) == ("说出你会讲的话", "慢慢说")
    assert queries.view(plan).draft is None


def test_an_unlawful_question_is_refused_and_changes_nothing(tenant, at):
    plan = factories.make_plan(at=at)

    with pytest.raises(plans.UnusablePlan):
        plans.edit_question(plan, "q1", {"text": "你结婚了吗，打算什么时候要孩子？"}, actor=USER, at=at)

    plan.refresh_from_db()
    assert plan.draft is None


def test_settings_outside_the_law_of_the_house_change_nothing(tenant, at):
    plan = factories.make_plan(at=at)

    with pytest.raises(Invalid) as refusal:
        plans.save_settings(plan, PlanSettings(36, 4, (), 101), actor=USER, at=at)

    assert set(refusal.value.errors) == {"window_hours", "retakes", "modes", "blind_percent"}
    plan.refresh_from_db()
    assert queries.settings_of(plan) == PlanSettings(72, 1, ("video", "audio", "typed"), 20)


def test_a_retired_plan_leaves_the_list_and_can_come_back(tenant, at):
    plan = factories.make_plan(at=at)
    plans.retire(plan, actor=USER, at=at)
    listed = [one.key for one in api.ready_plans()]
    with pytest.raises(plans.Retired):
        plans.edit_question(plan, "q1", {"hint": "x"}, actor=USER, at=at)
    plans.restore(plan, actor=USER, at=at)

    assert listed == []
    assert [one.key for one in api.ready_plans()] == ["small"]
    assert [move.to_state for move in moves.of(plan)] == ["ready", "retired", "ready"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_plans_costs_the_same(tenant, at, rows, django_assert_num_queries):
    for number in range(rows):
        factories.sign(factories.make_plan(at=at, key=f"plan-{number}"), at=at)

    with django_assert_num_queries(3):
        found = api.ready_plans()

    assert len(found) == rows
    assert [(w.name, w.percent, w.threshold) for w in found[0].weights] == [("异议处理", 60, 3), ("团队协作", 40, 3)]


def test_another_tenants_plan_is_not_there(tenant, other_tenant, at):
    plan = factories.make_plan(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bole.tenant', %s, true)", [str(other_tenant)])
        try:
            with pytest.raises(NotFound):
                api.plan(plan.pk)
            with pytest.raises(NotFound):
                api.freeze(plan.pk, actor=USER, at=at)
        finally:
            cursor.execute("SELECT set_config('bole.tenant', %s, true)", [str(tenant.id)])

    assert FrozenPlan.objects.count() == 0


def test_which_descriptions_are_shown_belongs_to_a_version(tenant, at):
    plan = factories.make_plan(at=at)
    first = plans.freeze(plan, actor=USER, at=at)
    plans.save_settings(plan, replace(queries.settings_of(plan), signals=("wording",)), actor=USER, at=at)
    second = plans.freeze(plan, actor=USER, at=at)

    assert [queries.frozen_view(one).settings.signals for one in (first, second)] == [("delivery",), ("wording",)]
    # A version from before there was a choice has the same hash and shows what it showed.
    assert "signals" not in first.settings
    assert first.hash != second.hash


def test_an_unknown_description_is_refused(tenant, at):
    plan = factories.make_plan(at=at)
    with pytest.raises(Invalid) as refusal:
        plans.save_settings(plan, replace(queries.settings_of(plan), signals=("face",)), actor=USER, at=at)
    assert list(refusal.value.errors) == ["signals"]
    assert queries.settings_of(plan).signals == ("delivery",)
