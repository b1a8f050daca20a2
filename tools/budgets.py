"""Size budgets: no file over 600 lines, no function over 80. Types and tests keep neither small; this does.

python -m tools.budgets
"""

import ast
import sys
from pathlib import Path

from tools import tree

FILE_LINES = 600
FUNCTION_LINES = 80
SUFFIXES = (".py", ".js", ".mjs", ".css", ".html")


def problems() -> list[str]:
    """One line for each file and function that has outgrown its budget. Generated migrations are not counted."""
    found = []
    for path in tree.files(*SUFFIXES):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > FILE_LINES:
            found.append(f"{tree.shown(path)}: {lines} lines, {FILE_LINES} are allowed; split it by what it does")
        if path.suffix == ".py":
            found += _long_functions(path, ast.parse(text))
    return found


def _long_functions(path: Path, module: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                found.append(
                    f"{tree.shown(path)}:{node.lineno}: {node.name} has {lines} lines, {FUNCTION_LINES} are allowed"
                )
    return found


if __name__ == "__main__":
    faults = problems()
    print("\n".join(faults) or "every file and function is within its budget")
    sys.exit(bool(faults))
