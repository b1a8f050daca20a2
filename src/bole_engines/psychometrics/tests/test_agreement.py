"""Agreement against values worked out by hand or printed in textbooks, and laws that hold for every data set."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole_engines.psychometrics import agreement, paired, reliability

LEVEL = st.integers(1, 5)
PAIRS = st.lists(st.tuples(LEVEL, LEVEL), min_size=5, max_size=40)
# Shrout and Fleiss (1979), table 2: six subjects by four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def kappa_by_matrix(pairs):
    """Quadratic weighted kappa as textbooks write it: 1 − Σ w·observed ÷ Σ w·expected over the 5 × 5 table."""
    observed = np.zeros((5, 5))
    for a, b in pairs:
        observed[a - 1, b - 1] += 1
    weight = np.array([[(i - j) ** 2 / 16 for j in range(5)] for i in range(5)])
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / len(pairs)
    below = (weight * expected).sum()
    return 1 - (weight * observed).sum() / below if below else float("nan")


def test_a_worked_example():
    # Means 3 and 3.2, variances 2 and 1.36, covariance 1.6; the SD of y with n − 1 is √1.7.
    found = paired([(1, 2), (2, 2), (3, 3), (4, 4), (5, 5)], seed=1)

    assert found.qwk.value == pytest.approx(2 * 1.6 / (2 + 1.36 + 0.04))
    assert found.pearson.value == pytest.approx(1.6 / math.sqrt(2 * 1.36))
    assert found.smd.value == pytest.approx(-0.2 / math.sqrt(1.7))
    assert (found.exact.value, found.adjacent.value, found.n) == (0.8, 1.0, 5)


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_the_moment_form_is_the_kappa_of_textbooks(pairs):
    textbook = kappa_by_matrix(pairs)
    found = paired(pairs, seed=3, draws=10).qwk.value

    if math.isnan(textbook):
        assert found is None
    else:
        assert found == pytest.approx(textbook, abs=1e-9)


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_sides_may_be_swapped_and_order_does_not_matter(pairs):
    one = paired(pairs, seed=5, draws=10)
    other = paired([(b, a) for a, b in reversed(pairs)], seed=5, draws=10)

    for name in ("qwk", "pearson", "exact", "adjacent"):
        mine, theirs = getattr(one, name).value, getattr(other, name).value
        assert (mine is None and theirs is None) or mine == pytest.approx(theirs, abs=1e-9)


@given(PAIRS)
@settings(max_examples=40, deadline=None)
def test_figures_stay_in_their_bounds_and_agree_with_numpy(pairs):
    found = paired(pairs, seed=5, draws=50)
    x, y = np.array(pairs, dtype=float).T

    assert 0 <= found.exact.value <= found.adjacent.value <= 1
    if found.pearson.value is None:
        assert x.std() == 0 or y.std() == 0
    else:
        assert found.pearson.value == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-6)
        # Kappa punishes shifts and scales that r forgives.
        assert abs(found.qwk.value) <= abs(found.pearson.value) + 1e-9


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    rng = np.random.default_rng(7)
    pairs = [(int(a), int(min(5, max(1, a + rng.integers(-1, 2))))) for a in rng.integers(1, 6, 60)]

    first, again, other = paired(pairs, seed=1), paired(pairs, seed=1), paired(pairs, seed=2)

    assert first == again
    assert first.qwk.value == other.qwk.value
    assert (first.qwk.low, first.qwk.high) != (other.qwk.low, other.qwk.high)
    assert first.qwk.low < first.qwk.value < first.qwk.high


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(11)
    inside = 0
    for k in range(200):
        x = rng.normal(size=80)
        y = 0.8 * x + 0.6 * rng.normal(size=80)
        found = paired(list(zip(x.tolist(), y.tolist(), strict=True)), seed=k, draws=300).pearson
        inside += found.low <= 0.8 <= found.high

    assert 180 <= inside <= 200


def test_pairs_of_one_interview_stay_together():
    same = [[(1, 1), (1, 1), (1, 1)], [(3, 3), (3, 3), (3, 3)], [(5, 2), (5, 2), (5, 2)], [(2, 2)] * 3, [(4, 4)] * 3]
    clustered = agreement(same, seed=1)
    loose = paired([pair for one in same for pair in one], seed=1)

    assert clustered.qwk.value == pytest.approx(loose.qwk.value)
    assert (clustered.n, clustered.cases) == (15, 5)
    assert clustered.exact.high - clustered.exact.low > loose.exact.high - loose.exact.low


@pytest.mark.parametrize("pairs", [[], [(3, 3)], [(3, 3)] * 8])
def test_what_does_not_vary_has_no_kappa(pairs):
    found = paired(pairs, seed=1)

    assert (found.qwk.value, found.qwk.low, found.pearson.value) == (None, None, None)
    assert found.exact.value == (1.0 if pairs else None)


def test_few_cases_have_a_figure_and_no_interval():
    found = paired([(1, 1), (2, 2), (3, 4), (5, 5)], seed=1)

    assert found.qwk.value is not None
    assert (found.qwk.low, found.qwk.high) == (None, None)


def test_reliability_as_printed_by_shrout_and_fleiss():
    found = reliability(SHROUT_FLEISS, seed=1)

    assert (round(found.single.value, 2), round(found.average.value, 2), found.raters) == (0.29, 0.62, 4)
    assert found.single.low < 0.29 < found.single.high


def test_raters_of_one_mind_are_perfectly_reliable_and_a_lenient_one_costs():
    same = reliability([[k, k] for k in (1, 2, 3, 4, 5)], seed=1)
    lenient = reliability([[k, k + 1] for k in (1, 2, 3, 4)], seed=1)

    assert (same.single.value, same.average.value) == (1.0, 1.0)
    # Mean squares: subjects 10/3, raters 2, rest 0; so (10/3) / (10/3 + 2 · 2 / 4).
    assert lenient.single.value == pytest.approx((10 / 3) / (10 / 3 + 1))


@pytest.mark.parametrize("matrix", [[], [[3, 4]], [[3], [4]], [[3, 3], [3, 3]]])
def test_reliability_needs_two_of_each_and_some_spread(matrix):
    assert reliability(matrix, seed=1).single.value is None
