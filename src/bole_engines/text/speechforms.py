"""What speaking adds to words: fillers, stutters, restarts. Removing them leaves a lean text that maps back."""

from __future__ import annotations

import re

from bole_engines.text.normal import Mapped

_FILLERS = re.compile(
    r"(?:嗯+|呃+|唔+|诶+|哎(?=[,，、])|额(?=[,，、.。])|啊(?=[,，、])|哈(?=[,，、])|这个(?=[,，、])|那个(?=[,，、])|"
    r"就是说|怎么说呢|怎么讲呢|你知道吧|你知道吗|对吧|是吧|我想想|让我想想|这个这个|那个那个|然后呢|就是那种)[,，、.。…]*"
    r"|\b(?:um+|uh+|er+|erm|you know|i mean|well)\b,?\s?"
)
# 一步一步, 一个一个 are words of their own, not stutters.
_STUTTER = re.compile(
    r"([我就的他她这那在是要会])[,，、]?\1+(?=[\u4e00-\u9fff])|((?!一)[\u4e00-\u9fff]{2,4})[,，、]?\2+"
)


def lean(mapped: Mapped) -> Mapped:
    """The same text without fillers and immediate repetitions; each character still knows its origin."""
    without = mapped.rewrite((match.start(), match.end(), "") for match in _FILLERS.finditer(mapped.text))
    return without.rewrite(
        (match.start(), match.end(), match.group(1) or match.group(2)) for match in _STUTTER.finditer(without.text)
    )
