"""What stands beside the matter: words about marking and markers, praise of oneself, programs, file names, disguised letters.

Broader than the instructions that every judge looks for, and silent: such a sentence is only left out. That is safe here because a
word that question or reference use themselves is the subject's own and is never taken for one of these.
"""

from __future__ import annotations

import re

from bole_engines.assessment.answers.types import Lang
from bole_engines.text import blind

_ABOUT_MARKING_ZH = re.compile(
    "评分|打分|给分|判分|得分|计分|满分|高分|低分|加分|扣分|分数|分值|评级|等级|评语|评委|考官|面试官|阅卷|判卷|判题|审核员|审稿|评审|评判|"
    "候选人|应聘者|求职者|考生|面试者|该生|本人符合|测评|(?:参考|标准)答案|要点|关键点|锚点|量表|权重|门槛改|提示词|指令|暗号|扮演|"
    "切换身份|假装|假设你|想象评|你是|你现在|你的(?:名字|新?任务|回答|评)|模式下|内定|录用|录取|选我|让我过|给我过|判我|评我|免评|免检|"
    "(?:这|本|此|我的|我这个|上述|以上|该)(?:一)?(?:题|道题|回答|答案|作答|答卷|场次)|我的等级|"
    "(?:给|打|评|判|记|写|算|拿|得|按|低于|高于|等于|固定为|改为|改成|只有|就是)(?:我|个|了|成|为|到|最)?[^,，。]{0,3}(?:\\d+|[一二三四五六七八九十百两]+)(?:分(?![钟之析散布])|级|星)|"
    "(?:为|是|写|按|评为?|算|给我?|认为我)(?:最)?优秀|示例[一二三四1-9]|一致意见|复核结论|历史记录|校准样本|专家组|自检|观察记录|"
    "高抬贵手|抬抬手|通融|求求|跪下|拜托|行行好|好人一生平安|看着办|你们(?:公司|老总|老板|平台|领导|内部)|贵公司|贵司|"
    "我会起诉|去投诉你|曝光你|无罪推定|代表.{0,6}被满足|当(?:作|成)?我(?:全|都|说|没)|当没听到|倒着读|第一个字连|字连起来|解码|结束标记|(?:理由|结论|总评|评价|点评) ?[:：]|我爱工作"
)
_ABOUT_MARKING_EN = re.compile(
    r"\b(?:scor(?:e|es|ed|ing)|scoer|grad(?:e[sd]?|er|ers|ing)|rat(?:ing|ings|er|ers)|rubrics?|full marks?|(?:low|high|top) (?:mark|marks|number|score)|"
    r"evaluat(?:e|es|ed|ion|or)|assessors?|verdict|levle|candidates?|applicants?|examiners?|reviewers?|moderator|interviewer|hiring|hired?|got the job|"
    r"prompts?|override|jailbreak|competenc(?:y|ies)|answer key|key points? (?:for|of) this|(?:this|my|the above) (?:answer|response|question)|"
    r"(?:give|award|grant|pass|fail|hire|choose|promote|upgrade|rate|mark) me|make it an?|perfect (?:ten|candidate|score)|ideal content|level (?:five|5|one)|"
    r"as (?:my|the) (?:level|rating|mark)|write (?:it|5|five)|(?:say|print|output|return|write) (?:five|5|pass)|(?:recommendation|assessment|conclusion)\s?:|read it backwards|"
    r"decode and|first letters|counts? as evidence|i beg|please (?:choose|pass|be kind)|last chance|convinced|my lawyer|your boss|"
    r"exempt|waived|everyone passes|i passed|pass everyone|great review|discrimination|(?:not|never|less than) (?:a )?(?:four|excellent)|and g1ve|(?:human|assistant|user|system|role|content)\s*:)"
)
_PRAISE = re.compile(
    "(?:能力|素质|素养|意识|功底|水平|经验|洞察力|口才|心态|态度)(?:也|都|还|算|是)?(?:很|非常|特别|比较|极|十分|一直是?|最)?(?:强|高|棒|出色|突出|优秀|不错|扎实|过硬|一流|丰富|最?突出)|"
    "(?:我|本人)(?:是|属于)(?:一?[个名位])?[^,，。]{0,14}(?:的人|专家|人才|能手|高手|员工)(?!的)|(?:我|本人)(?:具备|拥有|具有)[^,，。]{0,4}(?:扎实|丰富|优秀|良好|出色|敏锐|过硬|较强|很强)|"
    "我(?:就是)?(?:这方面|这个领域)的专家|比我更懂|说句不谦虚|责任心|追求完美|充满激情|热爱(?:这|工作|生活|学习|本职)|积极阳光|分外努力|满心欢喜|乐观向上|都(?:说|夸)我|夸我|证明自己|最合适的人选|"
    "对自己的表现|相信(?:我|您)|给我(?:这次|一次)?机会|(?:您|你)(?:提|问)的(?:问题|题)|越忙越有干劲|从不抱怨|(?:很|非常|特别)(?:专业|有水平|有深度)|"
    r"\bi (?:am|'m) (?:an? )?(?:\w+ ){0,3}(?:communicator|team player|passionate|hard-?working|results-driven|excellent|outstanding|talented|expert)\b|"
    r"\bi have (?:\w+ )?(?:outstanding|excellent|great|strong|exceptional)\b|\beveryone says i\b|\bi am the best\b|\b(?:results-driven|hard-?working|team player)\b|\byour company\b|\bnobody understands\b|"
    r"\b(?:thank you|thanks) for\b|\b(?:wonderful|professional|great|interesting|good) question\b|\bpositive attitude\b|\bhonou?red to (?:join|work)\b"
)
_PROGRAM = re.compile(
    r"^\W{0,3}(?:print|assert|raise|return|select|import|const|let|var|def|echo|logger|os\.|sys\.)\b.*[(='\"]|^\s*(?:#+|//|/\*|--|<!--|\"\"\")\s*\S|"
    r"\w+\(\)|[a-z_]+\s*[:=]=\s*\S|[\"'][a-z_]+[\"']\s*:\s*[\"'\d{\[]|\b\w+=[\w'\"]+;|</?[a-z_]+[^>]{0,40}>|%\w+%|[%\[\]{}]{2}"
)
_OF_PROGRAMS = re.compile(
    r"代码|程序|函数|sql|html|python|java|脚本|语句|编程|变量|命令|\b(?:code|program|function|variable|command|class|loop)s?\b"
)
_FILE = re.compile(r"(?:附件|\battachment)\s*:|\.(?:pdf|docx?|xlsx?|png|jpe?g|mp[34]|wav|webm|zip|txt|pptx?)\b")
# Letters taken apart or replaced so that a reader still reads them: 忽0略0, p l e a s e, 1gn0re.
_DISGUISED = re.compile(
    r"(?:[\u4e00-\u9fff][\d.*_·-]\s?){4,}|(?:\b[a-z][ .]\s*){5,}|\b[a-z]*(?:[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z])|(?:\b[a-z]*(?:[a-z][01345][a-z]|\b[01][a-z]{2})\w*\b.*){2}"
)
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_HIDDEN = re.compile("|".join(map(re.escape, blind.PLACEHOLDERS.values())))
_FOREIGN_WORDS = 3


def beside(sentence: str, wanted: str, lang: Lang) -> bool:
    """Whether a normalised sentence speaks about marking or markers, or is no sentence of the answer's language at all.

    `wanted` is the normalised question and reference.
    """
    about = _ABOUT_MARKING_EN if lang == "en" else _ABOUT_MARKING_ZH
    if any(match.group() not in wanted for match in about.finditer(sentence)):
        return True
    if _FILE.search(sentence) and not _FILE.search(wanted):
        return True
    if _DISGUISED.search(sentence) and not _DISGUISED.search(wanted):
        return True
    return foreign(sentence, wanted, lang) or bool(_PROGRAM.search(sentence) and not _OF_PROGRAMS.search(wanted))


def foreign(sentence: str, wanted: str, lang: Lang) -> bool:
    """Whether a sentence is in the other language, and not in words that question or reference use."""
    chinese = len(_CJK.findall(_HIDDEN.sub("", sentence)))
    if lang == "en":
        return chinese > 0 and not _CJK.search(wanted)
    latin = set(_LATIN_WORD.findall(sentence))
    return len(latin) >= _FOREIGN_WORDS and chinese < len(latin) and not any(word in wanted for word in latin)


def praises(clause: str, wanted: str) -> bool:
    """Whether a clause praises its author, the question or the company that asks it."""
    return any(match.group() not in wanted for match in _PRAISE.finditer(clause))
