"""Questions, groups and decisions: textbook values, edges, and the promise that small groups are not shown."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole_engines.psychometrics import dif, fairness, items, predict, tables, weighting
from bole_engines.psychometrics.items import Seen

GROUPS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
)


def test_fisher_s_cup_of_tea():
    assert tables.fisher(3, 1, 1, 3) == pytest.approx(0.4857142857)
    assert tables.fisher(4, 0, 0, 4) == pytest.approx(2 / 70)
    assert tables.fisher(0, 5, 0, 5) == 1.0


def test_wilson_and_katz_by_hand():
    # 10 of 50: Wilson (0.1124, 0.3304); ratio to 20 of 50 is 0.5, SE √(1/10 − 1/50 + 1/20 − 1/50) = √0.11.
    assert tables.wilson(10, 50) == pytest.approx((0.11244, 0.33037), abs=1e-4)
    value, low, high = tables.ratio(10, 50, 20, 50)
    assert value == pytest.approx(0.5)
    assert (low, high) == pytest.approx((0.5 * math.exp(-1.96 * 0.33166), 0.5 * math.exp(1.96 * 0.33166)), abs=1e-4)
    assert tables.ratio(0, 50, 20, 50) is None
    assert tables.wilson(0, 0) == (0.0, 1.0)
    assert tables.two_proportions(10, 50, 20, 50) == pytest.approx(0.0291, abs=2e-4)


def test_the_interval_of_the_facts_file():
    # Forty per cent of fifty, no difference: the interval of the ratio is 0.62–1.62.
    _value, low, high = tables.ratio(20, 50, 20, 50)
    assert (round(low, 2), round(high, 2)) == (0.62, 1.62)


def test_impact_compares_with_the_highest_rate_and_gives_no_verdict():
    found = fairness.impact({"男": (20, 40), "女": (15, 40)}, kind="selection")
    women = next(one for one in found.rows if one.group == "女")

    assert (women.ratio, women.best, women.reading) == (0.75, False, "no_difference_shown")
    assert women.low < 0.8 < women.high
    assert found.below == ("女",)


def test_a_difference_that_is_more_than_chance_is_named():
    found = fairness.impact({"a": (160, 200), "b": (80, 200), "c": (0, 50)}, kind="selection")

    assert {one.group: one.reading for one in found.rows} == {
        "a": "no_difference_shown",
        "b": "difference_shown",
        "c": "difference_shown",
    }


def test_under_two_per_cent_is_shown_and_not_compared():
    found = fairness.impact({"a": (200, 400), "b": (90, 200), "c": (1, 6)}, kind="selection")
    small = next(one for one in found.rows if one.group == "c")

    assert (small.reading, small.n, small.ratio) == ("too_small", 6, None)


def test_a_hidden_group_does_not_follow_from_the_total():
    two = fairness.impact({"男": (20, 40), "女": (1, 3)}, kind="selection", unknown=2)
    three = fairness.impact({"a": (20, 40), "b": (10, 30), "c": (1, 4)}, kind="selection", unknown=9)

    assert [one.n for one in two.rows] == [None, None]
    assert {one.group: one.n for one in three.rows} == {"a": 40, "b": None, "c": None}
    assert (two.unknown, three.unknown) == (None, 9)


@given(GROUPS)
@settings(max_examples=150, deadline=None)
def test_no_small_group_is_ever_shown(hits):
    found = fairness.impact(hits, kind="selection")
    shown = [one for one in found.rows if one.n is not None]
    hidden = [one.group for one in found.rows if one.n is None]

    assert all(one.n >= 5 for one in shown)
    assert not hidden or (len(hidden) >= 2 and sum(hits[name][1] for name in hidden) >= 5) or not shown
    assert all(one.ratio is None or 0 <= one.ratio <= 1 for one in shown)


def test_scoring_rate_is_the_share_above_everybody_s_median():
    assert fairness.above_median({"a": [50, 60, 70], "b": [40, 50, 80]}) == {"a": (2, 3), "b": (1, 3)}
    assert fairness.above_median({"a": [], "b": []}) == {"a": (0, 0), "b": (0, 0)}


def test_smd_by_hand():
    # Means 3 and 4, both SD √2.5: d = −0.632; small-sample factor 1 − 3/31.
    found = fairness.smd([1, 2, 3, 4, 5], [2, 3, 4, 5, 6])

    assert found.value == pytest.approx(-1 / math.sqrt(2.5) * (1 - 3 / 31))
    assert found.low < -1 < 0 < found.high
    assert fairness.smd([1, 2], [2, 3, 4, 5, 6]).value is None
    assert fairness.smd([2] * 5, [2] * 5).value is None


def test_dsm_sees_a_group_the_machine_marks_down():
    people = {"a": [2.0, 3, 4, 3, 2, 4], "b": [2.0, 3, 4, 3, 2, 4]}
    even = fairness.dsm(people, people)
    uneven = fairness.dsm({"a": people["a"], "b": [one - 1 for one in people["b"]]}, people)

    assert (even["a"].value, even["b"].value) == (0.0, 0.0)
    assert uneven["b"].value < -0.4 < 0.4 < uneven["a"].value


def test_mantel_haenszel_by_hand():
    # Strata (20, 10 | 10, 20) and (30, 10 | 20, 20): (400/60 + 600/80) / (100/60 + 200/80) = 14.1667 / 4.1667 = 3.4.
    found = dif.mantel_haenszel([(20, 10, 10, 20), (30, 10, 20, 20)])

    assert found.odds == pytest.approx(3.4)
    assert found.delta == pytest.approx(-2.35 * math.log(3.4))
    assert (found.size, found.n, found.focal_n) == ("C", 140, 70)
    assert found.low > 1
    # (|50 − 40| − ½)² ÷ (30·30·30·30/60²/59 + 40·40·50·30/80²/79) = 90.25 / 8.5602
    assert found.p == pytest.approx(math.erfc(math.sqrt(90.25 / (810000 / 3600 / 59 + 2400000 / 6400 / 79) / 2)))


def test_no_difference_is_class_a_and_empty_strata_are_no_strata():
    assert dif.mantel_haenszel([(20, 10, 20, 10), (10, 20, 10, 20)]).size == "A"
    assert dif.mantel_haenszel([(5, 0, 0, 0)]) is None


def test_dif_needs_twenty_in_each_group_and_finds_what_was_planted():
    rng = np.random.default_rng(2)
    ability = rng.normal(size=400)
    focal = np.arange(400) % 2 == 0
    harder = ability - 1.5 * focal + rng.normal(scale=0.5, size=400)
    fair = ability + rng.normal(scale=0.5, size=400)

    planted = dif.of_item(harder.tolist(), ability.tolist(), focal.tolist())
    assert (planted.size, planted.delta < 0) == ("C", True)
    assert dif.of_item(fair.tolist(), ability.tolist(), focal.tolist()).size == "A"
    assert dif.of_item(fair[:30].tolist(), ability[:30].tolist(), focal[:30].tolist()) is None


def seen(scores: list[float | None], **more) -> list[Seen]:
    return [
        Seen(str(k), True, score, reason="" if score is not None else "too_short", **more)
        for k, score in enumerate(scores)
    ]


def test_the_figures_of_a_question_by_hand():
    first = [
        Seen("a", True, 0.5, 60.0),
        Seen("b", True, 1.0, 80.0),
        Seen("c", True, None, 5.0, "too_short"),
        Seen("d", True, 0.0, 70.0),
    ]
    second = [Seen("a", True, 0.5), Seen("b", True, 1.0), Seen("c", False, None), Seen("d", True, 0.0)]
    one, two = items.analyse(["q1", "q2"], {"q1": first, "q2": second}, seed=1)

    assert (one.exposure, one.answered, one.rated, one.seconds) == (4, 4, 3, 65.0)
    assert (one.difficulty, one.abstention, one.drop_off) == (0.5, 0.25, 0.25)
    assert (one.discrimination.value, one.discrimination.n) == (pytest.approx(1.0), 3)
    assert dict(one.reasons) == {"too_short": 1}
    assert (two.drop_off, two.answered, two.advice) == (None, 3, ("too_few",))


def test_those_who_left_before_handing_in_count_where_they_stopped():
    # Of five who handed in all answered all; three more left, two at q1 and one at q2.
    all_of_it = {name: seen([0.5] * 5) for name in ("q1", "q2", "q3")}
    found = items.analyse(["q1", "q2", "q3"], all_of_it, seed=1, left={"q1": 2, "q2": 1})
    last = items.analyse(["q1", "q2", "q3"], all_of_it, seed=1, left={"q3": 5})

    assert [one.drop_off for one in found] == [2 / 8, 1 / 6, None]
    assert [one.exposure for one in found] == [5, 5, 5]
    assert [one.drop_off for one in last] == [0.0, 0.0, 0.5]


def test_advice_names_questions_that_do_nothing():
    rng = np.random.default_rng(4)
    ability = rng.uniform(size=40)
    good = np.clip(ability + rng.normal(scale=0.1, size=40), 0, 1)
    found = items.analyse(
        ["hard", "upside_down", "good", "other"],
        {
            "hard": seen([0.0] * 36 + [0.5] * 4),
            "upside_down": seen((1 - ability).tolist()),
            "good": seen(good.tolist()),
            "other": seen(ability.tolist()),
        },
        seed=1,
    )
    advice = {one.question: one.advice for one in found}

    assert "too_hard" in advice["hard"]
    assert advice["upside_down"] == ("negative",)
    assert items.analyse(["q"], {}, seed=1)[0].advice == ("too_few",)


def test_separation_by_hand():
    # Of 25 comparisons the taken one is higher in 24 and level in one: 24.5 / 25.
    found = predict.separation([5, 6, 7, 8, 9, 1, 2, 3, 4, 5], [True] * 5 + [False] * 5, seed=1)

    assert found.value == pytest.approx(24.5 / 25)
    assert found.low <= found.value <= found.high
    assert predict.separation([1, 2, 3], [True, False, True], seed=1).value is None


def test_a_weighting_that_is_as_good_and_more_even_is_pointed_out():
    levels, taken, groups = [], [], []
    for k in range(80):
        skill, talk = 1 + k % 5, 5 if k % 2 else 1
        levels.append({"skill": skill, "talk": talk})
        taken.append(skill >= 4)
        groups.append({"sex": "m" if k % 2 else "f"})
    found = weighting.compare(
        levels, taken, groups, in_use={"skill": 20, "talk": 80}, other={"skill": 80, "talk": 20}, seed=1
    )

    assert found.other.separation.value > found.in_use.separation.value
    assert found.other.lowest_ratio > found.in_use.lowest_ratio
    assert found.less_discriminatory_equal is True
    assert weighting.matches([{"skill": 5}], {"skill": 40, "talk": 60}) == [None]
