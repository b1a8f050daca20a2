"""A speaker is compared with the own other answers and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole_engines.signals.delivery import DeliverySignal
from bole_engines.signals.types import Spoken


def sound(pace=4.0, paused_ms=6_000, pitch=3.0, energy=6.0, speech_ms=24_000):
    return {
        "speech_ms": speech_ms,
        "span_ms": 30_000,
        "pace": {"per_s_speaking": pace},
        "pauses": {"total_ms": paused_ms},
        "pitch": {"iqr": pitch},
        "energy": {"iqr": energy},
    }


def described(*sounds):
    return DeliverySignal().describe([Spoken(n, "", delivery=one) for n, one in enumerate(sounds)])


def of(said, code):
    return [(one.index, one.values["usual"], one.values["side"]) for one in said.findings if one.code == code]


def test_each_answer_is_compared_with_the_median_of_the_others():
    said = described(sound(4.0), sound(4.2), sound(6.0))
    assert of(said, "pace") == [(0, 5.1, "less"), (1, 5.0, "less"), (2, 4.1, "more")]


def test_small_differences_are_the_usual_to_and_fro():
    said = described(sound(4.0), sound(4.2, paused_ms=8_000), sound(4.1, pitch=3.9, energy=7.9))
    assert {one.values["side"] for one in said.findings} == {"same"}
    assert len(said.findings) == 12


def test_pauses_are_a_share_of_the_time():
    said = described(sound(), sound(), sound(paused_ms=15_000))
    assert [one.values["value"] for one in said.findings if one.code == "pauses"] == [20.0, 20.0, 50.0]
    assert of(said, "pauses")[2] == (2, 20.0, "more")


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_slow_speaker_and_a_fast_one_are_described_alike(factor):
    def sides(*paces):
        return [side for _, _, side in of(described(*(sound(pace) for pace in paces)), "pace")]

    assert sides(3.0, 4.0, 4.0) == sides(3.0 * factor, 4.0 * factor, 4.0 * factor)


def test_two_spoken_answers_are_too_few():
    said = described(sound(), sound(6.0), None)
    assert said.findings == ()
    assert [reason.code for reason in said.reasons] == ["signals.too_few_answers"]


def test_a_few_seconds_are_not_described_and_no_baseline():
    said = described(sound(), sound(), sound(), sound(9.0, speech_ms=4_000))
    assert {one.index for one in said.findings} == {0, 1, 2}
    assert {one.values["side"] for one in said.findings} == {"same"}
    assert [(reason.code, reason.data["index"]) for reason in said.reasons] == [("signals.too_short", 3)]


LEAF = st.none() | st.booleans() | st.floats() | st.just("4.0") | st.integers(-9, 99_999)
PART = LEAF | st.fixed_dictionaries({"per_s_speaking": LEAF, "total_ms": LEAF, "iqr": LEAF})
BROKEN = st.fixed_dictionaries(
    {"speech_ms": LEAF | st.just(24_000), "span_ms": LEAF, "pace": PART, "pauses": PART, "pitch": PART, "energy": PART}
)


@given(st.lists(BROKEN, max_size=5))
def test_broken_figures_are_left_out(sounds):
    said = described(*sounds)
    assert all(one.values["side"] in {"same", "more", "less"} for one in said.findings)
