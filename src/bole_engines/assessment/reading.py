"""One answer prepared for rating: normalised, blinded, lean, cut into sentences, with what must not count marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bole_engines.assessment.types import Answer, Plan, Question
from bole_engines.text import blind, dialect, instructions, numbers, segments, sounds, speechforms, stance
from bole_engines.text.normal import Mapped, cjk_share, normalise
from bole_engines.text.segments import Segment

# Version 1 is what was in force before; a rating made by it is computed again by it.
LATEST = 2
LEAST_CHARACTERS = {"zh": 10, "en": 30}
SLOWEST_CHARACTERS_PER_SECOND = 0.6
FASTEST_CHARACTERS_PER_SECOND = 9.0
OFF_TOPIC_SHARE = 0.03
LISTED_ITEMS = 4

_SITUATION = re.compile(
    "去年|前年|今年|上个?月|上周|当时|那时候?|那次|有一?次|有个|有一家|有一位|年前|月份|期间|刚(?:来|到|接手|入职|进)|之前在|以前在|我在|(?<!真)(?<!很)(?<!别)负责(?!任|的人)|接到|(?<!会)(?<!常)(?<!时)(?:遇到|碰到)(?!这种|问题[，,]我(?:都|会))|"
    r"\blast (?:year|month|week|quarter|summer|winter|spring|autumn|fall)\b|\b(?:when|while|once|back in|at the time|there was|i was|we were|in 20\d\d)\b"
    r"|\b(?:last|in) (?:january|february|march|april|may|june|july|august|september|october|november|december|spring)\b|\bago\b"
    r"|\b(?:at|in) my (?:last|previous|first|old) (?:job|company|team|role|place)\b|\b(?:i|we) (?:had (?:a|an|this)|worked)\b"
)
_ACTION = re.compile(
    "我(?:就|先|主动|马上|立刻|直接|每天|把|去|给|跟|和|找|带|做|写|用|约|让|又|再|当天|当场|第一|连夜|一个|一家|自己|拉|查|改|加|定|陪|请)|"
    r"\bi (?:\w+ed|made|took|built|wrote|went|called|asked|sent|led|set|found|brought|ran|met|got|told|put|kept|gave|drew|chose)\b"
)
_RESULT = re.compile(
    "结果|最后|最终|后来(?:他|她|客户|顾客|客人|这|那|一)|提升|提高到?|增长|涨到?|下降|降到|降了|减少|缩短|从.{1,12}(?:到|变成)|达到|完成了|达成|签下|签了|签约|成交|"
    "续签|续约|复购|回头客|恢复|解决了|(?:定|订|买|要|卖|签|进)了[^，。]{0,4}(?:台|套|家|单|箱|份|批|件)|没再|再没|再也没|没有一[桌个单家]|没出过|没出问题|发了[^，。]{0,4}(?:块|奖|红包)|满意|好评|表扬|采纳|推广|沿用|上线了|省了|节省|拿下|回款|转正|没出|没有出|没有漏|没漏|零投诉|顺利|按期|如期|一致|共识|夸了|认可|打烊|快了很?多|"
    r"\bas a result\b|\bin the end\b|\beventually\b|\bincreas\w+|\brose\b|\bgrew\b|\bdropped\b|\breduced?\b|\bsigned\b|\bclosed\b|\bwon\b|\brenewed\b|\bfrom \S+ to \S+|\bsaved\b|\bhit\b .{0,20}(?:target|quota)"
    r"|\bfrom (?:\S+ ){2,4}to \S+|\b(?:fell|doubled|halved|went (?:down|up|live)|came (?:back|round)|ended up|agreed|accepted|thanked)\b"
    r"|\b(?:shipped|launched|delivered|fixed|solved|resolved|restored|recovered|passed|promoted|renewed|on time|since then|fewer)\b"
    r"|\b(?:never|hasn't|haven't|didn't) (?:happen|happened)(?: again| since)\b|\bback on (?:target|track)\b|\bnow (?:use|uses|runs?)\b"
    r"|\b(?:he|she|they|customer|client|guest) (?:stayed|left|bought|apologi[sz]ed|said yes)\b|\bnobody (?:left|complained)\b"
)
# Plain endings, read as results since rules 2.
_PLAIN_RESULT = re.compile(
    "(?<![没不未别])(?<!没有)(?:签(?:了|下|上|到)?[^，。]{0,4}(?:合同|协议|单子|订单|大单)|下了[^，。]{0,6}单|(?:谈|做|办|签|卖|干)成了?(?![^，。]{0,2}(?:这样|什么))|搞定了?|办妥|赶完了?)|"
    "没有?再?(?:发生|出现|重犯|复发)(?:过)?|不再(?:出|发生|犯|投诉|迟到|返工)|(?:投诉|差错|事故|故障|返工|损耗|退货|抱怨)[^，。没不]{0,8}(?:没有了|没了|少了|降|为零|归零|清零)|"
    "(?<![没不未])(?:(?:评|选)(?:上|为)|被评)|得了[^，。]{0,4}(?:奖|第一|冠军)|拿了?到?[^，。]{0,4}(?:奖|第一|冠军|证)|(?<![没不未])(?<!没有)(?:通过|批准|验收)了|补上了|追(?:回|平)|赶上了|收回了?|回本|"
    "(?:客户|顾客|客人|对方|老板|领导|他|她)[^，。没不未]{0,4}(?:很|挺|都|也|非常)?(?:高兴|开心|感谢|谢谢|点头|同意|答应|回来了|接受了|放心了)|没有?人?(?:再)?(?:投诉|受伤|掉队|离职)|"
    "(?:到现在|至今|一直)[^，。]{0,6}(?:在用|用着|沿用|没坏|没出)"
)
# Words of stories that accents spell otherwise; they are put right like those of the plan.
_TOLD_ROWS = (
    "去年 今年 前年 当时 后来 最后 最终 结果 同事 主管 经理 领导 店长 没有 不是",
    "不会 我们 可能 大概 如果 主动 负责 自己 提升 下降 达到 完成 减少 增加 满意 解决",
)
_TOLD_WORDS = tuple(word for row in _TOLD_ROWS for word in row.split())
# Small words that make a sentence of an item; a line of items without them is a list of catchwords.
_MARKERS = re.compile(
    "我|你|您|他|她|它|了(?!解)|着|过(?![敏期道])|会(?![员议])|把|被|跟|向|就|也|都|这|那|因|是|的|在|让|没|不|很|首先|其次|然后|最后|"
    r"^先(?!进)|^再|^请(?!示|教)|^给|^对(?!讲|账|比|接|策|照|标|齐|象|冲)|^第[一二三四五六七八九十\d]|^[一二三四五六\d]是?|"
    r"\b(?:i|we|my|the|a|to|was|were|and|then|so|because|with|for|is|are)\b"
    r"|\b(?:you|your|he|she|it|they|them|him|her|his|our|us|me|had|have|has|must|did|can|could|would|that|this|but|if|when|not)\b"
)
# A clause that begins with what one took or whom one turned to tells, however few small words follow.
_MORE_MARKERS = re.compile(_MARKERS.pattern + "|^(?:拿|用|找|由|按|照)(?=.{9})")
# What somebody demanded is a setting, with or without a date.
_DEMAND = re.compile(
    "(?:产品|领导|客户|顾客|客人|老板|公司|店里|主管|经理|业务|甲方|上级|车间|厂里)(?:突然|临时|那边|当时)?(?:要求|要(?![是不么命紧])|催|安排|指派|通知)(?:我|我们)?(?=[^，。]{2})"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of the lean text with its clauses; `void` says why nothing in it counts, empty when it does."""

    segment: Segment
    clauses: tuple[Segment, ...]
    void: str
    listed: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Reading:
    """An answer ready for extraction. `problem` is empty, or says why the text cannot be rated at all.

    `rules` is the version of the rules it was read by. `situation_at` and `specific_at` are where in the answer the first setting and the first figure are told, None when never.
    """

    answer: Answer
    question: Question
    lean: Mapped
    sentences: tuple[Sentence, ...]
    problem: str
    notes: tuple[str, ...]
    situation_at: int | None
    specific_at: int | None
    action: bool
    result: bool
    rules: int = LATEST
    chinese: bool = True

    @property
    def readable(self) -> bool:
        """Whether the text can be rated."""
        return not self.problem


def read(plan: Plan, answer: Answer, blind_terms: tuple[str, ...], rules: int = LATEST) -> Reading:
    """Prepare one answer. Nothing here depends on who speaks: blinding comes before everything that looks at words."""
    question = plan.question(answer.question_id)
    terms = tuple(normalise(term).text for term in blind_terms)
    blinded = blind.blind(normalise(answer.text), terms)
    lean = dialect.standard(speechforms.lean(blinded.mapped))
    forged = instructions.find(lean.text, rules=rules)
    if plan.language.startswith("zh"):
        lean = sounds.repaired(lean, _looked_for(plan, rules))
    sentences = tuple(
        _sentence(segment, _void(segment, forged, question), rules) for segment in segments.sentences(lean.text)
    )
    told = [one.segment for one in sentences if not one.void and not _only_praise(one)]
    counted = " ".join(one.text for one in told)
    return Reading(
        answer=answer,
        question=question,
        lean=lean,
        sentences=sentences,
        problem=_problem(plan, answer, lean.text),
        notes=_notes(answer, lean.text, bool(forged), bool(blinded.hidden)),
        situation_at=_first(lean, told, lambda text: _sets_scene(text, rules)),
        specific_at=_first(lean, told, lambda text: bool(numbers.quantities(text))),
        action=bool(_ACTION.search(counted)),
        result=bool(_RESULT.search(counted) or (rules >= 2 and _PLAIN_RESULT.search(counted))),
        rules=rules,
        chinese=plan.language.startswith("zh"),
    )


def _looked_for(plan: Plan, rules: int) -> sounds.Lexicon:
    cues = [cue for one in plan.competencies for behaviour in one.behaviours for cue in behaviour.cues]
    cues += [cue for one in plan.questions for point in one.key_points for cue in point.cues]
    told = _TOLD_WORDS if rules >= 2 else ()
    return _lexicon((*cues, *(word for words in plan.synonyms.values() for word in words), *told))


@lru_cache(maxsize=64)
def _lexicon(cues: tuple[str, ...]) -> sounds.Lexicon:
    return sounds.lexicon(word.strip() for cue in cues for word in re.split(r"[|+!{}]", cue))


def _only_praise(sentence: Sentence) -> bool:
    """Whether every clause claims a quality: what stands in such a sentence sets no scene."""
    return all(stance.claims(clause.text) for clause in sentence.clauses)


def _sets_scene(text: str, rules: int) -> bool:
    return bool(_SITUATION.search(text) or (rules >= 2 and _DEMAND.search(text)))


def _first(lean: Mapped, told: list[Segment], holds: Callable[[str], bool]) -> int | None:
    return next((lean.origin(one.start, one.end)[0] for one in told if holds(one.text)), None)


def off_topic(plan: Plan, reading: Reading) -> bool:
    """Whether hardly a word of a readable answer belongs to the question or to what the plan looks for."""
    words = segments.content_words(reading.lean.text)
    if not words:
        return True
    known = _vocabulary(plan, reading.question)
    return sum(1 for word in words if word in known) / len(words) < OFF_TOPIC_SHARE


def _vocabulary(plan: Plan, question: Question) -> frozenset[str]:
    wanted = [plan.competency(one) for one in question.competencies]
    texts = [question.text, question.hint, *(turn.says for turn in question.turns)]
    texts += [text for one in wanted for text in one.anchors.values()]
    texts += [b.text + " " + " ".join(b.cues) for one in wanted for b in one.behaviours]
    texts += [k.text + " " + " ".join(k.cues) for k in question.key_points]
    texts += [" ".join(words) for words in plan.synonyms.values()]
    return _words_of(normalise("\n".join(texts).replace("|", " ")).text)


@lru_cache(maxsize=256)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(segments.content_words(text))


def _problem(plan: Plan, answer: Answer, text: str) -> str:
    if plan.question(answer.question_id).kind == "code":
        # A program is read by people and run by tests; words in it are nobody's conduct.
        return "needs_person"
    letters = re.sub(r"[^\w]", "", text)
    heard_s = (answer.speech_ms or 0) / 1000
    by_machine = answer.source in ("asr", "on_device_caption")
    if by_machine and (
        answer.audio == "poor" or (heard_s >= 5 and len(letters) < heard_s * SLOWEST_CHARACTERS_PER_SECOND)
    ):
        return "bad_audio"
    if not letters:
        return "empty"
    chinese = plan.language.startswith("zh")
    share = cjk_share(text)
    if len(letters) >= 20 and (share < 0.2 if chinese else share > 0.5):
        return "other_language"
    distinct = {segment.text for segment in segments.sentences(text)}
    if len(re.sub(r"[^\w]", "", "".join(sorted(distinct)))) < LEAST_CHARACTERS["zh" if chinese else "en"]:
        return "too_short"
    return ""


def _notes(answer: Answer, text: str, forged: bool, hidden: bool) -> tuple[str, ...]:
    notes = []
    if forged:
        notes.append("instruction_in_text")
    if hidden:
        notes.append("blinded")
    if answer.added:
        notes.append("added_by_candidate")
    capacity = (answer.speech_ms or 0) / 1000 * FASTEST_CHARACTERS_PER_SECOND
    if answer.source in ("corrected", "self_transcribed") and answer.speech_ms is not None and len(text) > capacity:
        notes.append("more_text_than_speech")
    return tuple(notes)


def _void(segment: Segment, forged: tuple[instructions.Instruction, ...], question: Question) -> str:
    if any(one.start < segment.end and segment.start < one.end for one in forged):
        return "instruction_in_text"
    said = (question.text, *(turn.says for turn in question.turns))
    return "echo_of_question" if any(_echo(segment.text, _asked(one)) for one in said) else ""


@lru_cache(maxsize=256)
def _asked(question: str) -> frozenset[str]:
    return _grams(normalise(question).text)


def _grams(text: str) -> frozenset[str]:
    plain = re.sub(r"[^\w]", "", text)
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))


def _echo(sentence: str, asked: frozenset[str]) -> bool:
    said = _grams(sentence)
    return len(said) >= 6 and len(said & asked) / len(said) >= 0.7


def _sentence(segment: Segment, void: str, rules: int) -> Sentence:
    parts = segments.clauses(segment)
    return Sentence(segment, parts, void, tuple(_listed(segment, _MARKERS if rules < 2 else _MORE_MARKERS)))


def _listed(segment: Segment, markers: re.Pattern[str]) -> list[tuple[int, int]]:
    """Ranges that only line up catchwords: four or more short items in a row, or one long one, without any of the small
    words that make a sentence.
    """
    item_pattern, longest = (r"[^,，、/|+;:： ]+", 8) if cjk_share(segment.text) > 0.3 else (r"[^,/|+;:]+", 28)
    ranges: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for item in [*re.finditer(item_pattern, segment.text), None]:
        if item is not None and len(item.group().strip()) <= longest and not markers.search(item.group()):
            run.append(item.span())
            continue
        if item is not None and len(item.group()) >= 2 * longest and not markers.search(item.group()):
            ranges.append((segment.start + item.start(), segment.start + item.end()))
        elif item is not None:
            ranges += _bare(segment, item, 2 * longest, markers)
        if len(run) >= LISTED_ITEMS:
            ranges.append((segment.start + run[0][0], segment.start + run[-1][1]))
        run = []
    return ranges


def _bare(segment: Segment, item: re.Match[str], longest: int, markers: re.Pattern[str]) -> list[tuple[int, int]]:
    """Stretches of an item that go on for long without any small word: catchwords whose spaces a recogniser took away."""
    found, at = [], item.start()
    for low, high in [
        *(mark.span() for mark in markers.finditer(segment.text, *item.span())),
        (item.end(), item.end()),
    ]:
        if low - at >= longest:
            found.append((segment.start + at, segment.start + low))
        at = high
    return found


def clause_of(sentence: Sentence, position: int) -> Segment:
    """The clause of the sentence that holds this position of the lean text."""
    for clause in sentence.clauses:
        if clause.start <= position < clause.end:
            return clause
    return sentence.segment


def told_share(sentence: Sentence) -> float:
    """The share of clauses that hold one of the small words of real sentences."""
    told = sum(1 for clause in sentence.clauses if _MARKERS.search(clause.text))
    return told / len(sentence.clauses) if sentence.clauses else 0.0


def only_claims(sentence: Sentence, position: int) -> bool:
    """Whether the clause at this position claims a quality instead of telling conduct."""
    return stance.claims(clause_of(sentence, position).text)
