"""Signals are asked by name, weigh nothing, and cannot break the page they stand on."""

from bole_engines.signals import registry
from bole_engines.signals.types import Described, Finding, Passage, Spoken

ANSWERS = [Spoken(0, "我先核对单子。")]


class Plugin:
    name, version, weight = "own", "1", 0

    def __init__(self, said):
        self.said = said

    def describe(self, answers):
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


def asked(said):
    return registry.describe(["own"], ANSWERS, installed={"own": Plugin(said)})


def test_every_signal_that_is_installed_weighs_nothing():
    assert {(name, one.name, one.weight) for name, one in registry.SIGNALS.items()} == {
        ("delivery", "delivery", 0),
        ("wording", "wording", 0),
    }


def test_the_named_signals_answer_in_the_order_asked():
    assert [one.signal for one in registry.describe(["wording", "delivery"], ANSWERS)] == ["wording", "delivery"]


def test_what_is_not_installed_fails_or_misquotes_says_so():
    false = Described("own", "1", (Finding("x", 0, {}, (Passage(0, 0, 2, "他先"),)),))
    true = Described("own", "1", (Finding("x", 0, {}, (Passage(0, 0, 2, "我先"),)),))

    assert asked(true) == (true,)
    assert [(one.findings, one.reasons[0].code) for one in asked(false)] == [((), "signals.quote_not_found")]
    assert [(one.findings, one.reasons[0].data) for one in asked(ValueError("x"))] == [((), {"error": "ValueError"})]
    assert registry.describe(["gone"], ANSWERS)[0].reasons[0].code == "signals.not_installed"
