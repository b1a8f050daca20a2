"""Codes and sentences of the scorer, Chinese and English."""

from __future__ import annotations

from collections import Counter

from bole_engines.assessment.answers.reading import Reading
from bole_engines.assessment.answers.types import Reason
from bole_engines.assessment.answers.weighing import Weighed

COVERED = 0.6
TOUCHED = 0.25
LONGEST_NAME = 60

SENTENCES: dict[str, tuple[str, str]] = {
    "empty": ("回答里没有文字", "The answer holds no words."),
    "binary": ("回答不是可读的文字", "The answer is not readable text."),
    "other_language": ("回答用的是另一种语言", "The answer is in another language."),
    "echo_of_question": ("只是复述了题目", "The answer only repeats the question."),
    "speaks_of_self": ("只有对自己或题目的评价，没有内容", "The answer only praises its author or the question."),
    "does_not_know": ("回答说明自己不知道", "The answer says that it does not know."),
    "repeated": ("重复的话只算一次", "What is repeated counts once."),
    "instruction_in_text": ("回答里有对评分者说的话，已标出且未采纳", "Words to the rater are marked and left out."),
    "beside_the_matter": ("与题目无关的话未计入", "What stands beside the matter is left out."),
    "keywords_without_sentence": ("只罗列关键词的部分未计入", "Words in a row without a statement are left out."),
    "blinded": ("与评分无关的个人信息已遮盖", "Personal facts that must not matter were covered."),
    "no_reference": ("没有参考答案，只看对题目说了多少实质内容", "There is no reference: only what is said about the question counts."),
    "off_topic": ("没有说到参考答案里的内容", "Nothing of the reference is said."),
    "covered": ("说到了：{point}", "Said: {point}"),
    "partly": ("说到一部分：{point}", "Said in part: {point}"),
    "missing": ("没有说到：{point}", "Not said: {point}"),
    "contradicted": ("说反了：{point}", "Said the opposite: {point}"),
}  # fmt: skip


def reason(code: str, point: str = "") -> Reason:
    """The reason of that code."""
    chinese, english = SENTENCES[code]
    name = point if len(point) <= LONGEST_NAME else point[: LONGEST_NAME - 1] + "…"
    return Reason(code, chinese.format(point=name), english.format(point=name))


def nothing(reading: Reading) -> tuple[Reason, ...]:
    """Why nothing in a readable answer counts: what most of its clauses are, then the notes."""
    counted = Counter(one.void for one in reading.clauses if one.void)
    main = max(counted, key=lambda code: (counted[code], code)) if counted else "off_topic"
    return (reason(main), *(reason(note) for note in reading.notes if note != main))


def open_ended(score: float, reading: Reading) -> tuple[Reason, ...]:
    """The reasons of a score without a reference."""
    off = (reason("off_topic"),) if score == 0 else ()
    return (reason("no_reference"), *off, *(reason(note) for note in reading.notes))


def reasons(weighed: Weighed, reading: Reading, score: float) -> tuple[Reason, ...]:
    """Each point with what was made of it, then the notes on the reading."""
    told = []
    for one in weighed.points:
        if one.against:
            code = "contradicted"
        else:
            code = "covered" if one.share >= COVERED else "partly" if one.share >= TOUCHED else "missing"
        told.append(reason(code, one.point.text))
    off = (reason("off_topic"),) if score == 0 else ()
    return (*off, *told, *(reason(note) for note in reading.notes))
