"""The signals that are installed, by name, and the one call that asks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bole_engines.common import Reason
from bole_engines.signals.delivery import DeliverySignal
from bole_engines.signals.types import Described, Signal, Spoken, verified
from bole_engines.signals.wording import WordingSignal

SIGNALS: Mapping[str, Signal] = {one.name: one for one in (DeliverySignal(), WordingSignal())}


def describe(
    names: Iterable[str], answers: Sequence[Spoken], *, installed: Mapping[str, Signal] = SIGNALS
) -> tuple[Described, ...]:
    """What the named signals say, in the order of `names`.

    A signal that is not installed, fails, or quotes what was not said is answered by a reason instead of its findings:
    a description is worth less than the page it stands on.
    """
    return tuple(_asked(name, installed.get(name), answers) for name in names)


def _asked(name: str, signal: Signal | None, answers: Sequence[Spoken]) -> Described:
    if signal is None:
        return Described(name, "", reasons=(Reason("signals.not_installed"),))
    try:
        said = signal.describe(answers)
    except Exception as error:  # noqa: BLE001 -- a plug-in fails in its own ways, and the report does without it
        return Described(name, signal.version, reasons=(Reason("signals.failed", {"error": type(error).__name__}),))
    if all(verified(passage, answers) for finding in said.findings for passage in finding.passages):
        return said
    return Described(name, signal.version, reasons=(Reason("signals.quote_not_found"),))
