"""A broken plan is refused with every reason; a sound one has one digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import yaml

from bole_engines.assessment import plans
from bole_engines.assessment.cues import BadCue, compile_cue, hits
from bole_engines.assessment.plans import BadPlan
from bole_engines.assessment.tests import material


def broken(change: Callable[[dict[str, Any]], None]) -> tuple[str, ...]:
    data = yaml.safe_load(material.pack("sales"))
    change(data)
    with pytest.raises(BadPlan) as refusal:
        plans.load(yaml.safe_dump(data, allow_unicode=True))
    return refusal.value.problems


def test_the_line_of_a_syntax_error_is_named() -> None:
    with pytest.raises(BadPlan) as refusal:
        plans.load("id: sales\nfamily: [销售\ntitle: x\n")

    assert refusal.value.problems[0].startswith("line 3: ")


@pytest.mark.parametrize("source", ["", "- a\n- b\n", "just words"])
def test_what_is_no_mapping_is_refused(source: str) -> None:
    with pytest.raises(BadPlan) as refusal:
        plans.load(source)

    assert refusal.value.problems == ("line 1: a plan is a mapping of names to values",)


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_set("competencies", 0, "weight", to=30), "competencies: the weights sum to 105, not to 100"),
        (
            _set("competencies", 0, "anchors", to={1: "a", 2: "b", 3: "c", 4: "d"}),
            "competency development: anchors 1 to 5 must all be there and say something",
        ),
        (_set("competencies", 0, "threshold", to=6), "competency development: threshold 6 is not a level"),
        (_set("questions", 3, "competencies", to=["drive"]), "competency integrity: no question asks for it"),
        (_set("questions", 3, "competencies", to=["integrity", "charm"]), "question q4: there is no competency charm"),
        (_set("questions", 1, "key_points", to=[]), "question q2: 0 key points, at least 3 are needed"),
        (
            _set("questions", 0, "text", to="你结婚了吗？"),
            "question q1: “结婚” may not be asked (妇女权益保障法 第43条)",
        ),
        (
            _set("questions", 0, "follow_ups", to=["你多大年纪"]),
            "question q1: “你多大” may not be asked (就业促进法 第3条、劳动合同法 第8条)",
        ),
        (_set("minutes", to=40), "minutes: 40 is not between 1 and 30"),
        (_set("questions", 0, "id", to="q2"), "question: q2 stands 2 times"),
        (
            _set("competencies", 0, "behaviours", 0, "cues", to=["{谁} + 问"]),
            "behaviour dev_target: The cue “{谁} + 问” cannot be read: there is no synonym group 谁.",
        ),
        (_set("competencies", 0, "behaviours", 0, "cues", to=[]), "behaviour dev_target: at least one cue is needed"),
    ],
)
def test_faults_of_content_are_named(change: Callable[[dict[str, Any]], None], problem: str) -> None:
    assert problem in broken(change)


def test_a_wrong_kind_is_refused_with_its_place() -> None:
    (problem,) = broken(_set("questions", 0, "kind", to="riddle"))

    assert problem == (
        "Plan.questions[0].kind should be behavioural | situational | explain | motivation | roleplay | code, but is 'riddle'"
    )


def test_every_fault_is_named_at_once() -> None:
    def change(data: dict[str, Any]) -> None:
        data["minutes"] = 40
        data["competencies"][0]["weight"] = 30

    assert len(broken(change)) == 2


def test_the_digest_follows_content_not_layout() -> None:
    data = yaml.safe_load(material.pack("sales"))
    again = plans.load(yaml.safe_dump(data, allow_unicode=True))
    data["title"] = "别的"

    assert plans.digest(again) == plans.digest(material.plan("sales"))
    assert plans.digest(plans.load(yaml.safe_dump(data, allow_unicode=True))) != plans.digest(again)


@pytest.mark.parametrize(
    ("cue", "sentence", "found"),
    [
        ("问 + 顾虑", "我问他有什么顾虑", [(1, 8)]),
        ("问 + 顾虑", "他的顾虑我都问清了", [(2, 7)]),
        ("问 + 顾虑", "这个问题没有顾虑", []),
        ("问 + 顾虑 ! 没空", "我问他顾虑,他没空", []),
        ("直接 + 降价 ! 申请", "我直接降价", [(1, 5)]),
        ("问 + 顾虑", "我问了" + "很久" * 15 + "顾虑", []),
        ("方案|报价", "方案和报价", [(0, 2), (3, 5)]),
        ("go", "用go写的", [(1, 3)]),
        ("go", "good", []),
    ],
)
def test_cues(cue: str, sentence: str, found: list[tuple[int, int]]) -> None:
    assert [(hit.start, hit.end) for hit in hits(compile_cue(cue, "zh-hans", {}), sentence)] == found


def test_english_cues_take_endings() -> None:
    cue = compile_cue("ask + budget", "en", {})

    assert [(hit.start, hit.end) for hit in hits(cue, "i asked about their budgets")] == [(2, 27)]
    assert hits(cue, "the task and the budget") == ()


@pytest.mark.parametrize("cue", ["", "问 + ", "问||说", "让{客户}说"])
def test_bad_cues_are_refused(cue: str) -> None:
    with pytest.raises(BadCue):
        compile_cue(cue, "zh-hans", {"客户": ("客户",)})


_ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "source",
    [
        _ALIASES,
        "[" * 50_000,
        "{a: " * 20_000,
        "minutes: 2026-99-99",
        "minutes: " + "9" * 5000,
        "!!python/object/apply:os.system [id]",
        "a: !!binary xx",
        "? [a]\n: b",
    ],
    ids=["aliases", "lists", "mappings", "date", "digits", "tag", "binary", "key"],
)
def test_hostile_yaml_is_refused(source: str) -> None:
    with pytest.raises(BadPlan):
        plans.load(source)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "../../etc"),
        ("id", "x" * 61),
        ("title", "x" * 121),
        ("title", "a\0b"),
        ("title", "\ud800"),
        ("family", ""),
        ("retakes", -1),
        ("retakes", 4),
    ],
)
def test_what_no_column_or_address_can_hold_is_named(field: str, value: object) -> None:
    plan = plans.load(material.pack("sales"))
    with pytest.raises(BadPlan) as refusal:
        plans.checked(replace(plan, **{field: value}))
    assert len(refusal.value.problems) == 1


def test_an_id_of_a_question_stands_in_an_address() -> None:
    problems = broken(lambda data: data["questions"][0].update(id="a/b?c"))
    assert problems == ("id 'a/b?c': up to 60 letters, digits, dots, hyphens and underscores, please",)
