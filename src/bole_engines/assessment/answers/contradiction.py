"""Whether a clause says the opposite of a point: another figure of the same unit, an opposite, a denial on one side only."""

from __future__ import annotations

import re
from functools import lru_cache

from bole_engines.assessment.answers import words
from bole_engines.assessment.answers.synonyms import sides, turned
from bole_engines.assessment.answers.types import Lang
from bole_engines.text.numbers import quantities

_UNIT_NAMES = {
    "公分": "厘米",
    "cm": "厘米",
    "个小时": "小时",
    "个月": "月",
    "公斤": "千克",
    "礼拜": "周",
    "星期": "周",
    "度": "°c",
}
_DENIAL = (
    r"(?:不(?!仅|但|光|只|单|断|得不|管|论|同|少|过|良|足|利|易|稳|均|平|到|如|可缺|一定)(?:会|能|可以?|用|要|需要?|必|应该?|许|得|准|再|是|应当|受|具有|具备|具)?|没有?|"
    r"(?<!尚)未|无(?!论|非)需?|并非|别(?![人的])|勿|禁止|严禁|切忌|杜绝)"
)
_DENIED_ZH = re.compile(_DENIAL + r"(?P<what>[\u4e00-\u9fffa-z]{1,6})")
_DENIED_EN = re.compile(r"\b(?:not|never|no|without|cannot|\w+n't|neither|nor)\b(?P<what>(?:\s+[a-z]+){1,4})")
# Either way: nothing is denied here.
_ASKS = re.compile(r"还?有没有|是不是|能不能|会不会|是否|要不要|可不可以|不得不|\bwhether or not\b|\bnot only\b")
_LEAST_DENIED = 0.5
_THAN = re.compile(
    r"(?P<left>[^,，。;；]{1,14}?)(?P<sign>大于|高于|多于|超过|强于|快于|小于|低于|少于|弱于|慢于)(?P<right>[^,，。;；]{1,14})"
)
_LESS = frozenset({"小于", "低于", "少于", "弱于", "慢于"})


def contradicts(wanted: str, said: str, lang: Lang, reference: str = "") -> bool:
    """Whether the clause `said`, which speaks about the same matter, denies or reverses `wanted`.

    A figure that stands elsewhere in the whole `reference` is no wrong one.
    """
    return (
        _figures(wanted, said, reference)
        or _opposite(wanted, said, lang)
        or _denied(wanted, said, lang)
        or _swapped(wanted, said)
    )


def _figures(wanted: str, said: str, reference: str) -> bool:
    """A figure with the same unit stands on both sides, and none of the answer's is one of the point's."""
    ours, theirs, known = _values(wanted), _values(said), _values(reference)
    for unit, values in ours.items():
        told = theirs.get(unit, frozenset())
        if unit and told and not told & (values | known.get(unit, frozenset())):
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
    """One side of a pair of opposites is said where the point says the other, and only the other."""
    ours, theirs = _sides(wanted, lang), _sides(said, lang)
    if any((number, not side) in theirs and (number, not side) not in ours for number, side in ours - theirs):
        return True
    if lang == "en":
        return False
    pairs = turned(wanted)
    return any(other in said and pair not in said and other not in wanted for pair, other in pairs.items())


@lru_cache(maxsize=16384)
def _sides(text: str, lang: Lang) -> frozenset[tuple[int, bool]]:
    found = (
        frozenset(re.findall(r"[a-z]+", text)) | frozenset(words.words(text, "en"))
        if lang == "en"
        else frozenset[str]()
    )
    return sides(text, found, lang)


def _swapped(wanted: str, said: str) -> bool:
    """甲大于乙 against 乙大于甲, or 甲小于乙."""
    ours, theirs = _THAN.search(wanted), _THAN.search(said)
    if not ours or not theirs:
        return False
    same_sign = (ours["sign"] in _LESS) == (theirs["sign"] in _LESS)
    straight = _shared(ours["left"], theirs["left"]) + _shared(ours["right"], theirs["right"])
    crossed = _shared(ours["left"], theirs["right"]) + _shared(ours["right"], theirs["left"])
    return crossed > straight if same_sign else straight > crossed


def _shared(left: str, right: str) -> float:
    common = words.bigrams(left) & words.bigrams(right)
    return len(common)


def _denied(wanted: str, said: str, lang: Lang) -> bool:
    """Something that both speak of is denied on one side only."""
    wanted, said = _ASKS.sub("", wanted), _ASKS.sub("", said)
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
        found += [
            word
            for word in told[: 1 if lang == "zh" else 2]
            if len(word) > 1 and words.weight(word, lang) >= _LEAST_DENIED
        ]
    return tuple(found)


def _affirms(text: str, what: str, lang: Lang, denials: tuple[str, ...]) -> bool:
    if lang == "en":
        return what in words.words(text, "en") and not denials
    return what in text and not any(what in one or one in what for one in denials) and not _DENIED_ZH.search(text)
