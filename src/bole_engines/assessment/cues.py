"""Cue notation: how a plan says by which words a behaviour is recognised.

    问|了解|询问 + 顾虑|担心|原因            both parts in one sentence, any order, close together
    直接 + 降价|打折 ! 申请|审批             and none of the words after the ! in that sentence
    {客户} + 回访                            {客户} is a synonym group of the plan

Parts are alternatives of plain words joined by `|`; nothing else is interpreted. In English a word also matches with -s, -es,
-ed, -d, -ing or -ly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from bole_engines.common import Refused
from bole_engines.text import dialect, everyday

_MAX_HITS = 6
_GROUP = re.compile(r"\{([^{}]+)\}")


# Single characters that are verbs by themselves and something else inside these words: (before them, after them).
_PART_OF_OTHER_WORDS = {
    "问": ("疑反学访", "题|世|号|心无愧"),
    "看": ("好难", "来|法|似|重|不起"),
    "打": ("", "折|工|算|扰|包|仗|烊"),
    "定": ("一肯确固稳坚制", "期|义|位|律|语"),
    "写": ("", "字楼"),
    "算": ("打就总合", "是|法|不上|什么"),
    "发": ("", "现|生|展|火|脾气|愁|挥|觉|达|呆"),
    "想": ("", "法|象|必"),
    "听": ("", "说|众"),
    "学": ("大同文数科", "校|生|历|费|位|期"),
    "做": ("", "法|人|梦"),
    "约": ("大签节续公违制", "束|莫|占|等于"),
    "教": ("", "育|训|程|室"),
    "改": ("", "天"),
    "说": ("小听据比", "不定|白了|实话|到底|明书|实在"),
    "见": ("意看听常", "识"),
    "请": ("申", "假|客"),
    "给": ("", "力"),
    "谈": ("", "恋爱"),
    "带": ("一地", "宽"),
    "跑": ("", "题"),
    "拿": ("", "手好戏"),
    "测": ("猜", ""),
    "真": ("认天", ""),
    "报": ("", "复|应"),
    "送": ("", "命"),
    "走": ("", "神|运"),
    "查": ("", "无此"),
    "聊": ("无", ""),
    "签": ("", "名|到"),
    "练": ("熟", ""),
    "推": ("", "测|迟|脱"),
    "怪": ("奇难", "不得"),
}


class BadCue(Refused):
    """A cue that cannot be read."""

    code = "assessment.bad_cue"
    sentence = "The cue “{cue}” cannot be read: {why}."


@dataclass(frozen=True)
class Cue:
    """A compiled cue. `window` is the most characters from the first part's start to the last part's end, `words` are the
    alternatives of each part.
    """

    source: str
    parts: tuple[re.Pattern[str], ...]
    excluded: re.Pattern[str] | None
    window: int
    words: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Hit:
    """One place where a cue matches: the whole range and the ranges of its parts, in order of the text."""

    start: int
    end: int
    parts: tuple[tuple[int, int], ...]


def compile_cue(source: str, language: str, synonyms: Mapping[str, tuple[str, ...]], *, rules: int = 1) -> Cue:
    """Read a cue; raises `BadCue` for an empty part or an unknown synonym group.

    From `rules` 2 on its Chinese words also stand for others of everyday speech that mean the same.
    """
    names = _GROUP.findall(source)
    for name in names:
        if name not in synonyms:
            raise BadCue(cue=source, why=f"there is no synonym group {name}")
    wider = rules >= 2 and language.startswith("zh")
    return _compile(source, language, tuple((name, synonyms[name]) for name in names), wider)


@lru_cache(maxsize=8192)
def _compile(source: str, language: str, groups: tuple[tuple[str, tuple[str, ...]], ...], wider: bool) -> Cue:
    if re.search(r"[^|+! ]\{|\}[^|+! ]", source):
        raise BadCue(cue=source, why="a synonym group must stand alone between | and +")
    expanded = source
    for name, words in groups:
        expanded = expanded.replace("{" + name + "}", "|".join(words))
    if language.startswith("zh"):
        expanded = dialect.plain(expanded)
    wanted, _, unwanted = expanded.partition(" ! ")
    written = [_words(part, source) for part in wanted.split(" + ")]
    if wider:
        written = [_longest_first(everyday.widened(words)) for words in written]
    parts = [_alternatives(words, language) for words in written]
    return Cue(
        source=source,
        parts=tuple(parts),
        excluded=_alternatives(_words(unwanted, source), language) if unwanted else None,
        window=30 if language.startswith("zh") else 70,
        words=tuple(written),
    )


def _words(part: str, source: str) -> tuple[str, ...]:
    words = {word.strip().lower() for word in part.split("|")}
    if not words or any(not word for word in words):
        raise BadCue(cue=source, why="a part is empty")
    return _longest_first(words)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _alternatives(longest_first: tuple[str, ...], language: str) -> re.Pattern[str]:
    return re.compile("|".join(_word(word, language) for word in longest_first))


def _word(word: str, language: str) -> str:
    escaped = re.escape(word)
    if word in _PART_OF_OTHER_WORDS:
        before, after = _PART_OF_OTHER_WORDS[word]
        return (f"(?<![{before}])" if before else "") + escaped + (f"(?!{after})" if after else "")
    if not word.isascii():
        return escaped
    if language.startswith("zh"):
        return rf"(?<![a-z0-9]){escaped}(?![a-z])"
    return rf"\b{escaped}(?:s|es|ed|d|ing|ly)?\b"


def hits(cue: Cue, sentence: str) -> tuple[Hit, ...]:
    """Where the cue matches in one normalised sentence: the tightest match for each place of its first part."""
    if cue.excluded is not None and cue.excluded.search(sentence):
        return ()
    places: list[list[tuple[int, int]]] = []
    for part in cue.parts:
        found = [match.span() for match in part.finditer(sentence)][:_MAX_HITS]
        if not found:
            return ()
        places.append(found)
    result = []
    for first in places[0]:
        options = [tuple(sorted((first, *rest))) for rest in product(*places[1:])]
        fitting = [spans for spans in options if _apart(spans) and spans[-1][1] - spans[0][0] <= cue.window]
        if fitting:
            best = min(fitting, key=lambda spans: (spans[-1][1] - spans[0][0], spans))
            result.append(Hit(best[0][0], best[-1][1], best))
    return tuple(result)


def _apart(spans: tuple[tuple[int, int], ...]) -> bool:
    return all(left[1] <= right[0] for left, right in pairwise(spans))
