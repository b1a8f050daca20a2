"""What keeps the import contracts true, and what they cannot see."""

import ast
import configparser
import importlib.metadata
import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture import product
from tools import budgets, inline_imports

# Who may ask what time it is. Everybody else is handed `at`.
# `pii` is one: `privacy` walks the registry of personal data, which hands in a subject and no time.
CLOCK_EDGES = {"web", "rest", "tasks", "subscribers", "management", "pii"}
CLOCKS = re.compile(
    r"(^|\.)(clock\.now|timezone\.(now|localdate|localtime)|datetime\.(now|utcnow|today)|date\.today|time\.time)$"
)
CLOCK_READERS = {
    "bole/core/clock.py": "the clock itself",
    "bole/core/ids.py": "an identifier carries the millisecond of its birth",
    "bole/core/outbox.py": "the task that delivers stands beside what it delivers",
    "bole/integrations/mail/smtp.py": "a mail's Date is the moment it is handed to the server",
}

# Imported by the product, installed with the `dev` extra only.
DEV_ONLY = {"onnx": "builds the scripted speech model that tests drive; imported inside the functions that build it"}


def listing(faults: list[str]) -> str:
    """All of them: pytest would shorten a list."""
    return "\n".join(["", *faults])


def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(product.ROOT / ".importlinter", encoding="utf-8")
    return parser


def listed(contract: str, option: str) -> list[str]:
    return contracts()[f"importlinter:contract:{contract}"][option].split()


def test_the_contract_inside_modules_names_every_module_that_exists():
    assert listed("inside", "containers") == [f"bole.{name}" for name in product.modules()]


def test_all_seven_contracts_stand_and_the_layers_are_exhaustive():
    parser = contracts()
    names = [section.rpartition(":")[2] for section in parser.sections() if ":contract:" in section]

    assert names == ["modules", "inside", "doors", "engines-pure", "engines", "weightless", "acyclic"]
    assert [parser.get(f"importlinter:contract:{n}", "exhaustive") for n in ("modules", "inside", "engines")] == [
        "true"
    ] * 3
    assert not any(parser.has_option(section, "ignore_imports") for section in parser.sections())


def test_every_file_and_function_is_within_its_budget():
    assert not budgets.problems(), listing(budgets.problems())


def test_every_import_inside_a_function_says_why():
    assert not inline_imports.problems(), listing(inline_imports.problems())


def may_read_the_clock(inside: Path) -> bool:
    parts = {part.removesuffix(".py") for part in inside.parts}
    return bool(parts & CLOCK_EDGES) or inside.parts[:2] == ("bole", "config") or inside.as_posix() in CLOCK_READERS


def test_the_clock_is_read_at_the_edges_only():
    found = [
        f"{product.place(path, node)}: {product.dotted(node)}"
        for path in product.sources()
        if not may_read_the_clock(path.relative_to(product.SOURCE))
        for node in ast.walk(product.tree(path))
        if isinstance(node, ast.Attribute) and CLOCKS.search(product.dotted(node))
    ]

    assert not found, listing(found)


def test_every_listed_reader_of_the_clock_still_reads_it():
    for name in CLOCK_READERS:
        text = (product.SOURCE / name).read_text(encoding="utf-8")
        assert re.search(r"clock\.now|datetime\.now|time\.time", text), f"{name} needs no exception any more"


def imported_names() -> dict[str, str]:
    """Top-level package → one place that imports it."""
    found = {}
    for path in product.sources():
        for node in ast.walk(product.tree(path)):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                found.setdefault(name.split(".")[0], product.place(path, node))
    return found


def declared_distributions() -> set[str]:
    """What pyproject.toml asks for to run (dev tools are not), plus the carrier that build.in names."""
    project = tomllib.loads((product.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["embedded"], *extras["speech"]]
    return {normal(re.split(r"[\[=<>!~; ]", line)[0]) for line in wanted}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_resolves_to_a_declared_dependency():
    """In place of `pip check`, which would ask for what we leave out on purpose (torch)."""
    carriers = importlib.metadata.packages_distributions()
    declared, faults = declared_distributions(), []
    for name, where in sorted(imported_names().items()):
        if name in sys.stdlib_module_names or name in {"bole", "bole_engines", *DEV_ONLY}:
            continue
        if importlib.util.find_spec(name) is None:
            faults.append(f"{where}: {name} is not installed")
        elif not {normal(d) for d in carriers.get(name, ())} & declared:
            faults.append(f"{where}: {name} is not declared in pyproject.toml")

    assert not faults, listing(faults)


@pytest.mark.parametrize("name", sorted(declared_distributions()))
def test_a_declared_dependency_is_installed_in_its_pinned_version(name):
    lock = (product.ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {normal(n): version for n, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", lock, re.MULTILINE)}

    assert importlib.metadata.version(name) == pinned[name]
