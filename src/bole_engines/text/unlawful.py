"""Finds what the law forbids to ask a candidate or to write in a job advertisement.

Version 1 of the red list: each rule carries the ground it stands on. A finding is for the person who writes the
question; nothing is rewritten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bole_engines.text.normal import normalise

Kind = Literal["question", "advert"]

_EMPLOYMENT = "就业促进法 第26–31条"
_WOMEN = "妇女权益保障法 第43条"
_MARKET = "人力资源市场暂行条例 第24条"
_FACTS = "劳动合同法 第8条"
_HEPATITIS = "人社部发〔2010〕12号"
_CHILD_LABOUR = "未成年人保护法 第61条"

_QUESTION: tuple[tuple[str, str, str], ...] = (
    (
        "marriage",
        _WOMEN,
        r"结婚|婚姻|婚否|已婚|未婚|离异|离婚|对象(?:了吗|没有|吗|呢)|男朋友|女朋友|男友|女友|恋爱|相亲|单身|成家|\bmarried\b|\bmarital\b|\bboyfriend\b|\bgirlfriend\b|\bengaged to\b",
    ),
    (
        "pregnancy",
        _WOMEN,
        r"怀孕|备孕|孕检|生育|生孩子|要孩子|要小孩|二胎|三胎|二孩|三孩|生娃|打算生|产假(?:打算|计划)|哺乳期|\bpregnan\w+|\bhave (?:kids|children|a baby)\b|\bmaternity\b",
    ),
    (
        "family",
        _FACTS,
        r"(?:你|您)(?:的)?(?:孩子|小孩|子女|儿子|女儿|配偶|老公|老婆|丈夫|妻子|爱人|父母|家里|家人|公婆).{0,10}(?:工作|做什么|多大|谁带|谁照顾|几个|收入|支持|同意|干什么|职业)|有(?:几个)?(?:孩子|小孩|子女)(?:吗|没有|了吗)?|家庭(?:情况|成员|条件|背景)|\byour (?:husband|wife|spouse|kids|children|parents)\b",
    ),
    (
        "age",
        _EMPLOYMENT,
        r"(?:你|您)?(?:今年)?(?:多大(?:年纪|岁数|了|年龄)?(?=[?？了。]|$)|几岁|多少岁|年龄(?:是|多)|哪年出生|出生年月|属什么|生肖)|\bhow old\b|\byour age\b|\bdate of birth\b",
    ),
    (
        "sex",
        _EMPLOYMENT,
        r"(?:作为|身为)(?:一?[个名位])?(?:女|男)(?:性|生|人|孩|同志)|女生能|女孩子能|男生能|女性(?:能|是否|会不会)|\bas a (?:woman|man|mother|father)\b",
    ),
    ("orientation", _FACTS, r"性取向|同性恋|性倾向|\bsexual orientation\b|\bare you gay\b"),
    (
        "ethnicity",
        _EMPLOYMENT,
        r"(?:什么|哪个|是否|是不是|你的|您的).{0,4}(?:民族|少数民族|种族)|(?:民族|种族)是|\bethnic\w*|\byour race\b",
    ),
    ("religion", _EMPLOYMENT, r"宗教|信仰什么|信什么教|信教|佛教|基督教|伊斯兰|\breligio\w+|\bdo you believe in god\b"),
    (
        "origin",
        _EMPLOYMENT,
        r"籍贯|老家(?:是|在)?(?:哪|什么)|哪里人|什么地方人|哪个省的?人|户口|户籍|农村人|城里人|本地人(?:吗|么)|\bhometown\b|\bwhere are you (?:originally )?from\b",
    ),
    ("hepatitis", _HEPATITIS, r"乙肝|乙型肝炎|大三阳|小三阳|两对半|病原携带|艾滋|\bhiv\b|\bhepatitis\b"),
    (
        "health",
        _EMPLOYMENT,
        r"(?:有没有|有无|是否|得过|患过|患有|什么|有).{0,6}(?:病史|疾病|慢性病|遗传病|精神病|抑郁症|残疾|传染病|大病|手术)|身体(?:有什么|有没有)(?:毛病|问题)|家族病|\bdisabilit\w+|\bmedical history\b|\bmental illness\b",
    ),
    ("looks", _FACTS, r"身高|体重|三围|长相|外貌|颜值|胖瘦|\bhow tall\b|\byour weight\b|\bheight and weight\b"),
    ("superstition", _FACTS, r"星座|血型|生辰八字|属相|算命|\bzodiac\b|\bblood type\b|\bhoroscope\b"),
    (
        "money",
        _FACTS,
        r"家庭收入|家里(?:条件|收入|有钱)|父母收入|征信|负债|欠(?:了)?(?:钱|款|贷)|房贷|车贷|网贷|\bcredit (?:score|history)\b|\bin debt\b",
    ),
    (
        "politics",
        _FACTS,
        r"(?:支持|加入).{0,4}(?:哪个|什么)(?:党派|政党)|\bpolitical (?:party|views)\b|\bwho did you vote\b",
    ),
    ("union", "工会法 第3条", r"(?:加入|参加|是不是|是否).{0,4}工会|\bunion member\b"),
    ("child_labour", _CHILD_LABOUR, r"未满(?:16|十六)(?:周岁|岁)?(?:也)?(?:可以|能)"),
)
_ADVERT: tuple[tuple[str, str, str], ...] = (
    (
        "advert_sex",
        _WOMEN,
        r"限男|限女|仅限?(?:男|女)|男士优先|女士优先|男性优先|女性优先|男生优先|女生优先|只招(?:男|女)|不要(?:男|女)|男女不限以外|\b(?:male|female|men|women) (?:only|preferred)\b",
    ),
    (
        "advert_marriage",
        _WOMEN,
        r"(?:仅限?|限|要求|须|优先).{0,4}(?:未婚|未育|已婚|已育|已婚已育)|(?:未婚|未育|已婚已育|已育)(?:者)?优先",
    ),
    (
        "advert_age",
        "就业促进法 第3条（高风险）",
        r"(?:\d{2}|[二三四五]十五?)(?:周?岁)(?:以下|以内|及以下)|(?:年龄|限)\D{0,4}\d{2}\s?[-–—至到]\s?\d{2}|[789]0后优先|\bunder \d{2}\b",
    ),
    (
        "advert_origin",
        _EMPLOYMENT,
        r"限本地|本地户口|本地户籍|本市户籍|限.{0,4}户籍|不要.{1,4}(?:省|地)?人|.{2,3}人勿扰|\blocals only\b",
    ),
    ("advert_ethnicity", _MARKET, r"限(?:汉族|.{1,3}族)|(?:汉族)优先|不(?:要|招)少数民族"),
    (
        "advert_school",
        "国办发〔2021〕教育评价导向（高风险）",
        r"(?:仅限|限|只招|必须)?.{0,4}(?:全日制|统招)(?:本科|大专|统招)?(?:only|毕业)?(?:者)?(?:优先|以上|only)?|(?:985|211|双一流)(?:院校)?(?:优先|only|毕业)",
    ),
    ("advert_looks", _MARKET, r"形象(?:气质)?(?:佳|好)|五官端正|身高\s?\d{3}|相貌"),
    ("advert_religion", _MARKET, r"(?:无|不信)宗教(?:信仰)?"),
)


@dataclass(frozen=True)
class Finding:
    """One unlawful or risky wording: `start:end` in the text as given, the rule's code and the ground it stands on."""

    code: str
    start: int
    end: int
    text: str
    ground: str


def lint(text: str, kind: Kind = "question") -> tuple[Finding, ...]:
    """Every finding in a question or an advertisement, left to right. An advertisement is held to both lists."""
    mapped = normalise(text)
    rules = _QUESTION if kind == "question" else _ADVERT + _QUESTION
    found: list[Finding] = []
    for code, ground, pattern in rules:
        for match in re.finditer(pattern, mapped.text):
            start, end = mapped.origin(*match.span())
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(code, start, end, text[start:end], ground))
    return tuple(sorted(found, key=lambda finding: finding.start))
