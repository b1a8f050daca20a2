"""Pages of plans and the forms of a report, as a signed-in colleague meets them."""

from typing import get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests.factories import make_member, sign_in
from bole.assessment import access
from bole.assessment.actions import plans
from bole.assessment.models import AddedDimension, Decision, HumanRating, Plan
from bole.assessment.models.plans import SIGNALS
from bole.assessment.ports import case_guard
from bole.assessment.queries import plans as queries
from bole.assessment.queries import signals
from bole.assessment.tests import factories
from bole.assessment.types import SignalName
from bole.core import ids, navigation


@pytest.fixture
def hr(client, tenant):
    member = make_member("min.zhou@qinghe.example", "周敏", role="hr")
    sign_in(client, member.user)
    return client


@pytest.fixture
def interviewer(client, tenant):
    member = make_member("li.wen@qinghe.example", "李雯", role="interviewer")
    sign_in(client, member.user)
    return client


@pytest.fixture(autouse=True)
def everyone_may_open(monkeypatch):
    monkeypatch.setattr(case_guard, "_may_open", lambda viewer, ref: True)


@pytest.fixture(autouse=True)
def only_our_menu(monkeypatch):
    """The menu's other entries belong to modules that these tests do not look at."""
    monkeypatch.setattr(navigation, "_groups", {"work": navigation.Group("工作", 10)})
    ours = [entry for entry in navigation._entries if entry.view.startswith("assessment:")]
    monkeypatch.setattr(navigation, "_entries", ours)


@pytest.fixture
def case(tenant, at):
    return factories.assessed_case(factories.make_frozen(at=at, blind_percent=0), at=at)


def ratings(**more: str) -> dict[str, str]:
    return {"level-objection": "4", "note-objection": "讲得清楚", "level-team": "none", **more}


def test_the_list_shows_plans_with_weights(hr, at):
    factories.make_plan(at=at)
    page = hr.get("/plans/").content.decode()

    for words in ("小样方案", "销售", "异议处理", "60%", "团队协作", "8"):
        assert words in page


def test_a_name_with_markup_is_shown_as_text(hr, at):
    plan = factories.make_plan(at=at)
    plans.duplicate(plan, title="<script>alert(1)</script>{{ 7 }}", actor=factories.viewer().actor, at=at)
    page = hr.get("/plans/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in page
    assert "<script>alert(1)" not in page


def test_the_plan_page_shows_questions_anchors_settings_and_versions(hr, at):
    frozen = factories.make_frozen(at=at)
    page = hr.get(f"/plans/{frozen.plan_id}/").content.decode()

    for words in ("客户说竞品便宜两成", "澄清顾虑并确认下一步", "window_hours", frozen.hash[:12], "直接降价"):
        assert words in page


def test_pages_cost_the_same_with_one_row_and_with_three(hr, at):
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert hr.get(url).status_code == 200
        return len(seen)

    plan = factories.make_plan(at=at)
    plans.freeze(plan, actor=factories.viewer().actor, at=at)
    hr.get("/plans/")  # notes the visit, which is a write of its own
    one = cost("/plans/"), cost(f"/plans/{plan.pk}/")
    for hours in (24, 48):
        factories.make_plan(at=at, key=f"plan-{hours}")
        Plan.objects.filter(pk=plan.pk).update(window_hours=hours)
        plan.refresh_from_db()
        plans.freeze(plan, actor=factories.viewer().actor, at=at)

    assert (cost("/plans/"), cost(f"/plans/{plan.pk}/")) == one
    assert plan.versions.count() == 3


def test_settings_are_saved_and_faulty_ones_are_answered_beside_the_field(hr, at):
    plan = factories.make_plan(at=at)
    good = {"window_hours": "24", "retakes": "0", "modes": ["audio", "typed"], "blind_percent": "50"}

    assert hr.post(f"/plans/{plan.pk}/settings/", good).status_code == 302
    bad = hr.post(f"/plans/{plan.pk}/settings/", {**good, "window_hours": "36", "blind_percent": "101"})

    assert bad.status_code == 422
    assert bad.content.decode().count('aria-invalid="true"') == 2
    plan.refresh_from_db()
    assert (plan.window_hours, plan.retakes, plan.modes, plan.blind_percent) == (24, 0, ["audio", "typed"], 50)


def test_a_question_is_edited_and_published(hr, at):
    plan = factories.make_plan(at=at)
    form = {"text": "客户嫌贵，请回应", "hint": "", "think_s": "30", "answer_s": "90"}

    assert hr.get(f"/plans/{plan.pk}/questions/q1/").status_code == 200
    assert hr.post(f"/plans/{plan.pk}/questions/q1/", form).status_code == 302
    plan.refresh_from_db()
    before = queries.view(plan).content.question("q1").text
    hr.post(f"/plans/{plan.pk}/publish/")
    plan.refresh_from_db()

    assert before == "客户说竞品便宜两成，请现场回应"
    edited = queries.view(plan).content.question("q1")
    assert (edited.text, edited.think_s, edited.answer_s) == ("客户嫌贵，请回应", 30, 90)
    assert hr.get(f"/plans/{plan.pk}/questions/nothing/").status_code == 404


def test_import_names_what_is_wrong_and_takes_what_is_right(hr):
    faulty = SimpleUploadedFile("plan.yaml", factories.YAML.replace("weight: 60", "weight: 50", 1).encode())
    gbk = SimpleUploadedFile("plan.yaml", factories.YAML.encode("gbk"))

    bad = hr.post("/plans/import/", {"file": faulty})
    unreadable = hr.post("/plans/import/", {"file": gbk})
    empty = hr.post("/plans/import/", {"text": " "})
    assert (bad.status_code, unreadable.status_code, empty.status_code) == (422, 422, 422)
    assert "90" in bad.content.decode()
    assert Plan.objects.count() == 0

    good = hr.post("/plans/import/", {"text": factories.YAML})
    plan = Plan.objects.get()
    assert (good.status_code, good["Location"]) == (302, f"/plans/{plan.pk}/")
    assert plan.state == "draft"


def test_export_gives_yaml_that_comes_back(hr, at):
    plan = factories.make_plan(at=at)
    answer = hr.get(f"/plans/{plan.pk}/export/")

    assert answer["Content-Type"].startswith("application/yaml")
    assert answer["Content-Disposition"] == 'attachment; filename="small.yaml"'
    again = plans.import_yaml(
        answer.content.decode().replace("id: small", "id: again", 1), actor=factories.viewer().actor, at=at
    )
    assert again.content == {**plan.content, "id": "again"}


@pytest.mark.parametrize("verb", ["settings", "publish", "discard", "retire", "restore", "copy"])
def test_who_may_not_write_plans_changes_nothing(interviewer, at, verb):
    plan = factories.make_plan(at=at)
    answer = interviewer.post(f"/plans/{plan.pk}/{verb}/", {"title": "x"})

    assert answer.status_code == 403
    assert list(Plan.objects.values_list("state", "title")) == [("ready", "小样方案")]


def test_rating_goes_back_to_the_page_it_came_from(interviewer, case):
    answer = interviewer.post(f"/plans/cases/{case.ref}/rate/", ratings(next="/interviews/1/?tab=2"))

    assert (answer.status_code, answer["Location"]) == (302, "/interviews/1/?tab=2")
    assert set(HumanRating.objects.values_list("competency_id", "level", "saw_machine")) == {
        ("objection", 4, False),
        ("team", None, False),
    }


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", ""]
)
def test_no_form_sends_anyone_to_another_site(interviewer, case, wanted):
    assert interviewer.post(f"/plans/cases/{case.ref}/rate/", ratings(next=wanted))["Location"] == "/"


@pytest.mark.parametrize(
    "given", [{}, {"level-objection": "9", "level-team": "3"}, {"level-objection": "x", "level-team": "3"}]
)
def test_an_incomplete_rating_is_refused_kindly(interviewer, case, given):
    answer = interviewer.post(f"/plans/cases/{case.ref}/rate/", given)

    assert answer.status_code == 302
    assert HumanRating.objects.count() == 0


def test_hr_decides_and_adds_a_dimension(hr, case):
    hr.post(f"/plans/cases/{case.ref}/decide/", {"outcome": "decline", "reason": ""})
    assert Decision.objects.count() == 0
    hr.post(f"/plans/cases/{case.ref}/decide/", {"outcome": "decline", "reason": "岗位已满"})
    hr.post(f"/plans/cases/{case.ref}/dimension/", {"name": "英语", "level": "3", "note": ""})
    hr.post(f"/plans/cases/{case.ref}/dimension/", {"name": "英语", "level": "0", "note": ""})

    assert list(Decision.objects.values_list("outcome", "actor_label")) == [("decline", "周敏")]
    assert list(AddedDimension.objects.values_list("name", "level")) == [("英语", 3)]


def test_an_interviewer_cannot_decide_and_strangers_find_nothing(interviewer, case, monkeypatch):
    assert interviewer.post(f"/plans/cases/{case.ref}/decide/", {"outcome": "proceed"}).status_code == 403
    assert interviewer.post(f"/plans/cases/{ids.uuid7()}/rate/", ratings()).status_code == 404
    monkeypatch.setattr(case_guard, "_may_open", lambda viewer, ref: False)
    assert interviewer.post(f"/plans/cases/{case.ref}/rate/", ratings()).status_code == 404

    assert (Decision.objects.count(), HumanRating.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["rate", "dimension", "decide"])
def test_opening_an_address_of_a_form_changes_nothing(hr, case, name):
    assert hr.get(f"/plans/cases/{case.ref}/{name}/").status_code == 405


@pytest.mark.parametrize("capabilities", [factories.HR, factories.INTERVIEWER, factories.AUDITOR])
def test_partials_show_what_the_viewer_may_see(case, capabilities):
    viewer = factories.viewer(*capabilities)
    report = access.report_for(viewer, case.ref)
    request = RequestFactory().get("/interviews/x/")
    request.viewer = viewer
    rows = "".join(
        render_to_string("assessment/_competency.html", {"row": row, "gate": report.gate, "player": "player"}, request)
        for row in report.rows
    )
    rest = "".join(
        render_to_string(f"assessment/{name}.html", {"report": report}, request)
        for name in ("_rating_form", "_composite", "_decision_form", "_guide")
    )

    sees = report.gate == "open"
    assert (f"“{factories.GOOD[:4]}" in rows or f"<q>{factories.GOOD[:4]}" in rows) is sees
    assert ("level-objection" in rest) is viewer.can("interviews.rate")
    assert ('name="outcome"' in rest) is viewer.can("interviews.decide")
    assert "assessment-guide" in rest


def test_the_plan_names_each_description_with_its_evidence_and_weight(hr, at):
    plan = factories.make_plan(at=at)
    page = hr.get(f"/plans/{plan.pk}/").content.decode()
    card = page[page.index('id="signals"') :]

    assert "仅描述，不计分" in page
    assert card.count("权重 0") == 2
    assert [one.name for one in signals.SIGNALS] == list(SIGNALS) == list(get_args(SignalName))
    assert card.index("在报告中显示") < card.index("用词") < card.index("未开启")
    assert "1,073 人" in card
    assert "口音、口吃、紧张和麦克风都会影响这些数字" in card


def test_descriptions_are_chosen_on_the_plans_page(hr, at):
    plan = factories.make_plan(at=at)
    kept = {"window_hours": "72", "retakes": "1", "modes": ["typed"], "blind_percent": "20", "judge": ""}

    assert hr.post(f"/plans/{plan.pk}/settings/", {**kept, "signals": ["wording"]}).status_code == 302
    assert queries.settings_of(Plan.objects.get(pk=plan.pk)).signals == ("wording",)
    assert hr.post(f"/plans/{plan.pk}/settings/", {**kept, "signals": ["face"]}).status_code == 422
    assert queries.settings_of(Plan.objects.get(pk=plan.pk)).signals == ("wording",)
    assert hr.post(f"/plans/{plan.pk}/settings/", kept).status_code == 302
    assert queries.settings_of(Plan.objects.get(pk=plan.pk)).signals == ()
