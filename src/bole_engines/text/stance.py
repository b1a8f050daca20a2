"""How a speaker stands to what is said: denied, hedged, somebody else's, hypothetical, only claimed."""

from __future__ import annotations

import re
from typing import Literal

Owner = Literal["self", "group", "other"]

# Words with 不 or 没 inside that deny nothing.
_NOT_NEGATION = re.compile(
    "没关系|要不(?=咱|我|您|就|先|这样|然)|没事(?:的|儿|，)|没问题|不要紧|不着急|不仅|不但|不光|不只|不单|不断|不停|不得不|不管|不论|不等|不急|不慌|不忙|没想到|不由得|不好意思|不小心|不错|不同|不少|不久|"
    "差不多|对不起|忍不住|不一定|不满意?|不耐烦|不高兴|不开心|不理解|不舒服|不用等|没办法|没有办法|不过|无论|无非|别人|别的|"
    "特别|分别|区别|级别|识别|鉴别|个别|不到|没几|不足|不合适?|不清楚的|不确定的|不明白的|没货|没熟|不熟|不新鲜|不干净|是不是|"
    "能不能|会不会|有没有|要不要|行不行|可不可以|愿不愿意|需不需要|对不对|好不好|为什么不"
)
_NEGATION = re.compile("没有?|不曾|从不|从未|未|不|别|无法|无须|难以|忘了|忘记|懒得|缺乏|拒绝|省了")
# To leave harm undone is conduct of its own: 不砸口碑, 不瞒客户.
_UNHARMED = re.compile(
    "(?:不能?|别|没有?|绝不)(?=(?:砸|坑|骗|瞒|毁|害|违|漏|拖|推|敷衍|耽误|慌|乱|急|抱怨|混|碰|糊弄|忽悠|让.{1,4}(?:吃亏|为难)))"
)
_LATE_NEGATION = re.compile("^.{0,4}(没做|没有做|没去做|做不到|没来得及|没顾上|就算了|也没用上|都没|没有去)")
_ENGLISH_NEGATION = re.compile(
    r"\b(?:not|never|no|without|cannot|\w+n't|(?:do|does|did|is|was|were|are|have|has|had|ca|could|would|should|wo)nt|"
    r"failed to|refused to|forgot to|neither|nor|hardly|rarely|instead of|rather than)\b"
    r"(?! only)(?:\W+\w+){0,4}\W*$"
)
_CONTRAST = re.compile("而是|反而|但是|但我|却")
_HEDGE = re.compile(
    "可能|也许|大概|或许|好像|应该会|应该是|估计|说不定|不太确定|不太清楚|记不太清|想想办法|看情况|随便|"
    r"\b(?:maybe|perhaps|probably|possibly|might|i guess|not sure|kind of|sort of)\b"
)
_GROUP = re.compile(r"我们|咱们|大家|团队|\bwe\b|\bour team\b|\bthe team\b")
_SELF = re.compile(r"我(?!们)|本人|自己|\bi\b|\bi'\w+|\bmy\b")
_OTHERS = "同事|领导|主管|经理|店长|老板|别人|他们|她们|师傅|组长|厨师长|总监|负责人|室友|同学|朋友"
_MORE_OTHERS = (
    "班长|主任|科长|部长|处长|队长|前任|上一任|有人|有个人|副总|总经理|董事长|院长|校长|老师|教练|家人|爸妈|父母|爸爸|妈妈|哥哥|姐姐|供应商|厂家|徒弟|搭档|伙伴|队友|"
    "实习生|助理|秘书|技术员|工程师|维修工|老员工|新员工|新人|新来的|邻居|房东|司机|保安|医生|(?:产品|测试|运维|前端|后端|客服|财务|法务|人事|业务)(?:经理|同学|同事|人员|的人|那边)|其他人|另一个人|另外一个人|那个人"
)
# 我当班长, 我是组长: the speaker's own part. 我换了供应商之后: what one acted on, when the speaker stands before it.
_OWN_PART = tuple("当做任为成")
_ACTED_ON = tuple("了过着到")
_CUSTOMERS = "客户|顾客|客人|对方|甲方|他|她"
_BEFORE_OTHER = "跟和与向给帮让请找问对把被替同为教带叫喊劝告通知提醒联系安排协助配合"
_HYPOTHETICAL = re.compile(r"如果|假如|要是|的话|换作是?我|遇到这种|一般我?会|\bif\b|\bwould\b|\bi'd\b")
_CLAIM = re.compile(
    "(?:能力|意识|精神|素质|水平|功底|心态|口才|态度)(?:也|都|还|算|是)?(?:很|非常|特别|比较|极|超级|相当|挺|十分)?(?:强|好|高|棒|出色|突出|优秀|不错|扎实|过硬|一流|没得说)"
    "|(?:我|本人)?(?:具备|具有|拥有|擅长|善于|精通|非常懂|特别懂|很懂|很会|特别会|最会)|(?:我|本人)(?:是一?个|属于)(?:非常|特别|很|比较|十分)?.{0,12}的人"
    "|请您?(?:一定)?(?:要)?相信我?|我(?:们)?(?:一定|保证|绝对)(?:会|能|可以)(?:努力|好好|做到最?好|用|证明|胜任|是最)|(?:真的|特别|非常|很)想(?:来|加入|进|去)"
    "|(?:我|本人)有(?:很强|较强|良好|丰富|出色|优秀|扎实|足够|非常强|极强|敏锐|过硬)的"
    r"|\bi (?:am|'m) (?:very |really |extremely |highly )?(?:good|great|excellent|skilled|experienced|passionate) (?:at|in|with|about)\b"
    r"|\bi have (?:strong|excellent|great|good|outstanding) .{0,40}(?:skills?|abilit\w+|awareness)\b"
)
_WISH = re.compile(
    "(?:喜欢|希望|渴望|热爱|向往|梦想|最爱|想要|打算去?|只|仅|仅仅|只有)$|\\b(?:like|love|want|hope|wish|enjoy)(?:s|d)? (?:to |being |seeing )?$|\\bonly $"
)
_ASKED = re.compile(
    "(?:要求|希望|提出|暗示|想|要|让|叫|逼|求)(?:我们?|店里|公司|咱们?).{0,4}$|\\b(?:asked|wanted|expected|told|pressed) (?:me|us) to\\b"
)
_OUTGROWN = re.compile(r"以前|之前我|刚入行|刚开始|一开始|最开始|最初|早先|刚来|\bat first\b|\bused to\b|\bearly on\b")
_GROWN = re.compile(
    r"后来|现在|之后|慢慢|如今|从那以后|改成|学会|\bnow\b|\blater\b|\bsince then\b|\blearned\b|\bchanged\b"
)


_DECLINED = re.compile(
    "^.{0,16}?(?<![他她们户客])(?:退了?(?:回|还)|拒绝了|回绝|谢绝|婉拒|没有?收(?!到)|不收|上交)|"
    r"\b(?:refused|declined|turned (?:it|them|him|her) down|returned it|gave it back|reported it)\b"
)
_ENACTED = re.compile(r"扮演|演练|情景模拟|角色扮演|我演|我扮|\brole.?play|\bplayed the\b|\bacted as\b")


def spares(text: str, position: int) -> bool:
    """Whether the denial right before `position` leaves harm undone (不砸口碑), which is as good as conduct."""
    return any(hit.end() == position for hit in _UNHARMED.finditer(text))


def negated(before: str, inside: str, after: str) -> bool:
    """Whether something is denied.

    `before` is its clause up to it, `inside` the words between its parts, `after` the rest of the clause.
    """
    tail = _CONTRAST.split(before)[-1][-12:]
    if _NEGATION.search(_NOT_NEGATION.sub("＿", tail)) or _ENGLISH_NEGATION.search(before):
        return True
    if _NEGATION.search(_NOT_NEGATION.sub("＿", inside)) or re.search(r"\b(?:not|never|n't)\b", inside):
        return True
    return bool(_LATE_NEGATION.search(_NOT_NEGATION.sub("＿", after)))


def hedged(before: str) -> bool:
    """Whether the speaker leaves open if it is so (可能, 大概, maybe)."""
    return bool(_HEDGE.search(before))


def owner(clause_before: str, sentence_before: str, *, customers_too: bool = False, rules: int = 2) -> Owner:
    """Who acts: the nearest subject in the clause, else in the sentence; Chinese drops it, then it is the speaker.

    `customers_too` also lets 客户 or 他 be the actor, which matters for conduct that would be held against somebody. `rules` 1
    knows fewer of the others, as ratings made before did.
    """
    nouns = f"{_OTHERS}|{_CUSTOMERS}" if customers_too else _OTHERS
    if rules >= 2:
        nouns = f"{_MORE_OTHERS}|(?:客户|顾客|客人|对方)自[己行]|{nouns}"
    selves = [match.end() for match in _SELF.finditer(clause_before)]
    others = [
        match.end()
        for match in re.finditer(nouns, clause_before)
        if clause_before[max(0, match.start() - 1) : match.start()] not in tuple(_BEFORE_OTHER)
        and not re.match("[的们]?(?:说|要|的)", clause_before[match.end() :])
        and not (rules >= 2 and _no_actor(clause_before[: match.start()], selves))
    ]
    groups = [match.end() for match in _GROUP.finditer(clause_before)]
    # 客户自己 ends where its 自己 does, and is not the speaker.
    if others and max(others) > max((*selves, *groups, 0)) - (rules >= 2):
        return "other"
    if selves:
        return "self"
    if groups:
        return "group"
    return "group" if _GROUP.search(sentence_before) and not _SELF.search(sentence_before) else "self"


def _no_actor(before: str, selves: list[int]) -> bool:
    """Whether a noun after these words names the speaker's own part, or what the speaker acted on."""
    if before.endswith("是"):  # 我是组长, but 那家客户是同事去的
        return any(len(before) - 3 <= end < len(before) for end in selves)
    if before.endswith(_OWN_PART):
        return True
    return before.endswith(_ACTED_ON) and any(end <= len(before) for end in selves)


def hypothetical(sentence_before: str) -> bool:
    """Whether it is told as what one would do, not as what one did."""
    return bool(_HYPOTHETICAL.search(sentence_before))


def wished(before: str) -> bool:
    """Whether it is only liked or wished for (喜欢看到客人开心), or played down (只完成了三成)."""
    return bool(_WISH.search(before))


def claims(clause: str) -> bool:
    """Whether a clause only claims a quality (我抗压能力很强) without showing conduct."""
    return bool(_CLAIM.search(clause))


def asked_for(before: str) -> bool:
    """Whether somebody else wants it done (客户要我给回扣), which says nothing about doing it."""
    return bool(_ASKED.search(before))


def declined(sentence: str, position: int) -> bool:
    """Whether something offered or asked is told, after `position` in its sentence, to have been turned down or reported."""
    return bool(_DECLINED.search(sentence[position:]))


def enacted(before: str) -> bool:
    """Whether it was only played, as in an exercise (演练里我演发脾气的顾客)."""
    return bool(_ENACTED.search(before))


def outgrown(before: str, rest: str) -> bool:
    """Whether conduct is told as an early habit that the speaker says was left behind."""
    return bool(_OUTGROWN.search(before)) and bool(_GROWN.search(rest))
