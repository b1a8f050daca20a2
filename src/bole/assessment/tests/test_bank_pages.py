"""Pages of the question bank, as a signed-in colleague meets them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests.factories import make_member, sign_in
from bole.assessment.actions import banks
from bole.assessment.models import Competency, EntryVersion, JobFamily, Plan, Question
from bole.assessment.tests import bank as sample
from bole.core import ids, navigation
from bole.core.actor import Actor

HR = Actor("user", "u-1", "周敏")


@pytest.fixture
def hr(client, tenant):
    sign_in(client, make_member("min.zhou@qinghe.example", "周敏", role="hr").user)
    return client


@pytest.fixture
def interviewer(client, tenant):
    sign_in(client, make_member("li.wen@qinghe.example", "李雯", role="interviewer").user)
    return client


@pytest.fixture(autouse=True)
def only_our_menu(monkeypatch):
    """The menu's other entries belong to modules that these tests do not look at."""
    monkeypatch.setattr(navigation, "_groups", {"work": navigation.Group("工作", 10)})
    ours = [entry for entry in navigation._entries if entry.view.startswith("assessment:")]
    monkeypatch.setattr(navigation, "_entries", ours)


@pytest.fixture
def family(tenant, at):
    return banks.import_yaml(sample.YAML, actor=HR, at=at)


def fields(row: Question, **changes: str) -> dict[str, object]:
    """What the browser sends for this question, unchanged but for ``changes``."""
    content = row.content
    sent: dict[str, object] = {name: content[name] for name in ("text", "hint", "difficulty", "think_s", "answer_s")}
    sent |= {"competencies": content["competencies"], "seen": row.version}
    for prefix, key, names in (
        ("follow", "follow_ups", ("when", "text")),
        ("point", "key_points", ("id", "text", "cues", "practise")),
        ("turn", "turns", ("id", "says")),
    ):
        items = content[key]
        sent |= {f"{prefix}-TOTAL_FORMS": len(items), f"{prefix}-INITIAL_FORMS": len(items)}
        for index, item in enumerate(items):
            for name in names:
                value = item[name]
                sent[f"{prefix}-{index}-{name}"] = "\n".join(value) if isinstance(value, list) else value
    return {**sent, **changes}


def test_an_empty_bank_leads_to_the_library(hr):
    page = hr.get("/plans/bank/").content.decode()

    assert "还没有岗位族" in page
    assert 'href="/plans/bank/families/"' in page
    assert hr.get("/plans/bank/questions/new/").status_code == 200


def test_the_library_is_taken_with_one_click(hr):
    page = hr.get("/plans/bank/families/").content.decode()
    offered = page.count("/take/")
    assert offered >= 1
    answer = hr.post("/plans/bank/library/no_such_bank/take/")

    assert answer.status_code == 404
    assert JobFamily.objects.count() == 0


def test_the_list_is_searched_and_filtered(hr, family):
    def shown(query: str) -> list[str]:
        page = hr.get(f"/plans/bank/?{query}").content.decode()
        return [row.key for row in Question.objects.order_by("key") if row.text in page]

    assert shown("") == ["angry", "mistake", "rights"]
    assert shown("q=三包") == ["rights"]
    assert shown("kind=roleplay") == ["angry"]
    assert shown(f"family={family.pk}&asks=honesty") == ["mistake"]
    assert shown("language=en") == []
    assert shown("state=retired") == []
    assert shown("family=x&kind=y&language=z&page=99") == ["angry", "mistake", "rights"]


def test_lists_cost_the_same_with_three_questions_and_with_six(hr, family, at):
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert hr.get(url).status_code == 200
        return len(seen)

    urls = ["/plans/bank/", "/plans/bank/competencies/", "/plans/bank/families/", f"/plans/bank/?family={family.pk}"]
    hr.get("/plans/bank/")
    before = [cost(url) for url in urls]
    banks.import_yaml(sample.YAML.replace("bank: shop", "bank: kiosk"), actor=HR, at=at)

    assert Question.objects.count() == 6
    assert [cost(url) for url in urls] == before


def test_a_question_is_edited_and_taken_back(hr, family):
    row = family.questions.get(key="angry")
    url = f"/plans/bank/questions/{row.pk}/"
    assert "昨天刚买就漏水" in hr.get(url).content.decode()

    new = {"turn-TOTAL_FORMS": "3", "turn-2-says": "顾客说：我要投诉！", "follow-0-text": "", "hint": "像当面一样。"}
    answer = hr.post(url, fields(row, **new))
    assert (answer.status_code, answer["Location"]) == (302, url)
    row.refresh_from_db()
    assert [turn["says"] for turn in row.content["turns"]][-1] == "顾客说：我要投诉！"
    assert (row.version, row.content["follow_ups"], row.content["hint"]) == (2, [], "像当面一样。")

    assert hr.post(f"/plans/bank/questions/{row.pk}/back/", {"version": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.version, len(row.content["turns"]), row.content["hint"]) == (3, 2, "像当面一样说。")
    assert hr.post(f"/plans/bank/questions/{row.pk}/back/", {"version": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"text": "您结婚了吗？"}, "不能问“结婚”。依据：妇女权益保障法 第43条"),
        ({"turn-1-says": "顾客说：你是哪个民族的？"}, "不能问“你是哪个民族”。依据：就业促进法 第26–31条"),
        ({"follow-0-text": "您多大年纪了？"}, "依据：就业促进法 第3条、劳动合同法 第8条"),
        ({"competencies": []}, "请至少选一项要考察的能力"),
        ({"turn-1-says": ""}, "情景对话应有 2 到 4 轮，这里有 1 轮"),
    ],
)
def test_what_may_not_be_kept_is_marked_beside_its_field(hr, family, change, says):
    row = family.questions.get(key="angry")
    answer = hr.post(f"/plans/bank/questions/{row.pk}/", fields(row, **change))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    row.refresh_from_db()
    assert (row.version, EntryVersion.objects.count()) == (1, 0)


def test_an_editor_who_comes_late_is_told(hr, family, at):
    row = family.questions.get(key="mistake")
    late = fields(row, hint="乙")
    hr.post(f"/plans/bank/questions/{row.pk}/", fields(row, hint="甲"))
    answer = hr.post(f"/plans/bank/questions/{row.pk}/", late)

    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.content["hint"] == "甲"


def test_a_question_of_each_kind_can_be_added(hr, family):
    common = {"hint": "", "competencies": ["service"], "difficulty": "2", "think_s": "30", "answer_s": "90"}
    rows = {f"{name}-TOTAL_FORMS": "3" for name in ("follow", "point", "turn", "case")}
    rows |= {f"{name}-INITIAL_FORMS": "0" for name in ("follow", "point", "turn", "case")}
    rows |= {f"point-{n}-text": f"要点{n}" for n in range(3)} | {f"point-{n}-cues": f"词{n}" for n in range(3)}
    rows |= {f"turn-{n}-says": f"对方说{n}" for n in range(3)} | {"case-0-stdin": "1", "case-0-stdout": "2"}
    rows |= {"languages": "python, java", "starter": "x = 1", "follow-0-when": "no_result", "follow-0-text": "结果呢？"}
    for kind in ("behavioural", "situational", "explain", "roleplay", "motivation", "code"):
        url = f"/plans/bank/questions/new/?family={family.pk}&kind={kind}"
        assert hr.get(url).status_code == 200
        assert hr.post(url, {**common, **rows, "text": f"新题 {kind}"}).status_code == 302
        made = Question.objects.get(kind=kind, text=f"新题 {kind}")
        assert made.content["follow_ups"] == [{"when": "no_result", "text": "结果呢？"}]

    assert Question.objects.get(text="新题 code").content["code"]["languages"] == ["python", "java"]
    assert len(Question.objects.get(text="新题 explain").content["key_points"]) == 3


def test_a_competency_is_edited_and_faults_stand_beside_their_fields(hr, family):
    row = family.competencies.get(key="honesty")
    url = f"/plans/bank/competencies/{row.pk}/"
    assert hr.get(url).status_code == 200
    sent = {"name": "诚实守信", "definition": "", "weight": "40", "threshold": "4", "seen": "1"}
    sent |= {f"anchor_{level}": text for level, text in row.content["anchors"].items()}
    behaviours = row.content["behaviours"]
    sent |= {"behaviour-TOTAL_FORMS": str(len(behaviours)), "behaviour-INITIAL_FORMS": str(len(behaviours))}
    for index, one in enumerate(behaviours):
        sent |= {f"behaviour-{index}-{name}": str(one[name]) for name in ("id", "text", "polarity", "cap")}
        sent |= {f"behaviour-{index}-cues": "\n".join(one["cues"]), f"behaviour-{index}-practise": ""}

    bad = hr.post(url, {**sent, "behaviour-0-cues": "{谁} + 说", "anchor_5": ""})
    assert bad.status_code == 422
    for words in ("识别词写法有误", "五个等级都要写明行为描述"):
        assert words in bad.content.decode()
    row.refresh_from_db()
    assert row.version == 1

    assert hr.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.content["threshold"], row.version) == ("诚实守信", 4, 2)


def test_a_family_of_ones_own_is_begun(hr):
    bad = hr.post("/plans/bank/families/", {"name": " ", "language": "zh-hans"})
    assert (bad.status_code, JobFamily.objects.count()) == (422, 0)
    good = hr.post("/plans/bank/families/", {"name": "门店", "language": "zh-hans"})
    made = JobFamily.objects.get()

    assert good["Location"] == f"/plans/bank/competencies/?family={made.pk}"
    assert hr.get(f"/plans/bank/competencies/new/?family={made.pk}").status_code == 200
    assert hr.get(f"/plans/bank/families/{made.pk}/plan/").status_code == 200


def test_an_import_is_shown_first_and_names_faults_by_line(hr):
    broken = SimpleUploadedFile("bank.yaml", sample.YAML.replace("weight: 60", "weight: 50").encode())
    bad = hr.post("/plans/bank/import/", {"file": broken})
    assert (bad.status_code, "第 8 行 · 各项能力：权重合计 90，应为 100" in bad.content.decode()) == (422, True)

    first = hr.post("/plans/bank/import/", {"text": sample.YAML})
    assert (first.status_code, "新增：5" in first.content.decode(), JobFamily.objects.count()) == (200, True, 0)
    assert hr.post("/plans/bank/import/", {"text": sample.YAML, "confirm": "1"}).status_code == 302
    family = JobFamily.objects.get()
    answer = hr.get(f"/plans/bank/families/{family.pk}/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="shop.yaml"'
    again = hr.post("/plans/bank/import/", {"text": answer.content.decode()})
    assert "无变化：5" in again.content.decode()


def test_a_plan_is_built_in_two_steps(hr, family):
    url = f"/plans/bank/families/{family.pk}/plan/"
    assert hr.get(url).status_code == 200
    nothing = hr.get(url, {"next": "1"}).content.decode()
    assert "还没有选题" in nothing
    second = hr.get(url, {"next": "1", "o-mistake": "2", "o-angry": "1"}).content.decode()
    assert 'name="questions" value="angry,mistake"' in second
    assert 'name="w-service" value="60"' in second

    sent = {
        "questions": "angry,mistake",
        "title": "门店初筛",
        "minutes": "9",
        "match_threshold": "65",
        "same_questions": "on",
    }
    sent |= {"t-service": "4", "t-honesty": "3", "w-service": "70"}
    bad = hr.post(url, {**sent, "w-honesty": "20"})
    assert (bad.status_code, "权重合计 90，应为 100" in bad.content.decode(), Plan.objects.count()) == (422, True, 0)
    good = hr.post(url, {**sent, "w-honesty": "30"})
    plan = Plan.objects.get()
    assert good["Location"] == f"/plans/{plan.pk}/"
    assert [one["id"] for one in plan.content["questions"]] == ["angry", "mistake"]
    assert [(one["weight"], one["threshold"]) for one in plan.content["competencies"]] == [(70, 4), (30, 3)]
    assert (plan.content["same_questions"], plan.content["match_threshold"], plan.state) == (True, 65, "draft")

    ready = hr.get(url, {"ready": "shop_first"}).content.decode()
    assert 'name="questions" value="rights,mistake"' in ready
    assert 'name="w-service" value="70"' in ready


def test_same_questions_is_a_switch_on_the_plan_page(hr, family):
    url = f"/plans/bank/families/{family.pk}/plan/"
    sent = {"questions": "mistake", "title": "一题", "minutes": "5", "match_threshold": "60", "w-honesty": "100"}
    hr.post(url, {**sent, "t-honesty": "3"})
    plan = Plan.objects.get()
    assert hr.post(f"/plans/{plan.pk}/same-questions/", {"value": "on"}).status_code == 302

    plan.refresh_from_db()
    assert plan.content["same_questions"] is True
    assert "已开启" in hr.get(f"/plans/{plan.pk}/").content.decode()


def test_who_may_not_see_plans_sees_no_bank(interviewer, family):
    row = family.questions.get(key="angry")
    for url in ("/plans/bank/", "/plans/bank/families/", f"/plans/bank/questions/{row.pk}/"):
        assert interviewer.get(url).status_code == 403
    assert interviewer.post(f"/plans/bank/questions/{row.pk}/retire/").status_code == 403
    row.refresh_from_db()
    assert row.retired_at is None


def test_strange_addresses_find_nothing(hr, family):
    row = family.questions.get(key="angry")
    for url in (
        f"/plans/bank/questions/{ids.uuid7()}/",
        f"/plans/bank/families/{ids.uuid7()}/plan/",
        f"/plans/bank/families/{ids.uuid7()}/export/",
    ):
        assert hr.get(url).status_code == 404
    assert hr.post(f"/plans/bank/sheep/{row.pk}/retire/").status_code == 404
    assert hr.post(f"/plans/bank/questions/{row.pk}/shear/").status_code == 404
    assert hr.get(f"/plans/bank/questions/{row.pk}/retire/").status_code == 405
    assert Competency.objects.count() == 2
