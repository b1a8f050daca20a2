"""How figures become the page, and the measurements that need no quiet machine."""

import pytest

from tools.bench import page, pages, parts
from tools.bench.figures import Figure, Result, at_most, exactly, percentile
from tools.bench.machine import Circumstances

THEN = Circumstances("2026-11-24 09:00 UTC", "0123456789", "2 cores", "0.1 0.1 0.1")


def test_a_percentile_is_a_measured_value_of_the_nearest_rank() -> None:
    values = [float(number) for number in range(1, 21)]

    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [10.0, 19.0, 20.0, 20.0]
    assert percentile([7.0], 0.5) == 7.0
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_target_is_met_at_its_limit_and_missed_above_it() -> None:
    assert at_most("x", 500, 500, "ms").met is True
    assert at_most("x", 500.1, 500, "ms").met is False
    assert not Result("t", (exactly("lost", 1, 0), Figure("y", "3"))).met


def test_a_block_takes_the_place_of_its_former_self_and_leaves_the_others() -> None:
    empty = "# B\n\n<!-- end of bench -->\n"

    once = page.placed(empty, "bench", "mail", "one\n")
    both = page.placed(once, "bench", "boot", "boot\n")
    again = page.placed(both, "bench", "mail", "two \\1\n")

    assert again == (
        "# B\n\n<!-- bench:mail -->\ntwo \\1\n<!-- /bench:mail -->\n\n"
        "<!-- bench:boot -->\nboot\n<!-- /bench:boot -->\n\n<!-- end of bench -->\n"
    )
    with pytest.raises(ValueError, match="no <!-- end of soak -->"):
        page.placed(empty, "soak", "judge", "x\n")


def test_the_page_of_this_repository_has_a_place_for_both_kinds() -> None:
    text = page.PAGE.read_text(encoding="utf-8")

    assert "<!-- end of bench -->" in text
    assert "<!-- end of soak -->" in text


def test_a_block_names_command_day_commit_machine_and_load() -> None:
    block = page.block(Result("T", (at_most("a", 7, 5, "s"),), ("n",)), THEN, "make it")

    assert block == (
        "### T\n\n`make it` · 2026-11-24 09:00 UTC · commit 0123456789 · 2 cores · load at the start 0.1 0.1 0.1\n\n"
        "| Measured | Value | Target | |\n|---|---|---|---|\n| a | 7.0 s | ≤ 5 s | **missed** |\n\n- n\n"
    )


@pytest.mark.slow
def test_office_pages_ask_as_much_for_three_rows_as_for_one() -> None:
    result = pages.measure()

    assert [(figure.name, figure.value) for figure in result.figures if figure.met is False] == []


@pytest.mark.slow
def test_parts_of_a_few_candidates_are_all_kept() -> None:
    result = parts.measure(candidates=5, seconds=6.0)

    counted = {figure.name: figure for figure in result.figures}
    assert counted["Acknowledged parts that are not in the store"].value == "0"
    assert counted["Answers that did not finish under the right hash"].value == "0"
