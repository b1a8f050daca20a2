"""The product's own source, read as text and as trees: nothing here imports it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
BOLE = SOURCE / "bole"

# Packages that are not domain modules, and why the shape of a module does not bind them.
NOT_MODULES = {
    "core": "knows no module, and is open: it holds what every module stands on",
    "config": "wires everything",
    "integrations": "one folder a provider, imported by nobody",
}


def modules() -> list[str]:
    """The domain modules that exist."""
    return [name for name in packages() if name not in NOT_MODULES]


def packages() -> list[str]:
    return sorted(path.parent.name for path in BOLE.glob("*/__init__.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def sources(*, tests: bool = False) -> Iterator[Path]:
    """The product's files: generated migrations left out, tests too unless asked for."""
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE).parts
        if "migrations" not in inside and (tests or "tests" not in inside):
            yield path


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of a chain of names; empty for anything else."""
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return node.id if isinstance(node, ast.Name) else ""


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
