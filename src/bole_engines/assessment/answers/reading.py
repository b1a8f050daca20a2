"""An answer (or a reference) cut into clauses, blinded, with what must not count left out and a way back to the original."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bole_engines.assessment.answers import beside, listing
from bole_engines.assessment.answers.types import Lang
from bole_engines.text import blind, instructions, segments, speechforms
from bole_engines.text.normal import Mapped, cjk_share, normalise

LONGEST_CLAUSE = {"zh": 40, "en": 140}
MOST_CLAUSES = 240
ECHO_SHARE = 0.75
_LETTER = re.compile(r"[\w]")
_PLAIN = re.compile(r"[^\w]")
_EN_CUT = re.compile(r"\s(?:and|but|so|because|while|whereas|which|then|however|therefore)\s")
_CLAUSE = re.compile(r"(?<!\d),|,(?!\d)|[，、]|[:：](?!\d)|\s[-–—]+\s|——")
_NUMBER = re.compile(r"(?<![\d.a-z])[(]?\d{1,2}(?:[)、]|\.(?=[^\d]))")
# A circled number begins a clause; one letter for one, so that every place stays what it is.
_CIRCLED = dict.fromkeys(range(ord("①"), ord("⑳") + 1), "；")
# A stop with no space after it, as dictation leaves it; names of files and sites keep theirs.
_GLUED = re.compile(
    r"(?<=[a-z)]{2})\.(?=[a-z]+(?:'[a-z]+)?[ ,])(?!(?:pdf|docx?|xlsx?|png|jpe?g|mp[34]|wav|webm|zip|txt|com|org|net)\b)"
)
# Praise of oneself or of the question, thanks and pleas: words to the rater, not about the matter.
_TALK = re.compile(
    "(?:我|本人)(?:觉得|认为|相信|敢说)?(?:我|自己)?(?:是|很|非常|特别)?(?:.{0,6})(?:优秀|出色|努力|热爱|自信|认真|能力很?强|水平很?高|有信心)|(?:谢谢|感谢|辛苦了?)(?:老师|您|你|阅卷|考官|面试官)|"
    "(?:这个?|此)(?:问题|题目?|道题)(?:问得|提得|出得)?(?:很|非常|太|真)(?:好|难|简单|有意义|有水平|重要)|(?:老师|考官|面试官)(?:您?好|辛苦)|"
    r"\b(?:i am|i'm) (?:a |an )?(?:very |really |extremely |highly |so )?(?:good|great|excellent|hard[- ]?working|confident|passionate|talented|smart)\b|\bthank you\b|\b(?:great|good|interesting|excellent) question\b"
)
_HIDDEN = re.compile("|".join(map(re.escape, blind.PLACEHOLDERS.values())))
_UNKNOWING = re.compile(
    r"(?:不知道|不清楚|不会|不懂|没学过|忘了|不记得|想不起来)(?:了|怎么答|怎么回答|这个?题?|答案)?[。.!！]?$|\b(?:i don'?t know|no idea|not sure|idk|i forgot)\b"
)


@dataclass(frozen=True)
class Clause:
    """A clause with its half-open range in the lean text, the number of its sentence, and why it does not count ("" if it does)."""

    text: str
    start: int
    end: int
    sentence: int
    void: str


@dataclass(frozen=True)
class Reading:
    """The clauses of a text. `problem` says why it could not be read at all; `lean` leads back to the original."""

    lean: Mapped
    clauses: tuple[Clause, ...]
    problem: str
    notes: tuple[str, ...]

    @property
    def told(self) -> tuple[Clause, ...]:
        """The clauses that may count."""
        return tuple(one for one in self.clauses if not one.void)


def grams(text: str) -> frozenset[str]:
    """Runs of three letters, for comparing with the question."""
    plain = _PLAIN.sub("", text)
    return frozenset(plain[at : at + 3] for at in range(len(plain) - 2))


def read(answer: str, lang: Lang, asked: frozenset[str], wanted: str, *, terse: bool = False) -> Reading:
    """Prepare an answer. `asked` are the question's runs of letters, `wanted` the normalised question and reference.

    `terse`: terms in a row are what is asked for. What blinding would hide stays when question or reference speak of it themselves: then it is the subject's matter.
    """
    normal = normalise(listing.lined_up(answer.translate(_CIRCLED)))
    problem = unreadable(answer, normal.text, lang)
    if problem:
        return Reading(normal, (), problem, ())
    hidden = [one for one in blind.blind(normal).hidden if normal.text[one.start : one.end].strip() not in wanted]
    blinded = normal.rewrite((one.start, one.end, blind.PLACEHOLDERS[one.kind]) for one in hidden)
    lean = speechforms.lean(blinded)
    forged = instructions.find(lean.text)
    clauses = []
    seen: set[str] = set()
    for number, sentence in enumerate(_sentences(lean.text)):
        barred = any(one.start < sentence.end and sentence.start < one.end for one in forged)
        aside = _beside(sentence.text, wanted, lang, terse)
        for start, end in cut(sentence.text, lang):
            text = sentence.text[start:end]
            void = "instruction_in_text" if barred else aside or _void(text, asked, seen, wanted)
            if not void:
                seen.add(_PLAIN.sub("", text))
            clauses.append(Clause(text, sentence.start + start, sentence.start + end, number, void))
    voids = [
        (code, any(one.void == code for one in clauses)) for code in ("keywords_without_sentence", "beside_the_matter")
    ]
    found = (("instruction_in_text", bool(forged)), ("blinded", bool(hidden)), *voids)
    notes = tuple(code for code, holds in found if holds)
    return Reading(lean, tuple(clauses[:MOST_CLAUSES]), "", notes)


def cut(sentence: str, lang: Lang) -> list[tuple[int, int]]:
    """Half-open ranges of the clauses of a sentence; a clause longer than a breath is cut again."""
    marks = [match.span() for match in _CLAUSE.finditer(sentence)]
    marks += [match.span() for match in _NUMBER.finditer(sentence)]
    if lang == "en":
        marks += [(match.start(), match.start() + 1) for match in _EN_CUT.finditer(sentence)]
    ranges: list[tuple[int, int]] = []
    at = 0
    for start, end in [*sorted(marks), (len(sentence), len(sentence))]:
        if start >= at and _LETTER.search(sentence[at:start]):
            ranges += _breaths(sentence, at, start, LONGEST_CLAUSE[lang])
        at = max(at, end)
    return ranges


def unreadable(raw: str, text: str, lang: Lang) -> str:
    """Why a text cannot be read at all: empty, binary, or another language; "" when it can."""
    letters = _PLAIN.sub("", text).replace("_", "")
    if not letters:
        return "empty"
    odd = sum(1 for char in raw if char == "\ufffd" or (ord(char) < 32 and char not in "\t\n\r\x0b\x0c"))
    if odd > 0.1 * len(raw) or (len(letters) >= 40 and _looks_encoded(text)):
        return "binary"
    foreign = sum(1 for char in letters if char.isalpha() and not char.isascii() and not "\u4e00" <= char <= "\u9fff")
    if foreign > 0.5 * len(letters):
        return "other_language"
    share = cjk_share(text)
    if (
        len(letters) >= 20
        and (share < 0.05 if lang == "zh" else share > 0.6)
        and (lang == "en" or len(text.split()) >= 6)
    ):
        return "other_language"
    return ""


def _looks_encoded(text: str) -> bool:
    longest = max((len(part) for part in re.split(r"\s+", text) if part.isascii()), default=0)
    return longest >= 40 and longest > 0.6 * len(text)


def _sentences(text: str) -> Iterator[segments.Segment]:
    """Sentences, also those with no space between them."""
    for sentence in segments.sentences(text):
        edges = [0, *(match.end() for match in _GLUED.finditer(sentence.text)), len(sentence.text)]
        for low, high in pairwise(edges):
            yield segments.Segment(sentence.start + low, sentence.start + high, sentence.text[low:high])


def _beside(sentence: str, wanted: str, lang: Lang, terse: bool) -> str:
    """Why a whole sentence says nothing of any matter, or ""."""
    if not terse and listing.in_a_row(sentence, lang):
        return "keywords_without_sentence"
    if beside.beside(sentence, wanted, lang) or (listing.only_talk(sentence, lang) and not _UNKNOWING.search(sentence)):
        return "beside_the_matter"
    return ""


def _void(text: str, asked: frozenset[str], seen: set[str], wanted: str) -> str:
    if _TALK.search(text) or beside.praises(text, wanted) or not _LETTER.search(_HIDDEN.sub("", text)):
        return "speaks_of_self"
    if _UNKNOWING.search(text):
        return "does_not_know"
    said = grams(text)
    if len(said) >= 4 and len(said & asked) / len(said) >= ECHO_SHARE:
        return "echo_of_question"
    return "repeated" if _PLAIN.sub("", text) in seen else ""


def _breaths(sentence: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    while end > start and sentence[end - 1].isspace():
        end -= 1
    while start < end and sentence[start].isspace():
        start += 1
    ranges = []
    while end - start > longest:
        middle = start + longest
        space = sentence.rfind(" ", start + longest // 2, middle)
        stop = space if space > 0 else middle
        ranges.append((start, stop))
        start = stop + (1 if space > 0 else 0)
    if end > start:
        ranges.append((start, end))
    return ranges
