"""docs/benchmarks.md: one block a measurement, each between its own markers, so that one can be taken anew alone."""

from __future__ import annotations

import re

from tools import tree
from tools.bench.figures import Figure, Result
from tools.bench.machine import Circumstances

PAGE = tree.ROOT / "docs" / "benchmarks.md"


def write(kind: str, name: str, result: Result, circumstances: Circumstances, command: str) -> None:
    """Put the block in the place of its former self; a new one goes to the end of its section (``kind``)."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(placed(text, kind, name, block(result, circumstances, command)), encoding="utf-8")


def placed(text: str, kind: str, name: str, content: str) -> str:
    """The page's text with this block in it. ValueError when the page has neither the block nor its section's end."""
    begin, end = f"<!-- {kind}:{name} -->", f"<!-- /{kind}:{name} -->"
    whole = f"{begin}\n{content}{end}"
    found = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if found.search(text):
        return found.sub(lambda _: whole, text)
    last = f"<!-- end of {kind} -->"
    if last not in text:
        raise ValueError(f"the page has no {last}")
    return text.replace(last, f"{whole}\n\n{last}")


def block(result: Result, circumstances: Circumstances, command: str) -> str:
    """One measurement as Markdown."""
    lines = [f"### {result.title}", "", circumstances.line(command), ""]
    lines += ["| Measured | Value | Target | |", "|---|---|---|---|", *map(_row, result.figures), ""]
    lines += [f"- {note}" for note in result.notes]
    return "\n".join(lines).rstrip() + "\n"


def _row(figure: Figure) -> str:
    verdict = {True: "met", False: "**missed**", None: ""}[figure.met]
    return f"| {figure.name} | {figure.value} | {figure.target} | {verdict} |"
