"""An import inside a function hides a dependency, so each says why it is there:

from bole.config import worker  # noqa: PLC0415 -- slow import

python -m tools.inline_imports
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import tree

REASON = re.compile(r"#\s*noqa:[^#]*\bPLC0415\b[^#]*--\s*\S")


def problems() -> list[str]:
    """One line for each import inside a function that gives no reason."""
    return [line for path in tree.files(".py") if "migrations" not in path.parts for line in _unexplained(path)]


def _unexplained(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    seen = set()
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Import | ast.ImportFrom) or node.lineno in seen:
                continue
            seen.add(node.lineno)
            if not any(REASON.search(line) for line in lines[node.lineno - 1 : node.end_lineno]):
                yield f"{tree.shown(path)}:{node.lineno}: say why: # noqa: PLC0415 -- reason"


if __name__ == "__main__":
    faults = problems()
    print("\n".join(faults) or "every import inside a function says why")
    sys.exit(bool(faults))
