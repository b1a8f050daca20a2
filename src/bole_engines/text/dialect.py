"""Words of the regions said as in the standard language, so that nobody is rated by where they learned to speak."""

from __future__ import annotations

import re

from bole_engines.text.normal import Mapped

_STANDARD = {
    "俺们": "我们",
    "俺": "我",
    "阿拉": "我们",
    "侬": "你",
    "恁们": "你们",
    "啥子": "什么",
    "啥": "什么",
    "咋个": "怎么",
    "咋样": "怎么样",
    "咋": "怎么",
    "做么子": "做什么",
    "冇得": "没有",
    "冇": "没",
    "木有": "没有",
    "么得": "没有",
    "莫得": "没有",
    "一哈": "一下",
    "一哈子": "一下",
    "辰光": "时候",
    "而今": "现在",
    "眼目下": "现在",
    "摆龙门阵": "聊天",
    "唠嗑": "聊天",
    "娃儿": "孩子",
    "细伢子": "孩子",
    "崽崽": "孩子",
    "恁样": "这样",
    "恁个": "这样",
    "恁": "这么",
    "晓得": "知道",
    "客人家": "客人",
    "搞掂": "搞定",
    "麻溜": "马上",
    "赶趟": "来得及",
    "埋汰": "脏",
    "得劲": "舒服",
    "巴适": "舒服",
    "额们": "我们",
}
_WORDS = re.compile("|".join(sorted(map(re.escape, _STANDARD), key=lambda word: (-len(word), word))))


def plain(text: str) -> str:
    """`standard` of words that nobody said, such as those that are looked for."""
    return _WORDS.sub(lambda hit: _STANDARD[hit.group()], text)


def standard(mapped: Mapped) -> Mapped:
    """The same text in the words of the standard language; each character still knows its origin."""
    return mapped.rewrite((hit.start(), hit.end(), _STANDARD[hit.group()]) for hit in _WORDS.finditer(mapped.text))
