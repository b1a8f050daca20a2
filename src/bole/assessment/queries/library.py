"""The supplied question banks: read from files that ship with the program and do not change while it runs."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from bole_engines.assessment import banks as engine

FOLDER = Path(__file__).resolve().parents[1] / "banks"
QUESTIONS = ".questions"
_KIND = re.compile(r"\bkind: *(?:behavioural|situational|explain|motivation|roleplay|code)\b")


@dataclass(frozen=True, slots=True)
class Supplied:
    """The head of a supplied bank. ``name`` is its file's name without ending."""

    name: str
    key: str
    family: str
    language: str
    version: int
    summary: str
    questions: int


def heads() -> tuple[Supplied, ...]:
    """Every supplied bank by language and name. Only their first lines are parsed: a whole bank takes half a second."""
    return _heads(FOLDER)


def bank(name: str) -> engine.Bank:
    """A supplied bank, checked; KeyError when there is none of that name."""
    if name not in {one.name for one in heads()}:
        raise KeyError(name)
    return _bank(FOLDER, name)


@functools.cache
def _heads(folder: Path) -> tuple[Supplied, ...]:
    names = [path.stem for path in sorted(folder.glob("*.yaml")) if not path.stem.endswith(QUESTIONS)]
    return tuple(sorted((_head(folder, name) for name in names), key=lambda one: (one.language == "en", one.name)))


@functools.lru_cache(maxsize=32)
def _bank(folder: Path, name: str) -> engine.Bank:
    return engine.load(*_texts(folder, name))


def _head(folder: Path, name: str) -> Supplied:
    first, second = _texts(folder, name)
    head = yaml.safe_load(re.split(r"^(?:synonyms|competencies):", first, maxsplit=1, flags=re.MULTILINE)[0])
    count = len(_KIND.findall(first + (second or "")))
    return Supplied(
        name, head["bank"], head["family"], head["language"], head["version"], head.get("summary", ""), count
    )


def _texts(folder: Path, name: str) -> tuple[str, str | None]:
    second = folder / f"{name}{QUESTIONS}.yaml"
    questions = second.read_text(encoding="utf-8") if second.exists() else None
    return (folder / f"{name}.yaml").read_text(encoding="utf-8"), questions
