"""The release gate's thresholds at their edges, and a table that may be switched on only when it helps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole_engines.psychometrics import calibration, gate
from bole_engines.psychometrics.types import Figure

SURE = {"qwk": (0.8, 0.75, 0.85), "pearson": (0.8, 0.75, 0.85), "smd": (0.02, -0.1, 0.1), "human_qwk": (0.85, 0.8, 0.9)}
PAIRS = st.lists(st.tuples(st.integers(1, 5), st.floats(1, 5)), min_size=1, max_size=60)


def checks(n: int = 60, **figures: tuple[float | None, float | None, float | None]):
    found = gate.release(**{name: Figure(*values, n) for name, values in {**SURE, **figures}.items()})
    return {one.code: one.verdict for one in found}, gate.outcome(found)


def test_a_gate_with_everything_met_is_open():
    assert checks() == (
        {"pairs": "met", "qwk": "met", "pearson": "met", "degradation": "met", "smd": "met", "subgroups": "unknown"},
        "open",
    )


@pytest.mark.parametrize(
    ("figures", "code", "verdict", "outcome"),
    [
        ({"n": 29}, "pairs", "missed", "shut"),
        ({"qwk": (0.6999, 0.6, 0.8)}, "qwk", "missed", "shut"),
        ({"qwk": (0.76, 0.69, 0.8)}, "qwk", "unsure", "provisional"),
        ({"pearson": (None, None, None)}, "pearson", "unknown", "shut"),
        ({"smd": (-0.16, -0.2, -0.1)}, "smd", "missed", "shut"),
        ({"smd": (0.15, 0.0, 0.3)}, "smd", "unsure", "provisional"),
        ({"human_qwk": (0.9, 0.8, 0.95)}, "degradation", "met", "open"),
        ({"human_qwk": (0.91, 0.8, 0.95)}, "degradation", "missed", "shut"),
        ({"human_qwk": (None, None, None)}, "degradation", "unknown", "shut"),
    ],
)
def test_each_threshold_at_its_edge(figures, code, verdict, outcome):
    assert checks(**figures)[0][code] == verdict
    assert checks(**figures)[1] == outcome


def test_a_subgroup_that_is_shifted_shuts_the_gate():
    found = gate.release(
        **{name: Figure(*values, 60) for name, values in SURE.items()},
        subgroup_smd=(Figure(0.05, -0.1, 0.2, 30), Figure(-0.11, -0.2, -0.02, 30), Figure(None, None, None, 2)),
    )

    assert (found[-1].value, found[-1].verdict, gate.outcome(found)) == (0.11, "missed", "shut")


def test_a_small_group_s_chance_difference_leaves_the_gate_provisional():
    found = gate.release(
        **{name: Figure(*values, 60) for name, values in SURE.items()}, subgroup_smd=(Figure(0.3, -0.2, 0.8, 6),)
    )

    assert (found[-1].value, found[-1].verdict, gate.outcome(found)) == (0.3, "unsure", "provisional")


def test_pool_adjacent_violators_by_hand():
    assert calibration.isotonic([1, 3, 2, 4], [1, 1, 1, 1]) == (1, 2.5, 2.5, 4)
    assert calibration.isotonic([1, 3, 2, 4], [1, 1, 3, 1]) == (1, 2.25, 2.25, 4)
    assert calibration.isotonic([3, 2, 1], [1, 1, 1]) == (2, 2, 2)


def test_a_table_by_hand():
    # Six ratings, all a level lower than the machine: the shift is −1; level 3: (2+2+2 + 3·2)/6 = 2, level 5: 4.
    table = calibration.fit([(3, 2), (3, 2), (3, 2), (5, 4), (5, 4), (5, 4)])

    assert table.values == (1.0, 1.0, 2.0, 3.0, 4.0)
    assert table.of(5) == 4.0
    assert calibration.Table.from_json(table.to_json()) == table


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_no_table_turns_two_candidates_round_or_leaves_the_scale(pairs):
    values = calibration.fit(pairs).values

    assert list(values) == sorted(values)
    assert all(1 <= one <= 5 for one in values)


def test_a_machine_that_is_a_level_too_kind_is_corrected_and_admitted():
    rng = np.random.default_rng(3)
    pairs = [(int(m), float(max(1, m - 1))) for m in rng.integers(2, 6, 60)]
    found = calibration.validate(pairs, seed=9)

    assert (found.admitted, found.reason) == (True, "better")
    assert (found.raw.bias, found.raw.rmse) == (1.0, 1.0)
    assert found.calibrated.rmse < 0.1
    assert calibration.validate(pairs, seed=9) == found


def test_a_machine_that_is_right_already_is_left_alone():
    pairs = [(1 + k % 5, float(1 + k % 5)) for k in range(50)]

    assert calibration.validate(pairs, seed=1).reason == "no_gain"


def test_pure_noise_is_not_admitted_as_order():
    rng = np.random.default_rng(5)
    pairs = [(int(a), float(b)) for a, b in zip(rng.integers(1, 6, 200), rng.integers(1, 6, 200), strict=True)]
    found = calibration.validate(pairs, seed=1)

    assert found.calibrated.qwk < 0.1


@pytest.mark.parametrize("n", [0, 1, 29])
def test_under_thirty_ratings_nothing_is_admitted(n):
    found = calibration.validate([(3, 2.0)] * n, seed=1)

    assert (found.admitted, found.reason, found.calibrated, found.n) == (False, "too_few", None, n)
