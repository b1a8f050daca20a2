"""Takes out of a text what must not be known when it is rated: who speaks, how old, from where, of which school or employer.

Each find is replaced by a placeholder of fixed length, so that two texts which differ only in such facts become equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bole_engines.text.normal import CJK, Mapped

Kind = Literal["name", "sex", "age", "school", "place", "employer", "contact", "family"]

PLACEHOLDERS: dict[Kind, str] = {
    "name": "〔人〕",
    "sex": "〔别〕",
    "age": "〔龄〕",
    "school": "〔校〕",
    "place": "〔地〕",
    "employer": "〔司〕",
    "contact": "〔讯〕",
    "family": "〔家〕",
}

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉岑薛"
    "雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟平黄穆萧尹姚邵汪祁毛狄米贝明臧计戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路江童颜郭"
    "梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解应宗丁宣邓单洪包左石崔吉龚程嵇邢裴陆荣翁荀甄曲封储靳焦侯宓全班仰仲宫宁仇"
    "甘厉戎祖武符刘景詹束龙叶司黎溥印怀蒲鄂索赖卓蔺屠蒙池乔阴能苍双闻莘党翟谭贡劳姬申扶堵冉宰郦桑桂牛寿通边燕冀浦尚农温庄晏柴瞿阎"
    "充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧聂晁勾敖融冷辛那简饶空曾沙养鞠须丰巢关蒯相查荆红游竺权盖益桓公岳帅"
)
_TITLES = "先生|女士|小姐|经理|总监|主管|老师|师傅|店长|主任|科长|处长|局长|工(?=[,，。说让带找在和跟])|总(?=[,，。说让带找在和跟])|姐|哥|叔|阿姨"
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|"
    "台湾|内蒙古?|广西|西藏|宁夏|新疆|香港|澳门|东北|西北|华北"
)
_SCHOOLS = (
    "清华|北大|复旦|浙大|上交大?|人大|武大|华科|中大|南大|哈工大|同济|南开|厦大|川大|985|211|双一流|一本|二本|三本|"
    "职高|中专|大专|专科|技校|本科|硕士|博士|研究生|全日制|自考|函授"
)
_EMPLOYERS = (
    "阿里巴巴|阿里|腾讯|华为|字节跳动|字节|百度|美团|京东|拼多多|小米|网易|滴滴|快手|携程|海底捞|西贝|肯德基|麦当劳|星巴克|必胜客|瑞幸|"
    "平安|中国移动|中国电信|中国联通|国家电网|联想|海尔|格力|比亚迪|安踏|永辉|盒马|沃尔玛"
)

_RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("contact", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    ("contact", re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d\d{3}[\dx](?!\d)")),
    ("contact", re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")),
    ("contact", re.compile(r"(?<!\d)0\d{2,3}[ -]\d{7,8}(?!\d)|\b\+?\d{1,3}[ -]\d{3}[ -]\d{3}[ -]\d{4}\b")),
    ("contact", re.compile(r"(?:微信|qq|vx|wechat)号?(?:是|:|：)?\s?[a-z0-9_-]{5,20}")),
    ("contact", re.compile(r"https?://\S{1,500}|www\.\S{1,500}")),
    (
        "school",
        re.compile(
            rf"(?:[{CJK}]{{2,8}}?(?:大学|学院|职业技术学院|中学|高中|职校|技校))(?=毕业|读|上学|的|学|念|[,，。、]|$)"
        ),
    ),
    ("school", re.compile(rf"(?:{_SCHOOLS})(?:毕业|学历|生|院校|高校)?")),
    (
        "school",
        re.compile(
            r"\b(?:[a-z]{1,20} ){0,3}(?:university|college)(?: of [a-z]+)?\b|\b(?:bachelor|master|phd)\b(?:'s)?(?: degree)?"
        ),
    ),
    (
        "employer",
        re.compile(
            rf"(?<=在)[{CJK}]{{2,12}}?(?:有限公司|公司|集团|科技|酒店|餐厅|银行)(?=的|做|工作|上班|当|[,，。、]|$)"
        ),
    ),
    ("employer", re.compile(rf"(?:{_EMPLOYERS})(?:公司|集团)?")),
    (
        "age",
        re.compile(
            r"(?:我?今年)?(?:\d{2}|[二三四五六]十[一二三四五六七八九]?)(?:周?岁|来岁)|(?:[6789]0|00|05)后|\b\d{2}[ -]years?[ -]old\b|\bi(?: am|'m) \d{2}\b"
        ),
    ),
    (
        "age",
        re.compile(
            r"(?:出生于|生于)?(?:19[5-9]\d|200\d)年(?:出生|生人|生的)|属[鼠牛虎兔龙蛇马羊猴鸡狗猪](?=的|[,，。])"
        ),
    ),
    (
        "place",
        re.compile(
            rf"(?:我?是)?(?:{_PROVINCES})[{CJK}]{{0,4}}?(?:人|户口|户籍|口音)(?=[,，。、]|$|,)|(?:老家|籍贯|户口|户籍)(?:是|在)?[{CJK}]{{2,6}}?(?=[,，。、的]|农村|县城|$)"
        ),
    ),
    (
        "place",
        re.compile(
            r"\b(?:i am|i'm|i come) from [a-z]+\b|农村户口|城镇户口|本地户口|外地户口|(?:回族|汉族|维吾尔族|藏族|蒙古族|壮族|满族|苗族|彝族)"
        ),
    ),
    (
        "family",
        re.compile(
            "(?:我)?(?:已婚已育|已婚未育|未婚未育|已婚|未婚|离异|单身|怀孕|刚生完孩子|二胎|三胎|二孩|三孩|有(?:一|两|三)?个?(?:孩子|儿子|女儿|小孩|娃))"
        ),
    ),
    (
        "sex",
        re.compile(
            "(?:作为|我是|身为)?(?:一?[个名位])?(?:男生|女生|男孩子?|女孩子?|男人|女人|男性|女性|男的|女的|姑娘|小伙子?|大男人|宝妈|妈妈|爸爸|母亲|父亲)(?:家)?"
        ),
    ),
    (
        "sex",
        re.compile(r"\b(?:as a |i am a |i'm a )?(?:man|woman|girl|boy|male|female|mother|father|mom|dad|lady|guy)\b"),
    ),
    ("name", re.compile(rf"(?:我叫|我的名字(?:叫|是)|本人叫?|我姓)[{CJK}]{{1,4}}?(?=[,，。、今来是]|$|,)")),
    ("name", re.compile(r"\bmy name is [a-z]+(?: [a-z]+)?\b")),
    ("name", re.compile(rf"(?:[{_SURNAMES}][{CJK}]?(?:{_TITLES}))")),
    ("name", re.compile(rf"(?<![大从最])[小老阿][{_SURNAMES}](?=[,，。、的说是跟和带让在]|$)")),
)
# 客户先生 or 一位女士 are people met, and 高经理 may be 高级经理: words the surname rule must leave alone.
_NOT_A_NAME = re.compile(
    "^(?:项目|产品|部门|区域|大区|客户|门店|前厅|高级|任何|那位|这位|单位|一位|有位|于是|和|跟|让|向|应|计|平|常|连|全|相|须|双|能|单|都|关|通|那|因|满|空)"
)


@dataclass(frozen=True)
class Hidden:
    """One replaced range of the text before blinding."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Blinded:
    """The blinded text with its map to the original, and what was hidden."""

    mapped: Mapped
    hidden: tuple[Hidden, ...]


def blind(mapped: Mapped, terms: Iterable[str] = ()) -> Blinded:
    """Replace names (`terms`, any case or width already normalised by the caller, and titled names) and other such facts.

    Earlier rules win where two overlap; given terms win over all.
    """
    text = mapped.text
    finds: list[Hidden] = []
    for term in sorted({t.strip().lower() for t in terms if len(t.strip()) > 1}, key=lambda t: (-len(t), t)):
        _add(finds, "name", [match.span() for match in re.finditer(_term_pattern(term), text)])
    for kind, rule in _RULES:
        _add(
            finds,
            kind,
            [m.span() for m in rule.finditer(text) if not (kind == "name" and _NOT_A_NAME.match(m.group()))],
        )
    finds.sort(key=lambda hidden: hidden.start)
    edits = [(hidden.start, hidden.end, PLACEHOLDERS[hidden.kind]) for hidden in finds]
    return Blinded(mapped.rewrite(edits), tuple(finds))


def _term_pattern(term: str) -> str:
    escaped = re.escape(term)
    return rf"\b{escaped}\b" if term.isascii() else escaped


def _add(finds: list[Hidden], kind: Kind, spans: list[tuple[int, int]]) -> None:
    for start, end in spans:
        if start < end and all(end <= hidden.start or start >= hidden.end for hidden in finds):
            finds.append(Hidden(kind, start, end))
