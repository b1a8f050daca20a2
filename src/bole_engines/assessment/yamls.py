"""YAML as plans and banks use it: safe, without aliases, every key once, and with the line of every value at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from bole_engines.assessment.faults import Fault, Path

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


class BadYaml(Exception):
    """Text that is no such YAML; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.with_line)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines that quote each other would otherwise unfold to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "aliases (*name) are not used in plans", self.peek_event().start_mark
            )
        return super().compose_node(parent, index)


@dataclass(frozen=True)
class Document:
    """One file: its values, the line (from 1) of each place, and keys that stand twice."""

    data: Any
    lines: Mapping[Path, int]
    twice: tuple[Fault, ...]

    def line(self, path: Path) -> int:
        """The line of a place; of the nearest place around it when it has none of its own (a key that is missing)."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def read(source: str) -> Document:
    """The values of a YAML text with their lines; raises `BadYaml`."""
    loader: Any = _PlainLoader(source) if _readable(source) else None
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(None, {}, ())
        lines: dict[Path, int] = {}
        twice: list[Fault] = []
        _walk(node, (), lines, twice)
        return Document(loader.construct_document(node), lines, tuple(twice))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "not YAML"
        raise BadYaml(Fault("syntax", data={"why": why}, line=mark.line + 1 if mark else None)) from error
    except (ValueError, OverflowError, RecursionError) as error:
        # A date such as 2026-99-99, a number of thousands of digits, a thousand brackets.
        raise BadYaml(Fault("unreadable", data={"kind": type(error).__name__})) from error
    finally:
        loader.dispose()


def _readable(source: str) -> bool:
    """Characters that no YAML may hold are found when the loader is made, before there is anything to dispose of."""
    try:
        yaml.reader.Reader(source)
    except yaml.YAMLError as error:
        before = source[: getattr(error, "position", 0)]
        fault = Fault("no_text", line=before.count("\n") + 1)
        raise BadYaml(fault) from error
    return True


def path_of(where: str) -> Path:
    """The path of a place as `BadData` names it: "Bank.questions[3].kind" is ("questions", 3, "kind")."""
    return tuple(name if name else int(index) for name, index in _STEP.findall(where))


def _walk(node: Any, path: Path, lines: dict[Path, int], twice: list[Fault]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), lines, twice)
    elif isinstance(node, yaml.MappingNode):
        seen: set[Any] = set()
        for key, value in node.value:
            name = int(key.value) if key.tag.endswith(":int") and str(key.value).isdigit() else key.value
            place = (*path, name) if isinstance(name, str | int) else path
            line = key.start_mark.line + 1
            if isinstance(name, str | int) and name in seen:
                twice.append(Fault("key_twice", place, data={"key": name}, line=line))
            seen.add(name if isinstance(name, str | int) else None)
            lines[place] = line
            _walk(value, place, lines, twice)
