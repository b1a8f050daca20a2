"""Chinese and Arabic numerals with their units, as speech writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_UNIT_VALUES = _SMALL | _LARGE
_HAN = "零〇一二两三四五六七八九十百千万亿"

_UNITS = (
    "个百分点|百分点|个小时|个月|小时|分钟|毫秒|秒|工作日|星期|礼拜|人次|万元|块钱|公里|平米|季度|年|月|周|天|日|号|点|个|名|位|人|家|单|"
    "桌|份|件|次|条|台|套|场|批|组|轮|页|行|块|元|倍|成|折|度|级|步|层|遍|通|封|种|项|"
    "percent|seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|people|customers?|clients?|deals?|calls?|times|ms|qps|k|m|%"
)
_QUANTITY = re.compile(
    rf"(?P<ratio>百分之(?P<ratio_number>[{_HAN}\d.点]{{1,12}}))"
    rf"|(?P<number>\d[\d,]{{0,15}}(?:\.\d{{1,6}})?(?:[万亿千百])?|[{_HAN}]{{0,8}}几?[{_HAN}]{{1,8}}(?:点[{_HAN}]{{1,8}})?)\s?(?P<more>多|来|几)?\s?(?P<unit>{_UNITS})"
    r"|(?P<bare>\d[\d,]{0,15}(?:\.\d{1,6})?)"
)
# 一个, 一次, 一点, 第一步, 两点: ways of speaking, not measures.
_IDIOM = re.compile(r"^(?:一[个次点件种条份位名天年步遍家场项人]|两[个点种件步]|[二三]点|几个)$")
_ENGLISH = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand|million|half|double|doubled|tripled)\b"
)


@dataclass(frozen=True)
class Quantity:
    """A number said in a text. `value` is None where speech leaves it open (几十); `unit` is empty for a bare number."""

    start: int
    end: int
    text: str
    value: float | None
    unit: str


def han_number(text: str) -> float | None:
    """The value of a Chinese numeral (三千零五十, 两点五, 一二三), or None when it is not one."""
    if not text or any(char not in _HAN and char != "点" for char in text):
        return None
    whole, _, fraction = text.partition("点")
    value = _han_whole(whole) if whole else 0
    if value is None or (fraction and any(char not in _DIGITS for char in fraction)):
        return None
    return value + (float("0." + "".join(str(_DIGITS[char]) for char in fraction)) if fraction else 0)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every measure in a normalised text, left to right. Ways of speaking such as 一个 or 第一步 are not measures."""
    found = []
    for match in _QUANTITY.finditer(text):
        start, end = match.span()
        if text[max(0, start - 1) : start] == "第" or _IDIOM.match(match.group()):
            continue
        if match["ratio"]:
            found.append(Quantity(start, end, match.group(), _number(match["ratio_number"]), "%"))
        elif match["bare"]:
            if not re.match(r"[a-z]", text[max(0, start - 1) : start]) and not text[end : end + 1].isalpha():
                found.append(Quantity(start, end, match.group(), _number(match["bare"]), ""))
        else:
            found.append(Quantity(start, end, match.group(), _number(match["number"]), match["unit"]))
    found += [Quantity(m.start(), m.end(), m.group(), None, "") for m in _ENGLISH.finditer(text)]
    return tuple(sorted(found, key=lambda q: q.start))


def _number(text: str) -> float | None:
    arabic = re.fullmatch(r"([\d,]+(?:\.\d+)?)([万亿千百]?)", text)
    if arabic:
        scale = _UNIT_VALUES.get(arabic[2], 1)
        return float(arabic[1].replace(",", "")) * scale
    return han_number(text)


def _han_whole(text: str) -> float | None:
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return float("".join(str(_DIGITS[char]) for char in text))
    # 两万五 is 25 000: a last digit right after a unit counts tenths of that unit.
    if (
        len(text) > 1
        and text[-1] in _DIGITS
        and text[-1] not in "零〇"
        and text[-2] in _UNIT_VALUES
        and text[-2] != "十"
    ):
        return _by_units(text[:-1]) + _DIGITS[text[-1]] * _UNIT_VALUES[text[-2]] / 10
    return _by_units(text)


def _by_units(text: str) -> float:
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char == "亿":
            total = (total + section + digit or 1) * _LARGE[char]
            section = digit = 0
        else:
            total += (section + digit or 1) * _LARGE[char]
            section = digit = 0
    return float(total + section + digit)
