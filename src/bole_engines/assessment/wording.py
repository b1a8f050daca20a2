"""Levels, reasons and suggestions in words, Chinese and English. The only sentences the engine speaks."""

from __future__ import annotations

LANGUAGES = ("zh", "en")

LEVEL_WORDS: dict[str, dict[int, str]] = {
    "zh": {5: "优秀", 4: "良好", 3: "合格", 2: "不足", 1: "不合格"},
    "en": {5: "outstanding", 4: "good", 3: "sound", 2: "below the mark", 1: "far below the mark"},
}
# What a candidate reads: the same five steps, said to somebody who may want to grow.
CANDIDATE_WORDS: dict[str, dict[int, str]] = {
    "zh": {5: "表现突出", 4: "表现良好", 3: "达到要求", 2: "还可加强", 1: "需要多练"},
    "en": {5: "shown very clearly", 4: "shown well", 3: "shown", 2: "shown in part", 1: "still to practise"},
}

REASONS: dict[str, dict[str, str]] = {
    "zh": {
        "rated": "依据原话评定",
        "not_answered": "没有作答",
        "needs_person": "代码题由人评阅，机器不评分",
        "empty": "回答里没有文字",
        "too_short": "回答太短，无法判断",
        "bad_audio": "录音质量太差，文字不可靠",
        "other_language": "回答使用了方案以外的语言",
        "off_topic": "回答与题目关系不大",
        "no_evidence": "回答里没有找到可以引用的行为依据",
        "weak_source": "文字来源可靠性不足，宽严两种读法结论不一",
        "samples_disagree": "几次评读结论相差过大",
        "instruction_in_text": "回答里有对评分系统说的话，已标出且未采纳",
        "keywords_without_sentence": "只罗列了关键词",
        "negated": "说的是没有这样做",
        "only_claimed": "只有自我评价，没有具体做法",
        "done_by_others": "说的是别人的做法",
        "asked_by_others": "说的是别人提出的要求",
        "outgrown": "说的是已经改掉的旧习惯",
        "echo_of_question": "复述了题目",
        "quote_not_verified": "引文未通过核对",
        "said_otherwise": "换了说法，按意思理解",
        "hedged": "语气不确定",
        "we_not_i": "只说“我们”，看不出本人做了什么",
        "hypothetical": "讲的是设想，不是经历",
        "thin_evidence": "依据太少，只有说得不够明确的一处",
        "model_cannot_tell": "模型认为原话不足以判断",
        "said_weakly": "说得不够明确",
        "quote_beside_the_point": "引文与所指行为无关",
        "no_result": "没有讲到结果",
        "no_specifics": "没有时间、背景或数字",
    },
    "en": {
        "rated": "rated from the candidate's own words",
        "not_answered": "not answered",
        "needs_person": "a program is read by people; the machine gives it no level",
        "empty": "the answer holds no words",
        "too_short": "the answer is too short to tell",
        "bad_audio": "the recording is too poor for its text to be trusted",
        "other_language": "the answer is in a language the plan does not cover",
        "off_topic": "the answer has little to do with the question",
        "no_evidence": "nothing in the answer can be quoted as evidence",
        "weak_source": "the text comes from a weak source, and a strict and a lenient reading differ",
        "samples_disagree": "the readings lie too far apart",
        "instruction_in_text": "the answer speaks to the rating system; this is marked and was not followed",
        "keywords_without_sentence": "keywords in a row, no statement",
        "negated": "said not to have been done",
        "only_claimed": "claimed, not shown",
        "done_by_others": "done by somebody else",
        "asked_by_others": "asked for by somebody else",
        "outgrown": "an old habit, left behind",
        "echo_of_question": "repeats the question",
        "quote_not_verified": "a quote failed its check",
        "said_otherwise": "said in other words, understood by likeness",
        "hedged": "said without certainty",
        "we_not_i": "only “we”; the person's own part is not visible",
        "hypothetical": "imagined, not lived through",
        "thin_evidence": "too little evidence: one quote only, not said clearly",
        "model_cannot_tell": "the model found the words not enough to tell",
        "said_weakly": "not said clearly",
        "quote_beside_the_point": "a quote had nothing to do with the behaviour",
        "no_result": "no result is told",
        "no_specifics": "no time, setting or figure",
    },
}

NEXT_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "interview_next": "建议进入下一轮面试",
        "person_must_look": "需要人工查看后再定",
        "consider_other": "与本岗位要求有差距，可考虑其他岗位",
        "match_above_threshold": "匹配度连同误差区间都在建议线以上",
        "match_below_threshold": "匹配度连同误差区间都在建议线以下",
        "band_straddles_threshold": "误差区间跨过建议线",
        "competency_unrated": "有必评能力证据不足",
        "competency_below_threshold": "总体达标，但有能力低于岗位要求",
        "instruction_in_text": "回答里有对评分系统说的话",
        "too_little_rated": "能评定的部分太少",
    },
    "en": {
        "interview_next": "Suggest the next interview",
        "person_must_look": "A person needs to look first",
        "consider_other": "Apart from what this job asks for; another job may fit",
        "match_above_threshold": "the match and its whole error band lie above the line",
        "match_below_threshold": "the match and its whole error band lie below the line",
        "band_straddles_threshold": "the error band straddles the line",
        "competency_unrated": "a required competency has insufficient evidence",
        "competency_below_threshold": "good overall, but a competency is below what the job asks for",
        "instruction_in_text": "an answer speaks to the rating system",
        "too_little_rated": "too little could be rated",
    },
}


def lang(language: str) -> str:
    """The key of these tables for a language tag: "zh" for any Chinese, else "en"."""
    return "zh" if language.lower().startswith("zh") else "en"
