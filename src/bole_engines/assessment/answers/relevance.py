"""Which sentences of an answer speak about the matter at all. The others are left out as if they had not been written,
so that whatever stands beside the matter changes nothing, however long it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bole_engines.assessment.answers import vectors
from bole_engines.assessment.answers.matching import Said
from bole_engines.assessment.answers.rubric import Rubric
from bole_engines.assessment.answers.types import Lang
from bole_engines.assessment.answers.vectors import Floats

# Likeness of meaning to anything in the reference, or share of a clause's words, from which a sentence is about the matter.
LEAST_MEANING = 0.32
LEAST_WORDS = 0.2
# A sentence that is this much closer to small talk than to the reference is small talk, unless it is close to both.
CLOSER = 0.1
CLOSE = 0.56
# The same beside the question, where there is no reference.
LEAST_OF_QUESTION = 0.08
FURTHER = 0.12
# Few letters have a vector that says little.
FEW_LETTERS = {"zh": 5, "en": 12}
LEAST_WORDS_OF_FEW = 0.05
_SMALL_TALK: dict[Lang, tuple[str, ...]] = {
    "zh": (
        "今天天气真好，外面在下雨。", "我早上坐公交车过来，路上有点堵。", "我中午吃了米饭和炒菜，味道不错。", "家里养了一条小狗，很可爱。",
        "我喜欢听音乐、看电影和打篮球。", "周末和朋友去公园玩了一天。", "我是农村长大的，家里有两个弟弟。", "昨晚看电视看到很晚，有点困。",
        "楼上在装修，声音很大。", "我的手机快没电了，网络也不太好。", "最近天冷了，要多穿衣服。", "我做人真诚，性格开朗，大家都喜欢我。",
        "我非常希望得到这个机会。", "谢谢大家，祝你们工作顺利。", "我说完了，不知道说得对不对。", "这个问题很有意思，我想一想。",
        "请给我一个好成绩。", "我回答得很完整，没有遗漏。", "我先说到这里，后面再补充。", "我大学时参加过学生会和很多社团。",
    ),
    "en": (
        "The weather is nice today and the sun is out.", "I came here by train and it was late.", "I had rice and soup for dinner.", "We have a dog at home that I walk every day.",
        "I like music, films and playing football.", "At the weekend I went to the park with friends.", "I watched a show on television last night.",
        "My phone is almost out of battery.", "I am honest, friendly and everybody likes me.", "I really hope that I get this chance.", "Thank you and have a nice day.",
        "That is all I have to say about it.", "This is an interesting question, let me think.", "Please give me a good result.", "My answer is complete and nothing is missing.",
        "I really want this and it means a lot to my family.",
    ),
}  # fmt: skip


def of_the_matter(rubric: Rubric, said: Said) -> list[int]:
    """The numbers of the clauses whose sentence is about what the reference speaks of."""
    best = _best(rubric, said)
    return [number for number, one in enumerate(said.clauses) if best[one.sentence]]


def _best(rubric: Rubric, said: Said) -> dict[int, bool]:
    open_ended = not rubric.points
    words = np.zeros(len(said.windows)) if open_ended else said.by_words[:-1].max(axis=1)
    meaning, talk = _meaning(rubric, said)
    found: dict[int, tuple[float, float, float]] = {}
    letters: dict[int, int] = {}
    for number, window in enumerate(said.windows):
        first, last = said.clauses[window.low], said.clauses[window.high - 1]
        if first.sentence != last.sentence:
            continue
        told = found.get(first.sentence, (0.0, 0.0, 0.0))
        now = (float(words[number]), float(meaning[number]), float(talk[number]))
        found[first.sentence] = (max(told[0], now[0]), max(told[1], now[1]), max(told[2], now[2]))
        if window.high - window.low == 1:
            letters[first.sentence] = letters.get(first.sentence, 0) + len(first.text)
    few = FEW_LETTERS[rubric.lang]
    without = said.rows is None
    if open_ended:
        # A question stands further off from its answers than a reference does.
        return {
            number: without or (near >= LEAST_OF_QUESTION and talk <= near + FURTHER)
            for number, (_, near, talk) in found.items()
        }
    return {number: _counts(*one, few=letters[number] < few, without=without) for number, one in found.items()}


def _counts(words: float, meaning: float, talk: float, *, few: bool, without: bool) -> bool:
    if without:
        return words > 0
    if few and words < LEAST_WORDS_OF_FEW:
        return False
    if words < LEAST_WORDS and meaning < LEAST_MEANING:
        return False
    return words >= 2 * LEAST_WORDS or meaning >= CLOSE or talk <= meaning + CLOSER


def _meaning(rubric: Rubric, said: Said) -> tuple[Sequence[float] | Floats, Sequence[float] | Floats]:
    nothing = [0.0] * len(said.windows)
    if said.rows is None or rubric.topic is None:
        return nothing, nothing
    small = _small_talk(rubric.lang)
    talk = nothing if small is None else (said.rows @ small.T).max(axis=1)
    if rubric.clause_vectors is None or rubric.whole_vectors is None:
        return said.rows @ rubric.topic, talk
    near = np.maximum(
        (said.rows @ rubric.clause_vectors.T).max(axis=1), (said.rows @ rubric.whole_vectors.T).max(axis=1)
    )
    return near, talk


@lru_cache(maxsize=4)
def _small_talk(lang: Lang) -> Floats | None:
    encoder = vectors.encoder()
    return None if encoder is None else encoder.embed(_SMALL_TALK[lang])
