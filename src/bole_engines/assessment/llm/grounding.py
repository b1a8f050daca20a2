"""Whether words that a model quotes have to do with the behaviour it names, so that a model that was talked over proves nothing.

The check is lenient: a paraphrase shares some word with the behaviour, its cues or its anchors. Words about the rating
itself (满分, 等级, score) share none, and clauses that hold them are cut off a quote, unless customers or exams are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bole_engines.assessment.types import Behaviour, Competency, KeyPoint, Plan
from bole_engines.text import segments
from bole_engines.text.normal import normalise

LEAST_SHARED = 2
# What is said of the rating, the rater or the candidate as one who is rated.
_OF_RATING = re.compile(
    "评分|打分|给分|满分|高分|最高分|分数|得分|扣分|记为?[1-5五]级|评级|等级|[四五4-5]级|锚点|量表|权重|评委|考官|阅卷|判定|提示词|候选人|应聘者|该生|考生|"
    "参考答案|标准答案|行为均|指令|override|system|"
    r"\b(?:scor\w+|rat(?:e|ed|es|ing|er)\b|rubric|level \d|grader?\w*|top marks?|full marks?|candidate|applicant|prompt|instructions?|override|json|assistant)"
)
_OF_OTHERS = re.compile(
    "顾客|客户|客人|用户|买家|平台|点评|考核|绩效|质检|学生|成绩|门店|领导|风险|故障|食品|供应商|会员|"
    r"\b(?:customers?|clients?|users?|guests?|reviews?|incidents?|students?|suppliers?)\b"
)
# A sentence of English within Chinese talk, or of Chinese within English: names and terms of art are none.
_ENGLISH_RUN = re.compile(r"[a-z][ -~’]*[a-z.!?>%]")
_ENGLISH_SMALL = re.compile(
    r"\b(?:the|a|an|is|are|was|be|of|to|in|on|and|or|for|from|with|as|at|by|that|this|than|any|all|every|no|not|if|i|you|your|my|me|it|its"
    r"|he|she|they|their|we|our|do|does|has|have|had|should|must|will|would|can|please)\b"
)
_CHINESE_RUN = re.compile("[\u4e00-\u9fff][\u4e00-\u9fff，。！？：；、“”‘’ 0-9]{4,}")
LEAST_WORDS = 4
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]+[，。；！？,;!?\n]*")
_PART = re.compile(r"\{([^{}]+)\}")


def own_words(text: str) -> tuple[int, int] | None:
    """The longest run of clauses of `text` that does not speak of the rating, as a range; None when there is none."""
    best, start = (0, 0), -1
    for match in [*_CLAUSE.finditer(text), None]:
        if match is not None and not _speaks_of_rating(match.group()):
            start = match.start() if start < 0 else start
            if match.end() - start > best[1] - best[0]:
                best = (start, match.end())
        else:
            start = -1
    return best if best[1] > best[0] else None


def foreign(text: str, *, chinese: bool) -> list[tuple[int, int]]:
    """Ranges of a normalised text that are sentences of the other language. They answer nothing that this plan asks, and
    are how instructions are slipped past rules of one language."""
    if not chinese:
        return [match.span() for match in _CHINESE_RUN.finditer(text)]
    return [
        match.span()
        for match in _ENGLISH_RUN.finditer(text)
        if len(match.group().split()) >= LEAST_WORDS and _ENGLISH_SMALL.search(match.group())
    ]


def grounded(plan: Plan, competencies: Iterable[Competency], wanted: Behaviour | KeyPoint, text: str) -> bool:
    """Whether the words share a cue, or `LEAST_SHARED` words, with the behaviour and the anchors it belongs to."""
    said = normalise(text).text
    for cue in wanted.cues:
        hits = [any(word in said for word in part) for part in _parts(plan, cue)]
        if (
            any(word in said for part in _parts(plan, cue) for word in part if len(word) > 1)
            or sum(hits) >= LEAST_SHARED
        ):
            return True
    belonging = [
        text
        for one in competencies
        if isinstance(wanted, KeyPoint) or one.behaviour(wanted.id) is not None
        for text in (one.name, one.definition, *one.anchors.values())
    ]
    return len(_words("\n".join([wanted.text, *belonging])) & _words(said)) >= LEAST_SHARED


def _speaks_of_rating(clause: str) -> bool:
    said = clause.lower()
    return bool(_OF_RATING.search(said)) and not _OF_OTHERS.search(said)


def _parts(plan: Plan, cue: str) -> list[tuple[str, ...]]:
    wanted = cue.partition("!")[0]
    return [_alternatives(plan, part) for part in wanted.split("+")]


def _alternatives(plan: Plan, part: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in part.split("|"):
        group = _PART.search(word)
        found += plan.synonyms.get(group.group(1), ()) if group else [word]
    return tuple(normalise(word.strip()).text for word in found if word.strip())


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    return frozenset(segments.content_words(normalise(text).text))
