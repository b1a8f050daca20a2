"""Sentences, clauses and words of a normalised text, as half-open ranges of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

_SENTENCE_END = re.compile(r"[。！？!?；;\n…]+|(?<=[a-z0-9%)\]\"'])\.(?=\s|$)")
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d)|[，、:：]|\s[-–—]+\s|——")
_LETTERS = re.compile(r"[\w%]")

# Words of the trade that the general dictionary would cut apart.
_TERMS = (
    "回款率 转化率 复购率 客单价 私域 竞品 试用期 决策人 甲方 乙方 翻台率 明厨亮灶 生熟分开 餐具消毒 过敏原 免单 催单 排队 "
    "灰度 回滚 压测 慢查询 索引 主从延迟 幂等 死锁 缓存击穿 缓存穿透 限流 熔断 降级 链路追踪 监控告警 根因 复盘 值班 代码评审"
)
DOMAIN_TERMS = tuple(_TERMS.split())


@dataclass(frozen=True)
class Segment:
    """The range `start:end` of a text; `text` is what stands there."""

    start: int
    end: int
    text: str


def sentences(text: str) -> tuple[Segment, ...]:
    """Sentences with their closing mark left out; ranges without a letter or digit are not sentences."""
    return tuple(_split(text, _SENTENCE_END, 0))


def clauses(sentence: Segment) -> tuple[Segment, ...]:
    """The clauses of one sentence, cut at commas and colons; ranges stay those of the whole text."""
    return tuple(_split(sentence.text, _CLAUSE_END, sentence.start))


def tokens(text: str) -> tuple[Segment, ...]:
    """Words by rjieba with the terms of the trade; punctuation and white space are left out."""
    found = (Segment(start, end, word) for word, start, end in _cutter(()).tokenize(text))
    return tuple(token for token in found if _LETTERS.search(token.text))


def dictionary_words(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of the words of the dictionary; what is no word falls into single characters instead of being guessed at."""
    return tuple((start, end) for _, start, end in _cutter(()).tokenize(text, hmm=False))


def content_words(text: str, terms: Iterable[str] = ()) -> tuple[str, ...]:
    """The words that carry matter, in order: at least two characters long and not a function word."""
    cutter = _cutter(tuple(sorted(set(terms))))
    return tuple(word for word in cutter.cut(text) if len(word) > 1 and _LETTERS.search(word) and word not in STOP)


@lru_cache(maxsize=64)
def _cutter(terms: tuple[str, ...]) -> rjieba.Jieba:
    cutter = rjieba.Jieba()
    for term in (*DOMAIN_TERMS, *terms):
        cutter.add_word(term, 20_000, "n")
    return cutter


def _split(text: str, mark: re.Pattern[str], offset: int) -> Iterator[Segment]:
    at = 0
    for start, end in [*(match.span() for match in mark.finditer(text)), (len(text), len(text))]:
        piece = text[at:start]
        stripped = piece.strip()
        if stripped and _LETTERS.search(stripped):
            low = offset + at + len(piece) - len(piece.lstrip())
            yield Segment(low, low + len(stripped), stripped)
        at = end


_STOP_WORDS = (
    "我们 你们 他们 她们 咱们 自己 大家 这个 那个 这些 那些 这样 那样 这种 那种 一个 一些 一下 一直 一样 就是 就是说 然后 因为 所以 "
    "但是 不过 而且 或者 如果 虽然 还是 还有 其实 可能 应该 可以 需要 觉得 认为 知道 没有 不是 不会 已经 什么 怎么 怎样 为什么 比较 "
    "非常 特别 真的 当时 时候 之后 以后 之前 以前 现在 最后 结果 首先 其次 另外 比如 例如 的话 起来 出来 下来 过来 过去 进行 通过 "
    "对于 关于 以及 并且 包括 其中 由于 因此 于是 接着 比方 等等 东西 事情 问题 情况 方面 "
    "the and for with that this was were are had has have but not you your they them their our from then when what which "
    "would could should about into also very just some any all been being there because so it its we me my he she his her is to of in on at a an i"
)
STOP = frozenset(_STOP_WORDS.split())
