"""A raw reply to quotes or to a level. What can be mended is mended; what cannot is no reply at all, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bole_engines.assessment.llm import loose
from bole_engines.assessment.types import LEVELS, Strength
from bole_engines.text.normal import normalise

MOST_QUOTES = 60
_LISTS = ("quotes", "evidence", "behaviours", "behaviors", "items", "results", "引文", "行为", "data")
_IDS = ("behaviour", "behavior", "behaviour_id", "behavior_id", "id", "key_point", "point", "行为", "name")
_WORDS = ("quote", "text", "span", "evidence", "引文", "原话", "excerpt")
_STRENGTHS = ("strength", "weight", "强度")
_FULL = {"full", "strong", "clear", "1", "1.0", "完整", "明确", "强", "yes", "true", "high"}
_LEVELS = ("level", "rating", "score", "等级", "评级", "分数", "grade")
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_NO_LEVEL = {
    "",
    "none",
    "null",
    "n/a",
    "na",
    "insufficient",
    "insufficient evidence",
    "unknown",
    "证据不足",
    "无法判断",
}


class Unreadable(ValueError):
    """The reply holds nothing that was asked for."""


@dataclass(frozen=True)
class Given:
    """A quote as the model gave it: whose words it claims to be is checked elsewhere."""

    behaviour_id: str
    text: str
    strength: Strength


def quotes(text: str, known: Mapping[str, str]) -> tuple[Given, ...]:
    """The quotes of a reply for behaviours `known` (id → words); others are left out. Raises `Unreadable`."""
    found = _value(text)
    by_words = {_folded(words): name for name, words in known.items()}
    given = []
    for name, entry in _entries(found, known):
        wanted = name if name in known else by_words.get(_folded(name), "")
        words, strength = _quote_of(entry)
        if wanted and words:
            given.append(Given(wanted, words, strength))
        if len(given) > MOST_QUOTES:
            raise Unreadable("too many quotes")
    return tuple(given)


def level(text: str) -> int | None:
    """The level of a reply, 1 to 5, None when the model says that it cannot tell. Raises `Unreadable`."""
    found = _value(text)
    for _ in range(3):
        if isinstance(found, dict):
            missing = object()
            found = _field(found, _LEVELS, missing=missing)
            if found is missing:
                raise Unreadable("no level")
        elif isinstance(found, list) and len(found) == 1:
            found = found[0]
    return _level(found)


def _value(text: str) -> Any:
    try:
        return loose.value(text)
    except loose.NoValue as error:
        raise Unreadable(str(error)) from error


def _entries(found: Any, known: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        inner = _field(found, _LISTS, missing=None)
        if isinstance(inner, list | dict):
            found = inner
    if isinstance(found, list):
        if not all(isinstance(one, dict) for one in found):
            raise Unreadable("not a list of quotes")
        for one in found:
            yield str(_field(one, _IDS, missing="")), one
        return
    if isinstance(found, dict) and (not found or any(name in known for name in found)):
        for name, one in found.items():
            for each in one if isinstance(one, list) else [one]:
                yield name, each
        return
    if isinstance(found, dict) and _field(found, _IDS, missing="") in known:
        yield str(_field(found, _IDS, missing="")), found
        return
    raise Unreadable("no quotes")


def _quote_of(entry: Any) -> tuple[str, Strength]:
    if isinstance(entry, str):
        return entry.strip(), "full"
    if not isinstance(entry, dict):
        return "", "half"
    words = _field(entry, _WORDS, missing="")
    said = str(_field(entry, _STRENGTHS, missing="full")).strip().lower()
    return (words.strip() if isinstance(words, str) else ""), ("full" if said in _FULL else "half")


def _field(data: Mapping[str, Any], names: tuple[str, ...], *, missing: Any) -> Any:
    lowered = {str(key).strip().lower(): one for key, one in data.items()}
    return next((lowered[name] for name in names if name in lowered), missing)


def _folded(text: str) -> str:
    return re.sub(r"[^\w]", "", normalise(text).text)


def _level(found: Any) -> int | None:
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        raise Unreadable("no level")
    if isinstance(found, str):
        said = found.strip().lower()
        if said in _NO_LEVEL:
            return None
        match = re.fullmatch(r"(?:level|等级|第)?\s*[:：]?\s*([1-5一二两三四五])\s*(?:级|分|/\s*5)?[。.]?", said)
        if match is None:
            raise Unreadable("no level")
        found = _CHINESE.get(match.group(1)) or int(match.group(1))
    if found not in LEVELS:
        # 0, 7, 85 or 3.5: another scale. Bending it to ours would be making a level up.
        raise Unreadable("not one of five levels")
    return int(found)
