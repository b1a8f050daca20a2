"""The soak at a hundredth of its volume: the same code, on a real installation each."""

import importlib
from pathlib import Path

import pytest

from tools.bench.figures import Result
from tools.soak import chaos, imports, judge, rescoring
from tools.soak.progress import Progress

HUNDREDTH = 0.01


def missed(result: Result) -> list[tuple[str, str]]:
    return [(figure.name, figure.value) for figure in result.figures if figure.met is False]


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_server_is_killed_in_the_middle(tmp_path: Path) -> None:
    result = chaos.run(Progress("chaos", 1, HUNDREDTH, folder=tmp_path), victims=("web",), kills=2)

    assert missed(result) == []
    counted = {figure.name: figure.value for figure in result.figures}
    assert counted["Sittings assessed, with one report each"] == "3"
    assert int(counted["Acknowledgements"]) > 0


@pytest.mark.slow
def test_lists_ask_no_more_of_many_persons_than_of_few(tmp_path: Path) -> None:
    result = imports.run(Progress("imports", 1, HUNDREDTH, folder=tmp_path))

    assert missed(result) == []
    assert result.figures[0].value == "100"


def test_the_judge_says_the_same_wherever_and_whenever_it_is_asked(tmp_path: Path) -> None:
    result = judge.run(Progress("judge", 1, HUNDREDTH, folder=tmp_path))

    assert missed(result) == []
    assert result.figures[0].value == "50"


@pytest.mark.slow
def test_a_plan_is_rated_again_though_the_worker_dies(tmp_path: Path) -> None:
    result = rescoring.run(Progress("rescoring", 1, HUNDREDTH, folder=tmp_path))

    assert missed(result) == []
    assert result.figures[0].value == "20"


def test_a_run_that_was_cut_off_goes_on_at_the_next_piece(tmp_path: Path) -> None:
    first, asked = Progress("p", 1, 1.0, folder=tmp_path), []

    def run(piece: str) -> dict[str, int]:
        if piece == "c" and "c" not in asked:
            asked.append(piece)
            raise KeyboardInterrupt
        asked.append(piece)
        return {"n": len(piece)}

    with pytest.raises(KeyboardInterrupt):
        first.over(["a", "b", "c"], run)
    again = Progress("p", 1, 1.0, folder=tmp_path)

    assert again.resumed == 2
    assert again.over(["a", "b", "c"], run) == [{"n": 1}] * 3
    assert asked == ["a", "b", "c", "c"]


@pytest.mark.parametrize("module", ["tools.bench.__main__", "tools.soak.__main__"])
def test_the_commands_know_their_parts(module: str) -> None:
    found = importlib.import_module(module)

    assert callable(found.main)
