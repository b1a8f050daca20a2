"""Terms in a row that make no statement, and talk about talking: neither says anything of the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bole_engines.assessment.answers.types import Lang
from bole_engines.text.normal import cjk_share

LEAST_ITEMS = 4
# Commas separate clauses too, so that a row of items between commas must be longer and its items shorter.
LEAST_BY_COMMA = 5
_LONGEST = {"zh": 8, "en": 22}
_LONGEST_BY_COMMA = 4.2
_TERSE = {"zh": 6, "en": 18}
_ITEMS = {"zh": re.compile(r"[^、，,;；|+\s。.·:：-]+"), "en": re.compile(r"[^,;|+.:\n]+")}
# Small words that make a sentence of an item.
_MARKERS = re.compile(
    "我|你|您|他|她|它|了(?!解)|着|过(?![敏期滤程道渡])|会(?![员议])|把|被|跟|向|就|也|都|这|那|因为|(?<![根原起成病诱主外内])因(?![素果])|是(?!否)|的|在|让|使|没|不|很|"
    "[=＝<>]|等|^先(?!进|到)|^再(?!生)|^请(?!示|教)|^给|^对(?!讲|账|比|接|策|照|标|齐|象|冲|称)|^第[一二三四五六七八九十\\d]|^[一二三四五六\\d]是|"
    r"\b(?:i|we|my|the|an|a(?![/])|to|was|were|and|then|so|because|with|for|is|are|you|your|he|she|it|they|them|had|have|has|must|can|could|would|that|this|but|if|when|not|in)\b"
)
# What is left of a sentence without these says nothing of any matter.
_TALK = re.compile(
    "嗯|呃|啊|哦|吧|呢|嘛|呀|哈|我(?:们)?|你(?:们)?|您|自己|个人|这(?:些|个|种|里|样|么|道|方面)?|那(?:些|个|种|里|样|么)?|前面|上面|刚才|下面|接下来|接着|往下|先|再|就(?:是)?|也|都|还|又|"
    "说(?:实话|句|明|说|的|过|到|起来?)?|讲(?:的|起来?|到)?|聊(?:的|到|起来)?|谈(?:谈|的|到)?|想(?:一?想|到|法|说)?|觉得|认为|感觉|理解|看法|来|去|一下|一点|两句|几句|多|少|稍微|大概|大体上?|基本上|差不多|"
    "其实|实际上|总之|总的|平时|经常|常常|常见|会|能|可以|可能|应该|要|有(?:点|些)?|是|在|的|地|得|了|着|过|很|挺|非常|比较|太|真|蛮|意思|有趣|简单|难|重要|好(?:的)?|问题|题目?|话题|事情?|情况|东西|内容|方面|时候|"
    "怎么|什么|如何|为什么|回答|答案|思考|考虑|清楚|完|了解|知道|碰到|遇到|很久|一会儿?|不|没|对|跟|和|以上|而已|么|回事|一[个种道件些]?|几[个点]?|个|上|下|里|到|从|给|大家|各位|老师|谢谢|就到这里|回到|正题|补充|继续"
)
_TALK_WORDS_EN = (
    "well so ok okay let me us think for a an the second moment minute and go on that this these those is are was it its more or less how i see we you can could will would "
    "say said talk about come comes up quite often something thing things interesting question topic answer good great hard difficult easy here there what why my own opinion "
    "in as far know mean like to be honest honestly basically actually just now then next first start with little bit very really of have has do does continue move back at all "
    "guess feel believe personally understand understanding view point from where more some said before above below one two words add another again also yes no right sure "
    "maybe perhaps probably kind sort"
)
_TALK_EN = frozenset(_TALK_WORDS_EN.split())
_LETTERS = re.compile(r"\w")
_LATIN = re.compile(r"[a-z']+|\d+")
_TERM = r"(?=[A-Za-z0-9+]{0,6}[\u4e00-\u9fff])[\u4e00-\u9fffA-Za-z0-9+]{1,8}"
_SPACED = re.compile(rf"(?<![^\s\W])(?P<row>(?:{_TERM}[ \t\u3000]+){{3,}})(?P<last>{_TERM}(?=\s*(?:$|[。.;；\n!！])))?")
_TITLE = re.compile(r"^[\u4e00-\u9fff]{2,6}[:：]")


def in_a_row(sentence: str, lang: Lang) -> bool:
    """Whether a normalised sentence is nothing but four or more short terms in a row (five between commas)."""
    body = _TITLE.sub("", sentence)
    own: Lang = "zh" if cjk_share(body) > 0.3 else "en" if lang == "en" else "zh"
    items = [one.strip() for one in _ITEMS[own].findall(body) if _LETTERS.search(one)]
    if len(items) < LEAST_ITEMS or any(len(one) > _LONGEST[own] or _MARKERS.search(one) for one in items):
        return False
    if own == "en":
        return all(len(one.split()) <= 3 for one in items)
    if re.search(r"[、|+\s]", body.strip()):
        return True
    return len(items) >= LEAST_BY_COMMA and sum(map(len, items)) <= _LONGEST_BY_COMMA * len(items)


def terse(points: Sequence[str], lang: Lang) -> bool:
    """Whether what is asked for are terms themselves: most points are one short term, or a row of them."""
    short = sum(1 for one in points if in_a_row(one, lang) or (len(one) <= _TERSE[lang] and not _MARKERS.search(one)))
    return bool(points) and short >= 0.6 * len(points)


def lined_up(answer: str) -> str:
    """The answer with enumeration commas for the spaces in a row of Chinese terms, one character for one; a stop goes before
    a last term that runs on into a sentence.
    """
    return _SPACED.sub(_with_commas, answer)


def _with_commas(match: re.Match[str]) -> str:
    text = match.group("row")
    commas = "".join("、" if char.isspace() else char for char in text)
    if match.group("last") is not None:
        return commas + match.group("last")
    return commas.rstrip("、") + "。" * (len(commas) - len(commas.rstrip("、")))


def only_talk(sentence: str, lang: Lang) -> bool:
    """Whether a normalised sentence only speaks about speaking: no word of it carries matter."""
    if lang == "en":
        said = _LATIN.findall(sentence)
        return bool(said) and all(one in _TALK_EN for one in said)
    return len(sentence) > 2 and not _LETTERS.search(_TALK.sub("", sentence))
