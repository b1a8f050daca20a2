"""References of every form become points."""

from __future__ import annotations

import pytest

from bole_engines.assessment.answers.reference import parse


def _points(reference: str, question: str = "") -> list[tuple[str, float]]:
    return [(one.alternatives[0], one.marks) for one in parse(reference, None, question).items]


def test_marks_in_brackets_end_a_point():
    assert _points("刹车前一起向前运动（1分）；车停下，脚随车停止(1分)；上身由于惯性继续向前【2分】。") == [
        ("刹车前一起向前运动", 1.0),
        ("车停下,脚随车停止", 1.0),
        ("上身由于惯性继续向前", 2.0),
    ]


def test_english_marks_weigh_their_points():
    assert _points("absorbs light (1 mark); lets carbon dioxide in [2 marks]; water moves up - 1 point") == [
        ("absorbs light", 1.0),
        ("lets carbon dioxide in", 2.0),
        ("water moves up", 1.0),
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "（1）切断电源；（2）报警；（3）疏散人员",
        "①切断电源②报警③疏散人员",
        "1. 切断电源\n2. 报警\n3. 疏散人员",
        "一、切断电源\n二、报警\n三、疏散人员",
    ],
)
def test_numbers_of_any_kind_begin_a_point(reference):
    assert [text for text, _ in _points(reference)] == ["切断电源", "报警", "疏散人员"]


def test_a_model_answer_falls_into_sentences():
    assert [text for text, _ in _points("标准答案：气压低，沸点降低；食物不易煮熟。言之有理即可给分")] == [
        "气压低,沸点降低",
        "食物不易煮熟",
    ]


@pytest.mark.parametrize(
    ("reference", "needed"),
    [
        ("任答两点即可：多休息；多喝水；多锻炼", 2),
        ("多休息；多喝水；多锻炼。答出两点即满分。", 2),
        ("Any two from:\n- rest\n- drink water\n- exercise", 2),
        ("1 mark for each valid point, up to 2.\n- rest\n- drink water\n- exercise", 2),
        ("多休息；多喝水；多锻炼", None),
    ],
)
def test_any_n_of_is_heeded(reference, needed):
    parsed = parse(reference, None, "")
    assert (len(parsed.items), parsed.needed) == (3, needed)


def test_the_question_may_ask_for_fewer_than_the_list_holds():
    assert parse("1. 多休息\n2. 多喝水\n3. 多锻炼", None, "请写出两种做法").needed == 2


def test_a_table_of_levels_stands_for_its_best_level():
    table = "Score 2: names bamboo and eucalyptus.\nScore 1: names one of them.\nScore 0: names neither."
    assert _points(table) == [("names bamboo and eucalyptus", 0.0)]


def test_listed_elements_go_before_a_table_of_levels():
    table = (
        "Key elements:\n- the amount of vinegar in each container\n- the type of vinegar that was used\n"
        "3 points: three elements\n2 points: two elements\n1 point: one element\n0 points: none"
    )
    assert [text for text, _ in _points(table)] == [
        "the amount of vinegar in each container",
        "the type of vinegar that was used",
    ]


def test_or_makes_alternatives():
    assert parse("use more seeds or repeat the trial", None, "").items[0].alternatives == (
        "use more seeds repeat the trial",
        "use more seeds",
        "repeat the trial",
    )


def test_key_points_go_before_the_reference():
    parsed = parse("别的内容", ["切断电源（2分）", "报警（1分）"], "")
    assert [(one.alternatives, one.marks) for one in parsed.items] == [(("切断电源",), 2.0), (("报警",), 1.0)]


@pytest.mark.parametrize("reference", [None, "", "  \n", "。；"])
def test_nothing_is_no_reference(reference):
    assert parse(reference, None, "问题").items == ()


def test_marks_before_a_point_weigh_what_follows():
    assert _points("1 mark for saying that it is cold; 2 marks for the ice") == [("it is cold", 1.0), ("the ice", 2.0)]
    assert _points("(1分)切断电源；(2分)报警") == [("切断电源", 1.0), ("报警", 2.0)]


def test_the_best_level_says_how_many_elements_are_needed():
    table = (
        "Key elements: mRNA leaves the nucleus.\nmRNA moves to the ribosome.\nCodons pair with anticodons.\nAmino acids are bonded.\n"
        "Rubric:\n3 points: three key elements\n2 points: two key elements\n1 point: one key element\n0 points: other"
    )
    parsed = parse(table, None, "")
    assert (len(parsed.items), parsed.needed) == (4, 3)


def test_a_table_of_levels_may_stand_in_one_line():
    table = "2 points: names bamboo and eucalyptus. 1 point: names one of them. 0 points: names neither."
    assert _points(table) == [("names bamboo and eucalyptus", 0.0)]


def test_what_must_be_told_stands_without_the_telling():
    assert _points("满分5分。答出“热胀冷缩”得3分，答出“分子间距变大”得2分。") == [
        ("热胀冷缩", 3.0),
        ("分子间距变大", 2.0),
    ]


def test_letters_begin_a_point_too():
    assert [text for text, _ in _points("A. 皇帝制度\nB. 郡县制")] == ["皇帝制度", "郡县制"]


@pytest.mark.parametrize(
    "reference",
    [
        "Marks (4): rests (2); drinks water (2).",
        "Up to 4 marks for: rests (2); drinks water (2).",
        "评分标准（4分）\n- rests（2分）\n- drinks water（2分）",
    ],
)
def test_the_total_above_a_rubric_is_no_point(reference):
    assert _points(reference) == [("rests", 2.0), ("drinks water", 2.0)]


def test_marks_may_say_how_they_fall_on_the_parts_of_a_point():
    reference = "value of the alternative given up (3 marks: value 1, given up 2). A fitting example (2 marks)."
    assert _points(reference) == [("value of the alternative given up", 3.0), ("a fitting example", 2.0)]


def test_any_n_of_the_parts_of_one_point_is_not_any_n_of_the_points():
    parsed = parse(
        "定义：物价持续上涨（4分）；成因：需求过旺、成本上升、货币过多，任答两点（3分）；影响：存款缩水（3分）",
        None,
        "",
    )
    assert (len(parsed.items), parsed.needed) == (3, None)


def test_a_chinese_table_of_levels_may_stand_in_one_line():
    assert _points("2分：写出竹子和桉树；1分：写出其中一种；0分：其他") == [("竹子和桉树", 0.0)]
