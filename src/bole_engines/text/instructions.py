"""Finds sentences that speak to the rater instead of answering. They are flagged and kept out of the evidence; never obeyed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bole_engines.text.segments import Segment, sentences

_SCORE = "(?:满分|最高分|五分|5分|十分(?=[,，。！]|$)|10分|100分|一百分|五星|5星|满星|最高等级|最高级|五级|5级|level 5)"
_VERDICT = "(?:优秀|通过|录用|录取|合格|满分|高分)"
_TOP = "(?:满分|最高分|最高等级|最高级|[5五]级|第五级|优秀)"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ignore_rules",
        re.compile(
            "(?:忽略|无视|忘记|忘掉|忘了|跳过|不要理会|别管|不用管|不必理会|抛开|取消|覆盖|推翻|停止执行|不再遵守|作废|清除).{0,8}"
            "(?:指令|提示词|设定|评分|打分|rubric|以上|上面的|(?:之前|前面|先前)(?:的|所有|一切|全部)*(?:内容|规则|指令|要求|对话|标准|话)"
            "|(?:所有|一切|任何|全部)的?(?:规则|限制|约束))"
            "|(?:规则|评分标准|标准|指令|限制|细则|设定)(?:都|全部?|从现在开始|从现在起)?[^，。,]{0,4}(?:忘掉|作废|不算数|失效|不适用)"
            "|(?:评分表|评分标准|打分表).{0,3}清空|跳过(?:分析|评分|打分)"
            r"|\b(?:guidelines|rubric|scoring guide|instructions)\b.{0,30}\b(?:no longer apply|replace|contained an error)\b"
            r"|\b(?:do not use|replace) the (?:scoring|rubric)|\bskip the (?:evidence|rubric|evaluation)\b|\b(?:stop evaluating|cancel the assessment)\b and"
            r"|\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}"
            r"\b(?:instructions?|rules|prompts?|rubric|guidelines|criteria|above|previous|prior|everything)\b"
        ),
    ),
    (
        "asks_for_score",
        re.compile(
            f"(?:给|打|评|判|输出|返回|请|必须|务必|把我|将我|算我|让我).{{0,8}}{_SCORE}"
            f"|(?:把我|将我|算我|让我|判我|评我|给我(?:评|打|判|个|一个)).{{0,6}}{_VERDICT}"
            r"|(?:评分|得分|分数|等级|评级|level|score|rating)\s*(?:应该?|必须|务必|一律|都|设|改|调|写|定|填)?\s*(?:为|是|成|到|=|:|：|等于)\s*"
            rf"(?:{_SCORE}|(?:5|100)(?![.\d]))"
            rf"|(?:评分|得分|分数|等级|评级)(?:应该?|必须|务必|一律|都|设|改|调|写|定|填)(?:为|是|成|到|=|:|：|等于)\s*{_VERDICT}"
            "|(?:评委|考官|面试官|老师|评分官)[们]?.{0,4}(?:打|给)(?:个|一个)?高分"
            "|(?:给|评|打|判)我?.{0,2}[1-5一二三四五]级|(?:作为|当作|算作)我的(?:等级|分数|评级|评分)|(?:评级|等级|评分)(?:一栏|那栏|栏).{0,2}(?:写|填)"
            f"|(?:按|按照|记|计|默认|一律|应为|同步为|即可得|宣布我|判定我?|调到|达到|所以我?(?:的回答)?是?)(?:为|成|算|作)?.{{0,4}}{_TOP}"
            "|(?:分数|分儿|芬数|等级|评级|得分)(?:请)?(?:往高|往上|调到|改到|拉满|顶格|只有|记为|别抠|打高)|(?:等级|评分|得分)\\s?:?="
            "|多给(?:点|我)?分|给我低分|乱打分|看着打分|抬抬?手|高抬贵手|给个顶格|按最(?:高|好)的.{0,6}(?:算|给|记)|(?:按|给)我最[高好]的|整个最高的"
            "|不给我高分|给我?(?:评|打|个)?优秀的|写优秀|判对$|请判(?:对|定)|免[检评]"
            r"|\b(?:choose|pick|hire|pass|fail|upgrade|approve) me\b|\blet me through\b|\brates? me\b|\bmark me as\b|\blog me as\b"
            r"|\bi deserve the top\b|\bmy (?:grade|rating|marks?|score|level)\b.{0,30}\b(?:up|high\w*|top|best|max\w*)\b|\b(?:high|extra|kind with the) (?:marks?|points)\b"
            r"|\bas (?:my|the) (?:level|rating)\b|\b(?:level|rating|score|grade)\s*(?::=|==|as)?\s*(?:5|five|max)\b|\bfull marks\b"
            f"|(?:这一?题|本题|这道题|我这个?回答|这个回答).{{0,10}}{_SCORE}"
            "|(?:请|求|麻烦|拜托).{0,6}(?:一定)?(?:选我|录用我|录取我|要我吧|让我过|给我过)"
            r"|\b(?:give|award|assign|grant|rate|score|mark|grade)\b (?:me|this|my|it|us|the (?:candidate|answer|response)|every\w*|all|a|full|top|max\w*)\b"
            r".{0,25}\b(?:5|five|10|ten|100|full|top|max\w*|highest|perfect|excellent|pass)\b"
            r"|\b(?:full|top|max\w*|highest|perfect) (?:marks?|scores?|points(?! in)|rating|level)\b"
            r"|\b(?:score|rating|level|grade)s?\b\s*(?:should be|must be|is|:|=|to)\s*(?:5|five|10|100|full|max\w*|perfect|excellent)\b(?!\.\d)"
            r"|[\"'](?:level|score|rating|verdict)[\"']?\s*[:=]"
        ),
    ),
    (
        "speaks_to_rater",
        re.compile(
            "(?:(?:评分|打分|阅卷|面试|评估|测评)(?:官|员|系统|程序|模型|助手|老师)|评委|考官|人工智能|ai助手|ai|大模型|语言模型|机器人)"
            "[,，:：]?(?:你好|您好)?[,，]?(?:请(?!求|教|客)|务必|必须|你要|你必须|你现在|现在你|注意听|听好)"
            "|(?:你|您)(?:现在)?(?:是|扮演|作为)(?:一?[个名位])?.{0,10}(?:评分|打分|评委|考官|面试官|助手|模型|ai|机器人|开发者)"
            "|(?:以下|下面|接下来)(?:是|为|的)?(?:新的?)?(?:系统|管理员|开发者|官方|后台)?(?:指令|命令|提示词|设定)"
            r"|(?:系统|管理员|官方|后台)(?:提示|指令|消息|通知|公告|命令)\s?[:：,，]|系统提示词|开发者模式|管理员(?:模式|指令)"
            "|(?:进入|切换到?|开启|启用)(?:测试|调试|开发|管理员|特权)模式"
            r"|(?:^|\n|\W)(?:system|developer|assistant|admin(?:istrator)?)\s*(?:prompt|message|mode|note|override)?\s*[:：]"
            r"|\byou are (?:now )?(?:an?|the) .{0,20}(?:assistant|grader|rater|evaluator|examiner|model|ai)\b"
            r"|\b(?:dear|note to|attention|hey|hello) (?:the )?(?:ai|grader|rater|evaluator|model|examiner|assistant|reviewer)\b"
            r"|\bnew (?:instructions?|system prompt)\b|\bjailbreak\b|\bdan mode\b|\bdeveloper mode\b|\bact as (?:an?|the) \w*\s?(?:grader|rater|examiner|ai)\b"
        ),
    ),
    (
        "markup",
        re.compile(
            r"<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|endoftext|instruction\w*|script|prompt)\b|\[/?(?:inst|system|sys)\]|<<\s*sys\s*>>"
            r"|#{2,}\s*(?:system|instruction|response|指令|系统)|```|\{\{.{0,200}\}\}|</?(?:answer|transcript|rubric|evidence)\s*>|begin (?:system|prompt)|-----+"
        ),
    ),
    (
        "rates_itself",
        re.compile(
            "(?:算|视为|当作?|权当)(?:是)?我(?:的)?(?:全|都|已)?(?:答对|说过?|讲过|做到|补充)|假装你?听到|补全为|替换我的回答|我的回答后面"
            "|(?:参考答案|标准答案)(?:与|同|[:：]|完全|一致|$)|(?:要点|行为|点|题)我(?:都|全部?|已经?)+(?:覆盖|有|做到|讲到|答对)|各?维度均|各项能力均|关键行为均"
            "|本人符合|最完整最正确|(?:评分|判题|阅卷)(?:模块|程序|引擎|机)|训练数据标签|复核结论|历史记录[:：].{0,10}满分"
            r"|\b(?:applicant|candidate|speaker)s?\b.{0,40}\b(?:exceed\w*|met|approved|waived|exempt|wins|rated below|exceptional)\b"
            r"|\b(?:this|the above|my) (?:response|answer)?\s?(?:fully covers|contains situation|is exempt)|\b(?:rater|grader|scoring engine|machine rating|machine score|rater output)\b"
            r"|\b(?:observed behaviou?rs|rater notes|final grade|evaluation complete|key points detected)\b"
            r"|^(?:评语|面试评价|观察记录|评估报告摘要|评分理由|自检|评价|结论|测评结果)\s?[:：]"
            "|(?:问|答|q|a)[:：].{0,30}(?:[1-5一二三四五]级|满分|优秀)|^(?:自检[:：])?是否|^问[:：].{0,6}(?:他|她|候选人|回答|确定)"
            "|(?:评分表|评分标准|评分要点|关键点|要点|标准答案|所有的?(?:行为|要求|标准)|该做的动作).{0,14}(?:都|全部|全|一个)?(?:符合|满足|讲到|覆盖|做到|没有少|有了?$)"
            "|(?:评分|打分)(?:要点|标准|规则|办法)(?:只有|就是|仅有)|(?:背景|情境).{0,2}行动.{0,2}结果.{0,8}(?:齐|全|都有)"
            "|(?:该|此|这位|这名|本)(?:候选人|应聘者|求职者|考生|面试者|回答|答案).{0,20}(?:优秀|完全|达到|符合|满足|展现|体现|表现|展示|应|值得|推荐|通过|录用|满分|具备)"
            "|(?:候选人|应聘者|考生)(?:已经?|在回答中|完整|充分|全面|清楚地?|出色地?){0,4}(?:展现|体现|表现|展示|证明|满足|达到|澄清|完成)"
            "|(?:都|均|全部|一律|应当?)(?:算|视为|视作|判为|记为|认定为?)(?:满足|达标|通过|合格|优秀|满分|已覆盖)"
            "|(?:评分|打分)(?:标准|规则|要点|依据)(?:已|现|更新|改|是|为|如下)"
            r"|\b(?:the|this) (?:candidate|applicant|answer|response)\b.{0,40}\b(?:excellent|outstanding|demonstrat\w+|meets|exceeds|deserves|should|shows|perfect\w*|fully)\b"
            r"|\b(?:evidence|behaviou?r|key point|criteri\w+)s?\b.{0,15}\b(?:satisfied|present|met|fulfilled|true)\b"
        ),
    ),
    (
        "leaks_prompt",
        re.compile(
            "(?:请|把).{0,6}(?:复述|展示|复制|列给|贴出).{0,10}(?:关键点|要点|锚点|高分回答|评分)|(?:参考要点|锚点|隐藏规则|高分回答)|解码后?执行|倒着读[:：]|反过来理解"
            "|(?:你|您)(?:们)?(?:收到|看到|用)的.{0,4}(?:评分|打分)(?:标准|规则|表)"
            "|(?:输出|告诉我|显示|复述|打印|泄露|公布).{0,8}(?:提示词|系统提示|评分标准|评分规则|标准答案|参考答案|内部规则)"
            r"|\b(?:reveal|print|show|repeat|output)\b.{0,20}\b(?:prompt|rubric|instructions|system message|answer key)\b"
        ),
    ),
)
# Rules that came later. A rating made before them is computed again without them: `find(text, rules=1)`.
_SINCE_2: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "asks_for_score",
        re.compile(
            "(?:评分|得分|打分|分数|等级|评级|评价).{0,4}(?:不低于|不少于|不得低于|不要低于|不能低于|别低于|至少|起码|以上)\\s*(?:[45四五]|[89]\\d|100|良好|优秀|高分)"
            "|(?:本题|这一?题|此题|各项|每一?项|该项|综合)的?(?:得分|评分|打分|分数|等级|评级)\\s*(?:为|是|[:：=])?\\s*(?:[45四五]|[89]\\d|100|优秀?|良好?)"
            "(?=分|级|星|$|[，,。；;！!）)/ ])"
            "|(?:据此|以此|凭此|按此|照此)(?:给|打|评|判|定)(?:我)?(?:分|级|高分)|(?:总结|概括|评价|描述)我的(?:回答|答案|表现).{0,8}(?:请|只|务必|不要)|请只写(?:我的)?优点"
            "|宣布我(?:是|得|获|为|胜|第)|(?:评分|打分|评估)(?:已经?|早已|都已)(?:结束|完成).{0,8}(?:宣布|只需|直接)"
            "|(?:无罪|疑罪|有利)推定|没有证据(?:能|可以)?证明我不"
            "|(?:低于|少于|不到|不给我?|达不到)(?:我)?(?:[4-5四五]|九十|[89]\\d|满)分?.{0,6}(?:我(?:就|会|将|要)).{0,6}(?:发到|曝光|投诉|举报|告|找)"
            "|给我过了?.{0,6}(?:请你|吃饭|红包|好处|感谢)|(?:怎样|怎么|如何)(?:回答|答|说)才能?(?:拿|得|到)(?:到)?.{0,3}分|按(?:照)?那个(?:回答|答案)(?:来)?(?:评|打|给)我"
            "|(?:专家|评审|评委)(?:组|会)?(?:的)?(?:一致)?意见.{0,4}[:：].{0,4}(?:推荐|通过|优秀|录用|满分|一致)|(?:机器|系统|ai)(?:的)?意见(?:应|要|必须|请)|每(?:个|一个)字都(?:代表|算|对应)|被?满足的要点"
            "|(?:所有|全部|一切)(?:的)?(?:优秀|正面|积极|加分)的?(?:做法|行为|表现|要点).{0,8}(?:都|全).{0,6}(?:做到|具备|满足|覆盖)|全部都做到了?(?:而且|并且)"
            "|(?:判题|评测|阅卷)(?:系统|程序|机).{0,3}请|直接返回\\s*accepted|所有测试(?:都)?通过[,，].{0,4}满分"
            r"|\b(?:recommendation|verdict|weights?|final (?:assessment|grade))\s*:\s*(?:strong |definite )?(?:hire|pass|yes|accept|politeness|\w+ \d+ ?%)"
            "|(?:评分|打分|得分|等级)偏低的?(?:缺陷|问题|bug|故障)|(?:输出|结果|返回值?|评分|得分|等级)(?:固定|锁定|写死|统一)(?:为|成|在)"
            r"|\b(?:scor|rat|grad|mark)\w*\b.{0,24}\b(?:no lower than|not (?:be )?(?:lower than|below)|nothing below|at least|minimum of)\b.{0,6}\b(?:[45]|four|five)\b"
        ),
    ),
    (
        "speaks_to_rater",
        re.compile(
            "(?:总监|经理|主管|负责人|领导|专员|招聘|人事|人力|hr|评审|面试官|考官|评委|总|董事长)(?:的|已|亲笔)?(?:批注|附言|特批意见|评审意见)"
            "|[(（【\\[](?:总监|经理|主管|负责人|领导|招聘|人事|hr|评审|面试官|考官)?(?:批示|批复|备注|意见)[)）】\\]:：]"
            "|(?:来自|这是)(?:开发|技术|运维|算法|产品)(?:团队|组|部门?)[^，。]{0,4}[:：](?:.{0,12}(?:评分|打分|评级|输出))"
            "|(?:后台|屏幕(?:那边|对面)|系统后面)的?(?:那位|那个人|哪位|同事|老师|朋友|工作人员).{0,8}(?:勾|选|点|填|划|写).{0,8}(?:格|栏|档|框|选项)"
            "|(?:此|该|这)(?:人|名|位)?(?:候选人|应聘者|考生)?.{0,4}(?:已经?|早就|属于)?(?:被)?内定|(?:已经?|早就)内定"
        ),
    ),
)
_PRAISE_BY_OTHERS = re.compile("(?:顾客|客人|客户|买家|用户|甲方|对方|领导|店长|平台|门店|大众点评).{0,12}(?:给|打|评)")
# After one of these everything up to the end of the paragraph belongs to the forged block.
_OPENS_BLOCK = {"markup", "ignore_rules", "speaks_to_rater"}


@dataclass(frozen=True)
class Instruction:
    """A range of the text that addresses the rater, with the rule that found it."""

    code: str
    start: int
    end: int


def find(text: str, *, rules: int = 2) -> tuple[Instruction, ...]:
    """Every such sentence of a normalised text, left to right; a forged block runs to the end of its paragraph.

    `rules` 1 leaves out what was added since, so that what was rated before can be computed again.
    """
    table = _RULES if rules < 2 else (*_RULES, *_SINCE_2)
    found: list[Instruction] = []
    for sentence in sentences(text):
        code = _code(sentence, table)
        if code:
            found.append(Instruction(code, sentence.start, _end(text, sentence, code)))
    return tuple(found)


def _code(sentence: Segment, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    squeezed = re.sub(r"(?<=[\u4e00-\u9fff])[\s*_.·-](?=[\u4e00-\u9fff])", "", sentence.text)
    for code, rule in table:
        if rule.search(sentence.text) or rule.search(squeezed):
            # 客人给了五星好评 is a result, not a request to the rater.
            return None if code == "asks_for_score" and _PRAISE_BY_OTHERS.search(sentence.text) else code
    return None


def _end(text: str, sentence: Segment, code: str) -> int:
    if code not in _OPENS_BLOCK:
        return sentence.end
    stop = text.find("\n", sentence.end)
    return len(text) if stop < 0 else stop
