"""May these machine levels be relied on? RSMTool's evaluation thresholds, applied to figures with intervals."""

from __future__ import annotations

from typing import Literal

from bole_engines.psychometrics.types import Check, Figure, Verdict

Outcome = Literal["open", "provisional", "shut"]

LEAST_PAIRS = 30
QWK, PEARSON, DEGRADATION, SMD, SUBGROUP = 0.70, 0.70, 0.10, 0.15, 0.10


def release(
    *, qwk: Figure, pearson: Figure, smd: Figure, human_qwk: Figure, subgroup_smd: tuple[Figure, ...] = ()
) -> tuple[Check, ...]:
    """The gate's lines: enough ratings, QWK ≥ .70, r ≥ .70, degradation ≤ .10, |SMD| ≤ .15, subgroups ≤ .10.

    Degradation is how much better two people agree with each other (`human_qwk`) than the machine with people. Subgroup
    differences are those of standardised machine minus human levels; without any the line is "unknown".
    """
    fewer = qwk.value is None or human_qwk.value is None
    degradation = None if fewer else _rounded(human_qwk.value) - _rounded(qwk.value)
    enough: Verdict = "met" if qwk.n >= LEAST_PAIRS else "missed"
    return (
        Check("pairs", float(qwk.n), float(LEAST_PAIRS), True, enough),
        _at_least("qwk", qwk, QWK),
        _at_least("pearson", pearson, PEARSON),
        Check("degradation", degradation, DEGRADATION, False, _below(degradation, DEGRADATION)),
        _within("smd", smd, SMD),
        _subgroups(subgroup_smd),
    )


def outcome(checks: tuple[Check, ...]) -> Outcome:
    """ "open" when every line is met beyond doubt, "provisional" when the figures are right and an interval is not, else "shut".

    An unknown subgroup line does not shut the gate: small houses have too few people a group to know.
    """
    verdicts = [one.verdict for one in checks if one.code != "subgroups" or one.verdict != "unknown"]
    if any(one in ("missed", "unknown") for one in verdicts):
        return "shut"
    return "provisional" if "unsure" in verdicts else "open"


def _subgroups(found: tuple[Figure, ...]) -> Check:
    """Missed when a group lies beyond the limit and not by chance; a small group's chance difference leaves it unsure."""
    known = [(abs(one.value), one) for one in found if one.value is not None]
    worst = max((size for size, _ in known), default=None)
    beyond = [one for size, one in known if round(size, 9) > SUBGROUP]
    verdict: Verdict = "unknown" if worst is None else "met"
    if any(one.low is not None and one.high is not None and not one.low <= 0 <= one.high for one in beyond):
        verdict = "missed"
    elif beyond:
        verdict = "unsure"
    return Check("subgroups", worst, SUBGROUP, False, verdict)


def _rounded(value: float | None) -> float:
    # Two figures that print alike must not differ by a threshold in the fifteenth digit.
    return round(value or 0.0, 9)


def _below(value: float | None, limit: float) -> Verdict:
    if value is None:
        return "unknown"
    return "met" if round(value, 9) <= limit else "missed"


def _at_least(code: str, found: Figure, limit: float) -> Check:
    if found.value is None:
        return Check(code, None, limit, True, "unknown")
    if found.value < limit:
        return Check(code, found.value, limit, True, "missed")
    sure = found.low is not None and found.low >= limit
    return Check(code, found.value, limit, True, "met" if sure else "unsure")


def _within(code: str, found: Figure, limit: float) -> Check:
    if found.value is None:
        return Check(code, None, limit, False, "unknown")
    if abs(found.value) > limit:
        return Check(code, found.value, limit, False, "missed")
    inside = found.low is not None and found.high is not None and -limit <= found.low and found.high <= limit
    return Check(code, found.value, limit, False, "met" if inside else "unsure")
