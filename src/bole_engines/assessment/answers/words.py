"""Words that carry matter, what they weigh, and how alike two of them are."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from bole_engines.assessment.answers import vectors
from bole_engines.assessment.answers.synonyms import GROUPS, alike
from bole_engines.assessment.answers.types import Lang
from bole_engines.text.segments import tokens

_CJK = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")
_NO_LETTER = re.compile(r"[^\w]")
_RUN = re.compile(r"[\u4e00-\u9fffa-z0-9]+")
_STOP_WORDS_ZH = (
    "的 了 是 在 和 与 及 或 而 且 也 都 就 还 又 把 被 将 让 使 对 从 到 以 于 为 因 由 所 其 这 那 它 他 她 我 你 们 之 着 过 地 得 会 能 要 可 等 个 种 "
    "上 中 下 里 后 前 时 并 但 则 如 若 向 给 跟 同 很 更 最 再 才 只 人 有 这个 那个 这些 那些 这样 那样 这种 一个 一些 一种 一样 我们 你们 他们 它们 自己 大家 "
    "因为 所以 但是 而且 如果 虽然 可以 可能 应该 能够 然后 还有 以及 并且 或者 其中 由于 因此 于是 对于 关于 通过 进行 主要 比较 非常 很多 许多 "
    "的话 起来 出来 过来 过去 之后 之前 以后 以前 时候 情况 方面 问题 东西 事情 例如 比如 就是 也就是 即 指 是指 属于 具有 存在 成为 作为 根据 按照 为了 "
    "什么 怎么 怎样 为什么 哪些 如何 请 简述 说明 答 说 来 去 做 用 着 吧 呢 吗 啊 呀 哦 嗯"
)
_STOP_WORDS_EN = (
    "a an the and or but if then so as of to in on at by for with from into onto than that this these those it its they them their there here he she his her "
    "him we us our you your i me my is are was were be been being am do does did done has have had having will would can could should shall may might must "
    "not no nor very also just such which who whom whose what when where why how all any both each few some other own same too up down out over under again "
    "about because while during before after above below between through get got one thing things way ways etc"
)
_STOP_ZH = frozenset(_STOP_WORDS_ZH.split())
_STOP_EN = frozenset(_STOP_WORDS_EN.split())
_STOP_CHARS = frozenset(
    "的了是在和与及或而且也都就还又把被将让使对从到以于为因由所其这那它他她我你们之着地得会能要可等个种并但则"
)
_IRREGULAR = {
    "made": "make", "gave": "give", "given": "give", "took": "take", "taken": "take", "went": "go", "gone": "go", "ate": "eat", "eaten": "eat",
    "grew": "grow", "grown": "grow", "kept": "keep", "said": "say", "told": "tell", "found": "find", "thought": "think", "brought": "bring",
    "bought": "buy", "sold": "sell", "lost": "lose", "left": "leave", "led": "lead", "held": "hold", "fell": "fall", "rose": "rise", "risen": "rise",
    "leaves": "leaf", "lives": "life", "people": "person", "children": "child", "men": "man", "women": "woman", "better": "good", "best": "good",
    "more": "more", "less": "less", "saw": "see", "seen": "see", "sent": "send", "spent": "spend", "built": "build", "written": "write", "wrote": "write",
}  # fmt: skip
_ENDINGS = (
    ("ational", "ate"), ("isations", "ise"), ("izations", "ise"), ("isation", "ise"), ("ization", "ise"), ("fulness", "ful"), ("iveness", "ive"), ("ousness", "ous"),
    ("ations", "ate"), ("ation", "ate"), ("ments", ""), ("ment", ""), ("ities", "ity"), ("ness", ""), ("ingly", ""), ("edly", ""), ("ically", "ic"),
    ("ied", "y"), ("ies", "y"), ("ing", ""), ("izes", "ise"), ("ize", "ise"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ers", ""), ("er", ""),
    ("ed", ""), ("ly", ""), ("ions", ""), ("ion", ""), ("es", ""), ("e", ""), ("s", ""),
)  # fmt: skip
# The share of a word that a half alike word earns.
ALIKE = 0.9
PART_OF = 0.8
TYPO = 0.85
LEAST_SHARED = 0.5


def words(text: str, lang: Lang) -> tuple[str, ...]:
    """The words of a normalised text that are not mere grammar, in order; English ones as stems."""
    if lang == "en":
        return tuple(stem(word) for word in _LATIN.findall(text) if word not in _STOP_EN)
    found: list[str] = []
    for token in tokens(text):
        if _CJK.search(token.text):
            if token.text not in _STOP_ZH:
                found.append(token.text)
        else:
            found += [stem(word) for word in _LATIN.findall(token.text) if word not in _STOP_EN]
    return tuple(found)


def letter_pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters of a normalised text, over the edges of words: robust to endings and slips of the pen."""
    plain = _NO_LETTER.sub("", text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters without grammar in them."""
    return frozenset(
        run[at : at + 2]
        for run in _RUN.findall(text)
        for at in range(len(run) - 1)
        if run[at] not in _STOP_CHARS and run[at + 1] not in _STOP_CHARS
    )


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A rough common form of an English word; never shorter than three letters."""
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3 or word[0].isdigit():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                continue
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sel":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=32_768)
def weight(word: str, lang: Lang) -> float:
    """How much a word tells, 0.1 to 1.6: rare words more than common ones."""
    encoder = vectors.encoder()
    if encoder is None:
        return min(1.6, 0.5 * len(word)) if _CJK.search(word) else min(1.6, len(word) / 6)
    base = 9.0 if lang == "zh" else 5.5
    return min(1.6, max(0.1, (encoder.rarity(word) - base) / 8))


@lru_cache(maxsize=131_072)
def likeness(wanted: str, said: str, lang: Lang) -> float:
    """How far the said word stands for the wanted one, 0.0 to 1.0."""
    if wanted == said:
        return 1.0
    if alike(wanted, said, lang) or (lang == "en" and _alike_stems(wanted, said)):
        return ALIKE
    if _CJK.search(wanted) and _CJK.search(said):
        return _shared(wanted, said)
    if len(wanted) >= 5 and len(said) >= 5 and wanted[0] == said[0] and not wanted[0].isdigit():
        allowed = 1 if len(wanted) < 8 else 2
        return TYPO if DamerauLevenshtein.distance(wanted, said, score_cutoff=allowed) <= allowed else 0.0
    return 0.0


@lru_cache(maxsize=1)
def _stemmed_groups() -> dict[str, frozenset[int]]:
    table: dict[str, frozenset[int]] = {}
    for word, numbers in GROUPS["en"].items():
        table[stem(word)] = table.get(stem(word), frozenset()) | numbers
    return table


def _alike_stems(wanted: str, said: str) -> bool:
    groups = _stemmed_groups()
    return bool(groups.get(wanted, frozenset()) & groups.get(said, frozenset()))


def _shared(wanted: str, said: str) -> float:
    if len(wanted) >= 2 and len(said) >= 2 and (wanted in said or said in wanted):
        return PART_OF if len(wanted) <= len(said) else PART_OF * max(0.6, len(said) / len(wanted))
    common = len(set(wanted) & set(said))
    share = 2 * common / (len(wanted) + len(said))
    return share * 0.7 if share >= LEAST_SHARED and len(wanted) > 1 and len(said) > 1 else 0.0
