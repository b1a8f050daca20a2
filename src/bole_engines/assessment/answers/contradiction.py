"""Whether an answer says the opposite of a point: another figure of the same unit, an antonym, or a denial on one side only."""

from __future__ import annotations

import re
from functools import lru_cache

from bole_engines.assessment.answers import words
from bole_engines.assessment.answers.synonyms import OPPOSITES
from bole_engines.assessment.answers.types import Lang
from bole_engines.text.numbers import quantities

_UNIT_NAMES = {"公分": "厘米", "cm": "厘米", "个小时": "小时", "个月": "月", "公斤": "千克", "礼拜": "周", "星期": "周", "度": "°c"}
_DENIED_ZH = re.compile(
    r"(?:不(?!仅|但|光|只|单|断|得不|管|论|同|少|过|良|足|利|易|稳|均|平|到|超过|低于|高于|如|可缺)(?:会|能|可以?|用|要|需要?|必|应该?|许|得|准|再|是|应当|受|具有|具备|具)?|没有?|未|无(?!论|非)需?|并非|别|勿|禁止|严禁|切忌|杜绝)"
    r"(?P<what>[\u4e00-\u9fffa-z]{1,6})"
)
_DENIED_EN = re.compile(r"\b(?:not|never|no|without|cannot|\w+n't|neither|nor)\b(?P<what>(?:\s+[a-z]+){1,4})")
_SMALL_EN = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "ten": 10.0}


def contradicts(wanted: str, said: str, lang: Lang) -> bool:
    """Whether `said`, which speaks about the same matter, denies or reverses `wanted`."""
    return _figures(wanted, said) or _opposite(wanted, said, lang) or _denied(wanted, said, lang)


def _figures(wanted: str, said: str) -> bool:
    """A figure with the same unit stands on both sides, and none of the answer's is one of the point's."""
    ours, theirs = _values(wanted), _values(said)
    for unit, values in ours.items():
        told = theirs.get(unit, frozenset())
        if unit and values and told and not values & told:
            low, high = min(values), max(values)
            if not any(low <= value <= high for value in told):
                return True
    return False


@lru_cache(maxsize=8192)
def _values(text: str) -> dict[str, frozenset[float]]:
    table: dict[str, set[float]] = {}
    for one in quantities(text):
        if one.value is not None:
            unit = _UNIT_NAMES.get(one.unit, one.unit)
            table.setdefault(unit.rstrip("s") if unit.isascii() else unit, set()).add(one.value)
    return {unit: frozenset(values) for unit, values in table.items()}


def _opposite(wanted: str, said: str, lang: Lang) -> bool:
    ours, theirs = _sides(wanted, lang), _sides(said, lang)
    return any(
        (ours[number] == 1 and theirs[number] == 2) or (ours[number] == 2 and theirs[number] == 1)
        for number in range(len(OPPOSITES[lang]))
    )


@lru_cache(maxsize=16384)
def _sides(text: str, lang: Lang) -> tuple[int, ...]:
    """For each pair of opposites: 1 the left side is said, 2 the right one, 3 both, 0 none."""
    if lang == "en":
        found = set(re.findall(r"[a-z]+", text)) | set(words.words(text, "en"))
        return tuple(
            int(any(word in found for word in left)) + 2 * int(any(word in found for word in right))
            for left, right in OPPOSITES["en"]
        )
    return tuple(_side(text, left, right) for left, right in OPPOSITES["zh"])


def _side(text: str, left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """A word inside a longer one of the other side (可靠 in 不可靠) is not said."""
    for word in right:
        if any(one in word for one in left):
            text_left = text.replace(word, "＿")
            break
    else:
        text_left = text
    for word in left:
        if any(one in word for one in right):
            text = text.replace(word, "＿")
    return int(any(word in text_left for word in left)) + 2 * int(any(word in text for word in right))


def _denied(wanted: str, said: str, lang: Lang) -> bool:
    """Something that both speak of is denied on one side only."""
    ours, theirs = _denials(wanted, lang), _denials(said, lang)
    return any(_affirms(said, what, lang, theirs) for what in ours) or any(
        _affirms(wanted, what, lang, ours) for what in theirs
    )


@lru_cache(maxsize=16384)
def _denials(text: str, lang: Lang) -> tuple[str, ...]:
    rule = _DENIED_ZH if lang == "zh" else _DENIED_EN
    found = []
    for match in rule.finditer(text):
        told = words.words(match["what"], lang)
        found += [word for word in told[: 1 if lang == "zh" else 2] if len(word) > 1]
    return tuple(found)


def _affirms(text: str, what: str, lang: Lang, denials: tuple[str, ...]) -> bool:
    if lang == "en":
        return what in words.words(text, "en") and not denials
    return what in text and not any(what in one or one in what for one in denials) and not _DENIED_ZH.search(text)
