"""Refusals carry code and data; traces keep order; the codec is exact in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pytest

from bole_engines.common import BadData, Reason, Refused, Trace, decode, encode


@dataclass(frozen=True)
class Inner:
    name: str
    size: float = 1.0


@dataclass(frozen=True)
class Outer:
    kind: Literal["a", "b"]
    inner: tuple[Inner, ...]
    by_level: Mapping[int, str] = field(default_factory=dict)
    maybe: int | None = None
    span: tuple[int, int] = (0, 0)


WHOLE = Outer("a", (Inner("x", 2.0),), {1: "low", 5: "high"}, None, (3, 4))


def test_values_come_back_as_they_went() -> None:
    data = encode(WHOLE)

    assert data == {
        "kind": "a",
        "inner": [{"name": "x", "size": 2.0}],
        "by_level": {"1": "low", "5": "high"},
        "maybe": None,
        "span": [3, 4],
    }
    assert decode(Outer, data) == WHOLE


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "c"}, "Outer.kind"),
        ({"inner": [{"size": 1}]}, "Outer.inner[0].name"),
        ({"inner": [{"name": 3}]}, "Outer.inner[0].name"),
        ({"inner": "x"}, "Outer.inner"),
        ({"by_level": {"one": "low"}}, "Outer.by_level.one"),
        ({"maybe": True}, "Outer.maybe"),
        ({"span": [1, 2, 3]}, "Outer.span"),
        ({"other": 1}, "Outer.other"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, object], where: str) -> None:
    with pytest.raises(BadData) as refusal:
        decode(Outer, {**encode(WHOLE), **change})

    assert refusal.value.data["where"] == where


def test_a_refusal_fills_its_sentence_and_keeps_the_data() -> None:
    class TooShort(Refused):
        code = "test.too_short"
        sentence = "{name} is shorter than {least}."

    refusal = TooShort(name="x", least=3)

    assert (refusal.code, str(refusal), refusal.data) == (
        "test.too_short",
        "x is shorter than 3.",
        {"name": "x", "least": 3},
    )


def test_a_trace_keeps_order_and_names_each_code_once() -> None:
    trace = Trace()
    trace.note("b", at=1)
    trace.note("a")
    trace.note("b", at=2)

    assert trace.codes == ("b", "a")
    assert trace.reasons == (Reason("b", {"at": 1}), Reason("a"), Reason("b", {"at": 2}))
