"""Each module has the same few things in the same places: a page about it, a door, ports that somebody answers."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.architecture import product

DOOR = 15

# Port → what answers it: the real adapters, and the stand-ins that work offline. Add a line with each new Protocol.
ANSWERS = {
    "accounts.Courier": ("bole.notifications.api.courier",),
    "assessment.LanguageModel": ("bole.integrations.llm_http.model", "bole.integrations.fake.model.model"),
    "interviews.SpeechToText": (
        "bole.integrations.speech_local.transcriber",
        "bole.integrations.speech_http.transcriber",
        "bole.integrations.fake.speech.transcriber",
    ),
    "notifications.Mailer": ("bole.integrations.mail.mailer", "bole.integrations.fake.mail.mailer"),
}


@pytest.mark.parametrize("name", product.packages())
def test_a_package_says_what_it_is_for(name):
    readme = product.BOLE / name / "README.md"

    assert readme.is_file(), f"{name} has no README.md: what it owns, its words, states, events, what it never does"
    assert len(readme.read_text(encoding="utf-8").splitlines()) >= 10


@pytest.mark.parametrize("name", product.modules())
def test_a_module_has_a_narrow_door(name):
    door = importlib.import_module(f"bole.{name}.api")

    assert len(door.__all__) <= DOOR, f"bole.{name}.api promises {len(door.__all__)} names; {DOOR} are allowed"
    assert sorted(set(door.__all__)) == sorted(door.__all__)
    assert [n for n in door.__all__ if not hasattr(door, n)] == []


@pytest.mark.parametrize("name", product.modules())
def test_a_module_has_tests_and_says_which_personal_data_it_holds(name):
    folder = product.BOLE / name

    assert list((folder / "tests").glob("test_*.py")), f"{name} has no tests"
    assert (folder / "pii.py").is_file(), f"{name} has no pii.py"


def protocols() -> dict[str, ast.ClassDef]:
    """``module.Port`` → its definition, for each Protocol in a ports.py."""
    found = {}
    for path in product.BOLE.glob("*/ports.py"):
        for node in product.tree(path).body:
            if isinstance(node, ast.ClassDef) and any(product.dotted(b).endswith("Protocol") for b in node.bases):
                found[f"{path.parent.name}.{node.name}"] = node
    return found


def test_every_port_has_an_adapter_and_a_stand_in_listed():
    assert sorted(ANSWERS) == sorted(protocols())


@pytest.mark.parametrize(("port", "answer"), [(port, answer) for port in ANSWERS for answer in ANSWERS[port]])
def test_what_answers_a_port_has_what_the_port_asks_for(port, answer):
    module, _, name = answer.rpartition(".")
    made = getattr(importlib.import_module(module), name)
    asked = [n.name for n in protocols()[port].body if isinstance(n, ast.FunctionDef) and n.name != "__call__"]
    thing = made() if asked else made  # settings name a factory that needs nothing; a port of one call is the call

    assert callable(made)
    assert [name for name in asked if not callable(getattr(thing, name, None))] == []


def test_the_ports_that_settings_name_are_ports(settings):
    assert [port for port in settings.BOLE_PORTS if port not in ANSWERS] == []


def enqueued() -> dict[str, str]:
    """Job name → one place that enqueues it."""
    found = {}
    for path in product.sources():
        for node in ast.walk(product.tree(path)):
            if isinstance(node, ast.Call) and product.dotted(node.func) == "jobs.enqueue":
                found.setdefault(job_name(path, node), product.place(path, node))
    return found


def job_name(path: Path, call: ast.Call) -> str:
    first = call.args[0]
    assert isinstance(first, ast.Constant), f"{product.place(path, call)}: name the job in plain text"
    return str(first.value)


def test_every_job_enqueued_by_name_exists():
    from bole.core import jobs  # noqa: PLC0415 -- Django must be set up

    for path in product.BOLE.glob("*/tasks.py"):
        importlib.import_module(f"bole.{path.parent.name}.tasks")
    known = jobs.registered()

    assert {name: where for name, where in enqueued().items() if name not in known} == {}


def test_every_job_is_enqueued_by_somebody():
    from bole.core import jobs  # noqa: PLC0415 -- Django must be set up

    ours = {name for name, registered in jobs.registered().items() if registered.run.__module__.startswith("bole.")}

    assert ours - set(enqueued()) == set()
