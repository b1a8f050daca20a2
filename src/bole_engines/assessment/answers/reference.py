"""Reads a reference into points: a model answer, a marking rubric, a list of key points, or a table of levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bole_engines.text.normal import normalise

MOST_POINTS = 24
_LONGEST_CHOICE = 90
_HAN_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = "[1-9一二两三四五六七八九十]"

_MARK = re.compile(
    r"[(\[【〔]?\s*(?:每[点项个条]|各)?(?:得|计|共)?\s*(?P<marks>\d{1,2}(?:\.\d)?|[一二两三四五六七八九十]|half|one|two|three|four|five)\s*"
    r"(?:分(?![钟之子母析解布离类别开为成享配])|marks?\b|points?\b(?! of)|pts?\b|(?=[)\]】〕]\s*(?:[;；。.,，\n]|$)))\s*(?:each)?\s*[)\]】〕]?"
)
_ITEM = re.compile(
    r"(?:^|(?<=[\n;；。：:]))\s*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-h]|[ivx]{1,4})[)、]|\d{1,2}\.(?!\d)|[-•*·–—]\s|"
    r"[a-h]\.(?=\s|[\u4e00-\u9fff])|第[一二三四五六七八九十]{1,2}[点,，、:：]?|[一二三四五六七八九十]是)\s*"
)
_INLINE_ITEM = re.compile(
    r"[(]\d{1,2}[)](?!\s*[;；。,，:：\n]|\s*\.?\s*(?:\n|$))|(?<![\d.])\d{1,2}[.、](?=[^\d\s]|\s[^\d])"
)
_CIRCLED = re.compile(r"[①-⑳]")
_LEVEL = re.compile(
    r"^\W*(?:(?:score(?: point| of)?|level|grade|band)\s*[:=]?\s*(?P<a>\d{1,3})(?:\s*(?:points?|marks?))?|(?P<b>\d{1,3})\s*(?:-\s*)?(?:points?|marks?|分)(?:\s*(?:answer|response))?"
    r"|(?P<w>full|partial|minimal|no) (?:credit|marks))\s*(?:[(][^)]*[)])?\s*[:：\-–—=]\s*(?P<text>.*)$"
)
_LEVEL_INLINE = re.compile(
    r"(?:(?<=[.;；。\n])|^)\s*(?:(?:score(?: point| of)?|level|grade|band)\s*[:=]?\s*\d{1,2}(?:\s*(?:points?|marks?))?|\d{1,2}\s*(?:points?|marks?)|(?:full|partial|no) (?:credit|marks))\s*(?:[(][^)]*[)])?\s*[:\-–—=]"
)
_LEVEL_INLINE_ZH = re.compile(r"(?:(?<=[.;；。\n])|^)\s*\d{1,2}\s*分\s*[:：]")
_NOTHING_FOR = re.compile(r"(?:^|[;；。\n])\s*0\s*分\s*[:：]")
_ELEMENTS = re.compile(
    r"\b(?P<a>[2-6]|two|three|four|five|six)\b(?: or more| correct| valid| different| distinct| of the)*(?: key)? (?:elements?|points?|ideas?|pieces?|reasons?|ways?|examples?|items?|facts?|details?|improvements?|factors?|steps?|statements?)"
)
_LISTED = 12
_WORTH = {"full": 3, "partial": 2, "minimal": 1, "no": 0}
# What stands above a rubric: its name with the marks there are, and nothing to be said.
_TOTAL = re.compile(
    r"(?:^|(?<=\n))\W*(?:(?:参考|标准)?(?:答案|评分|评分标准|评分要点|评分细则|要点|满分|总分|共计?)|marks?|total(?: marks)?|scoring|max(?:imum)?(?: marks)?|up to|award up to|marking (?:scheme|guide|rubric))"
    r"\s*[(]?\s*(?:满分|共|总分|out of|up to|max\.?)?\s*\d{1,3}\s*(?:分|marks?|points?)?\s*[)]?(?: for(?: any of)?)?\s*(?:[:：,，。.]|\n)"
)
# The marks of a point with how they fall on its parts: (3 marks: choice 1, given up 1, next best 1).
_BREAKDOWN = re.compile(r"[(]\s*(?P<whole>\d{1,2})\s*(?:marks?|points?|分)\s*[:：][^()]*[)]")
_HEADING = re.compile(
    r"(?:^|(?<=[\n。;；]))\W*(?:参考答案|标准答案|参考评分|答案要点|参考要点|采分点|得分点|评分标准|评分要点|评分细则|答案示例|示例答案|示例|要点|答案|答|key (?:elements|points|ideas)|marking (?:scheme|guide|rubric)|"
    r"rubric|model answer|sample answer|reference answer|expected answer|answers?(?: may include| should include)?|possible answers(?: include)?)\s*[:：]\s*"
)
_ANY = re.compile(
    rf"(?:任(?:意)?(?:答|选|写|举)?(?:出|对|中)?\s*(?P<a>{_COUNT})\s*(?:个|种|点|项|条|方面)|(?:答|写|说|列举?)(?:出|对|到)?(?:其中)?(?:的)?(?:任意|任何)?\s*(?P<b>{_COUNT})\s*(?:个|种|点|项|条|方面)(?:及以上|以上)?(?:即可|就可|便可|即|就|给|得)|"
    rf"(?:any|at least)\s+(?P<c>[1-6]|one|two|three|four|five|six)\b|\bup to\s+(?P<d>[1-6]|one|two|three|four|five|six)\b(?!\s*(?:marks|points))|,\s*up to\s+(?P<e>[1-6])\b|\bmax(?:imum)?\s*(?:of\s*)?(?P<f>[2-6]|two|three|four)\b)"
)
_ASKED = re.compile(
    rf"(?:哪|说出|写出|列举|列出|举出|答出|至少|任意?|谈谈|指出|提出)[^,。？?]{{0,12}}?(?P<a>{_COUNT})\s*(?:个|种|点|项|条|方面|处)|"
    r"\b(?:name|give|state|list|describe|identify|suggest|provide|explain|write)\b[^.?]{0,25}?\b(?P<c>two|three|four|five|six|[2-6])\b"
)
# Remarks to whoever marks, not part of the answer.
_REMARK = re.compile(
    r"(?:意思|言之|其他|其它|只要|若|如果?)?(?:对|合理|相近|相符|有理|意近|酌情|符合题意|围绕)[^,，。;；]{0,8}(?:即可|给分|得分|也可)|每[点项个条](?:答案)?[得给]?\s*\d+\s*分|(?:共|满分|本题|总分)[^,。;；]{0,4}\d+\s*分|酌情[给扣]分|"
    rf"答(?:对|出|到)(?:其中|任意|任何)?{_COUNT}(?:个|种|点|项|条)[^,，。;；]{{0,6}}(?:得|给|即)[^,，。;；]{{0,6}}(?:分|可)|"
    r"\b(?:for )?(?:each|any|all) of the following[^:\n]{0,20}:|"
    r"\b\d+ marks? (?:for )?each\b[^.;\n]*|\baward\b[^.;\n]*?(?:\bfor\b(?: (?:each|any)[^:;.\n]{0,20}:)?|:)|\ballow any (?:other )?(?:valid|reasonable)[^.;\n]*|\bany other (?:valid|reasonable|sensible)[^.;\n]*|\b\d+ marks? for (?:each|any|every)\b[^.:;\n]*[.:]?"
)
_FOR = re.compile(
    r"^\W*(?:for|if)\b\s*(?:saying|stating|mentioning|explaining|identifying|noting|describing|giving|naming)?(?: that)?\b"
)
_UNWANTED = re.compile(
    r"(?:do not|don't|not) (?:accept|credit|allow)\b[^.;\n]*|\breject\b[^.;\n]*|不(?:给分|得分|算分|予给分)[^。;；\n]*|(?:答|写)[^,，。;；]{1,20}不(?:给|得)分"
)
# 答出“热胀冷缩”得3分: what must be told, without the telling.
_TOLD = re.compile(
    r"^\W*(?:(?:能|若|如果?)?(?:答|写|说|提|点)(?:出|到|明|对|及)(?:了|是)?|(?:the )?(?:student|response|answer) (?:states?|explains?|mentions?|identifies|says) (?:that )?)"
)
_ACCEPT = re.compile(
    r"\b(?:accept|allow|also accept|credit)\b\s*:?\s*|(?:答|写)(?:成|为)?(?=[^,，。;；]{1,20}(?:也可|亦可|也给分))"
)
_EMPTY = re.compile(
    r"(?:即|可)?(?:满分|给分|得分|即可|均可|等|略|分|其他|原因|影响|意义|作用|措施|区别|of|from|each|rubric|the following)+[:：]?"
)
_OR = re.compile(r"(?:\s+or\s+|\s*/\s*(?=[a-z\u4e00-\u9fff])|或者是?|或是?(?=[^许则]))")
_SENTENCE = re.compile(r"[。！？!?；;\n]+|(?<=[a-z0-9)%])\.(?=\s|$)")
_WORDS = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Item:
    """One point of a reference: alternatives of which any will do, with its marks."""

    alternatives: tuple[str, ...]
    marks: float


@dataclass(frozen=True)
class Parsed:
    """Points in the order of the reference; `needed` of them make a full answer (None: all). `text` is the whole, tidied."""

    items: tuple[Item, ...]
    needed: int | None
    text: str


def parse(reference: str | None, key_points: Sequence[str] | None, question: str) -> Parsed:
    """Read what a good answer says. Empty `items` when neither reference nor key points say anything."""
    asked = _number_asked(normalise(question).text)
    if key_points:
        items = tuple(item for one in key_points if (item := _item(*_marks(normalise(one).text))))
        if items:
            return Parsed(items, None, "\n".join(item.alternatives[0] for item in items))
    whole = normalise(_line_up(reference or "")).text
    if not _WORDS.search(whole):
        return Parsed((), None, "")
    whole, counted = _best_level(_BREAKDOWN.sub(lambda match: f"({match['whole']} marks)", _TOTAL.sub("\n", whole)))
    needed = counted or _count(_of_all(whole))
    whole = _ANY.sub(lambda match: "" if match.end() - match.start() < 24 else match.group(), whole)
    whole = _REMARK.sub("", _UNWANTED.sub("", whole))
    numbered = bool(_ITEM.search(whole))
    pieces = _pieces(whole)
    items = tuple(item for text, marks in pieces if (item := _item(text, marks)))[:MOST_POINTS]
    if needed is None and asked and numbered and len(items) > asked:
        needed = asked
    if needed is not None and needed >= len(items):
        needed = None
    return Parsed(items, needed, "\n".join(item.alternatives[0] for item in items))


def _of_all(whole: str) -> re.Match[str] | None:
    """Any n of the points, unless it is said of the parts of one point among several with marks."""
    found = _ANY.search(whole)
    if found is None or len(_MARK.findall(whole)) < 2:
        return found
    return (
        None if _MARK.match(whole, found.end()) and found.start() > 0 and whole[found.start() - 1] in ",，" else found
    )


def _line_up(reference: str) -> str:
    """Break lines before inline numbers such as ①, (2) or 3. when there are several of them."""
    text = _CIRCLED.sub(lambda match: f"\n({ord(match.group()) - ord('①') + 1})", reference)
    plain = text.replace("（", "(").replace("）", ")")
    numbers = list(_INLINE_ITEM.finditer(plain))
    if len(numbers) >= 2:
        for match in reversed(numbers):
            plain = plain[: match.start()] + "\n" + plain[match.start() :]
    return plain


def _best_level(text: str) -> tuple[str, int | None]:
    """A table of levels stands for its best level, with whatever is written outside the table; and how many of the
    elements written outside the best level asks for, when it does.
    """
    levels: list[tuple[int, str]] = []
    others: list[str] = []
    last_was_level = False
    for line in _one_level_a_line(text).split("\n"):
        match = _LEVEL.match(line)
        if match:
            value = _WORTH[match["w"]] if match["w"] else int(match["a"] or match["b"])
            levels.append((value, match["text"]))
            last_was_level = True
        elif last_was_level and line.strip() and not _HEADING.match(line) and not _ITEM.match(line):
            levels[-1] = (levels[-1][0], levels[-1][1] + " " + line)
        else:
            last_was_level = False
            others.append(line)
    values = {value for value, _ in levels}
    if len(values) < 2 or (0 not in values and min(values) > 2) or len(values) < len(levels):
        return text, None
    rest, best = "\n".join(others), max(levels)[1]
    # With the key elements listed the words of the levels are only about counting them.
    if len(_WORDS.findall(_HEADING.sub("", rest))) >= _LISTED:
        return rest, _count(_ELEMENTS.search(best))
    return rest + "\n" + best, None


def _one_level_a_line(text: str) -> str:
    """Break lines before the levels of a table that was written in one line."""
    starts = [match.start() for match in _LEVEL_INLINE.finditer(text)]
    if not starts and _NOTHING_FOR.search(text):
        starts = [match.start() for match in _LEVEL_INLINE_ZH.finditer(text)]
    if len(starts) < 2:
        return text
    cuts = [0, *starts, len(text)]
    return "\n".join(text[low:high].strip(" ;；") for low, high in pairwise(cuts))


def _pieces(text: str) -> list[tuple[str, float | None]]:
    text = _HEADING.sub("\n", text)
    pieces: list[tuple[str, float | None]] = []
    for block in _blocks(text):
        pieces += _marked(block)
    if not any(marks for _, marks in pieces):
        pieces = [(sentence, None) for block, _ in pieces for sentence in _SENTENCE.split(block)]
    return [(_tidy(text), marks) for text, marks in pieces]


def _marked(block: str) -> list[tuple[str, float | None]]:
    """The texts of a block, each with the marks that stand after it, or before it when the block begins with marks."""
    found = list(_MARK.finditer(block))
    if not found:
        return [(block, None)]
    marks: list[float | None] = [_value(match["marks"]) for match in found]
    edges = [0, *(match.end() for match in found)]
    ends = [*(match.start() for match in found), len(block)]
    texts = [block[low:high] for low, high in zip(edges, ends, strict=True)]
    if not _WORDS.search(texts[0]) and _WORDS.search(texts[-1]):
        return [(_FOR.sub("", text), mark) for text, mark in zip(texts[1:], marks, strict=True)]
    return [(text, mark) for text, mark in zip(texts, [*marks, None], strict=True) if mark or _WORDS.search(text)]


def _blocks(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    return [part for line in lines for part in _ITEM.split(line) if part and part.strip()]


def _tidy(text: str) -> str:
    text = _TOLD.sub("", _REMARK.sub("", text))
    text = _ACCEPT.sub(" 或 ", text)
    return text.strip(' \n\t,，、;；。.:：()（）[]-—–“”"')


def _marks(text: str) -> tuple[str, float | None]:
    match = _MARK.search(text)
    if not match:
        return _tidy(text), None
    return _tidy(text[: match.start()] + text[match.end() :]), _value(match["marks"])


def _item(text: str, marks: float | None) -> Item | None:
    if not _WORDS.search(text) or _EMPTY.fullmatch(text):
        return None
    whole = _OR.sub(" ", text) if _OR.search(text) else text
    alternatives = [whole]
    parts = [part.strip(" ,，、()（）") for part in _OR.split(text)]
    single = not re.search(r"[,，。;；]", text) and len(text) <= _LONGEST_CHOICE
    if single and 2 <= len(parts) <= 5 and all(len(_WORDS.findall(part)) >= 2 for part in parts):
        alternatives += parts
    return Item(tuple(alternatives), marks or 0.0)


def _value(text: str) -> float:
    if text in _HAN_DIGITS:
        return float(_HAN_DIGITS[text])
    if text in _NUMBER_WORDS:
        return float(_NUMBER_WORDS[text])
    return 0.5 if text == "half" else float(text)


def _count(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    said = next((value for value in match.groupdict().values() if value), "")
    return int(_value(said)) if said else None


def _number_asked(question: str) -> int | None:
    return _count(_ASKED.search(question))
