"""The marked cases keep the form and the volume that their README states."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bole_engines.assessment import cases as door
from bole_engines.assessment.cases import cases, level_of, load

FOLDER = Path(door.__file__).parent


def test_enough_questions_and_answers_stand_in_both_halves() -> None:
    chinese, english = cases(lang="zh"), cases(lang="en")

    assert len(chinese) >= 30
    assert sum(len(one.answers) for one in chinese) >= 300
    assert len(english) >= 10
    assert sum(len(one.answers) for one in english) >= 100
    for split in ("dev", "held"):
        levels = {answer.level for one in cases(split) for answer in one.answers}
        assert levels == {1, 2, 3, 4, 5}


def test_references_are_models_rubrics_and_absent() -> None:
    chinese = cases(lang="zh")

    assert sum(one.reference is None for one in chinese) >= 6
    assert sum(one.reference is not None and "分" in one.reference for one in chinese) >= 8
    assert sum(bool(one.key_points) for one in chinese) >= 5
    assert all(one.reference for one in cases(lang="en"))


def test_no_answer_stands_twice() -> None:
    texts = [answer.text for one in cases() for answer in one.answers]

    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("mark", "level"), [(0, 1), (0.1, 1), (0.15, 2), (0.35, 2), (0.4, 3), (0.65, 4), (0.8, 4), (0.85, 5), (1, 5)]
)
def test_a_mark_has_the_level_of_the_readme(mark: float, level: int) -> None:
    assert level_of(mark) == level


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"split": "other"}, "split, lang or kind is none of the known ones"),
        ({"sheet": [], "reference": "", "key_points": []}, "nothing to mark by"),
        ({"hint": "x"}, "unknown field hint"),
        ({"answers": [{"mark": 0.33, "as": "full", "text": "x"}]}, "mark 0.33 is no step of 0.05 from 0 to 1"),
        ({"answers": [{"mark": 0.5, "as": "full", "text": " "}]}, "an answer has no text"),
        ({"answers": [{"mark": 0.5, "as": "best", "text": "x"}]}, "unknown intent 'best'"),
    ],
)
def test_a_broken_case_is_refused_with_its_place(change: dict[str, object], fault: str) -> None:
    entry = yaml.safe_load((FOLDER / "zh_service.yaml").read_text(encoding="utf-8"))["questions"][0]

    with pytest.raises(load.BrokenCase) as refusal:
        load._case(entry | change, "file")

    assert refusal.value.data == {"place": "file: raw_and_cooked", "fault": fault}
