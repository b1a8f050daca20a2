"""Raw replies of language models: what is mended, and what is no reply."""

import pytest

from bole_engines.assessment.llm import loose, replies
from bole_engines.assessment.llm.replies import Given, Unreadable

KNOWN = {"asks": "先问清顾虑", "shows": "拿出证据"}
ASKS = Given("asks", "我会先问客户到底有什么顾虑", "full")
WORDS = "我会先问客户到底有什么顾虑"


@pytest.mark.parametrize(
    "text",
    [
        '{"quotes":[{"behaviour":"asks","quote":"W","strength":"full"}]}',
        '```json\n{"quotes":[{"behaviour":"asks","quote":"W","strength":"full"}]}\n```',
        '好的，以下是结果：\n{"quotes":[{"behaviour":"asks","quote":"W","strength":"full",},],}\n希望有帮助。',
        '<think>先看看 {"quotes":[]} 这样行不行</think>{"quotes":[{"behaviour":"asks","quote":"W","strength":"full"}]}',
        '我在想……{"quotes":[]}\n</think>\n\n{"quotes":[{"behaviour":"asks","quote":"W","strength":"full"}]}',
        "{'quotes': [{'behaviour': 'asks', 'quote': 'W', 'strength': 'full'}]}",
        "{“quotes”：[{“behaviour”：“asks”，“quote”：“W”，“strength”：“full”}]}",
        '[{"behavior":"asks","text":"W"}]',
        '{"asks":"W"}',
        '{"asks":["W"]}',
        '{"asks":{"quote":"W","strength":"strong"}}',
        '{"evidence":[{"id":"asks","evidence":"W","strength":"明确"}]}',
        '{"quotes":[{"behaviour":"先问清顾虑","quote":"W","strength":"FULL"}]}',
        '{"behaviour":"asks","quote":"W","strength":"full"}',
        '{quotes: [{behaviour: asks, quote: "W", strength: full}]} // done',
        '{"quotes":[{"behaviour":"nonsense","quote":"W","strength":"full"},{"behaviour":"asks","quote":"W"}]}',
    ],
)
def test_the_same_quote_is_read_however_it_is_written(text):
    assert replies.quotes(text.replace("W", WORDS), KNOWN) == (ASKS,)


def test_a_wrong_strength_is_the_lower_one():
    text = f'{{"quotes":[{{"behaviour":"asks","quote":"{WORDS}","strength":"somewhat"}}]}}'

    assert replies.quotes(text, KNOWN) == (Given("asks", WORDS, "half"),)


def test_quotation_marks_inside_the_words_do_not_end_them():
    text = '{"quotes":[{"behaviour":"asks","quote":"我说"您担心什么"他就讲了","strength":"full"}]}'

    assert replies.quotes(text, KNOWN) == (Given("asks", '我说"您担心什么"他就讲了', "full"),)


@pytest.mark.parametrize("text", ['{"quotes":[]}', "{}", "[]", "```\n[]\n```"])
def test_nothing_to_quote_is_an_answer(text):
    assert replies.quotes(text, KNOWN) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "对不起，我无法完成。",
        '{"quotes":[{"behaviour":"asks","quote":"我会先问',  # cut off: what is missing must not be guessed
        "<think>还在想",
        '<think>{"quotes":[]}',
        '{"score": 85, "comment": "优秀"}',
        '["我会先问客户到底有什么顾虑"]',
        "[" * 500 + "]" * 500,
        "x" * 300_000,
        '{"choices":[{"message":{"content":"hi"}}]}',
    ],
)
def test_what_is_no_list_of_quotes_is_refused(text):
    with pytest.raises(Unreadable):
        replies.quotes(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ('{"level": 4}', 4),
        ('{"level": "4"}', 4),
        ('{"level": 4.0}', 4),
        ('{"level": "4级"}', 4),
        ('{"level": "Level 4"}', 4),
        ('{"level": "四级"}', 4),
        ('{"rating": 4, "reason": "很好"}', 4),
        ('{"等级"： 4，}', 4),
        ('[{"level": 4}]', 4),
        ('{"result": {"level": 4}, "level": {"level": 4}}', 4),
        ("4", 4),
        ("<think>3 还是 4？</think>\n```json\n{level: 4}\n```", 4),
        ('先是 {"level": 3}，更正：{"level": 4}', 4),
        ('{"level": null}', None),
        ('{"level": "insufficient evidence"}', None),
        ('{"level": "证据不足"}', None),
    ],
)
def test_a_level_is_read_however_it_is_written(text, level):
    assert replies.level(text) == level


@pytest.mark.parametrize(
    "text",
    [
        '{"level": 85}',
        '{"level": 0}',
        '{"level": 3.5}',
        '{"level": true}',
        '{"level": "A"}',
        '{"verdict": 3}',
        '{"level": [3, 4]}',
        "good",
        "**",
        "{level:",
    ],
)
def test_another_scale_is_not_bent_to_ours(text):
    with pytest.raises(Unreadable):
        replies.level(text)


def test_numbers_words_and_comments_are_read_loosely():
    text = '{a: True, \'b\': None, "c": [1, 2.5, -3,], /d: "x\\u4e2d\\n",}'

    assert loose.value(text) == {"a": True, "b": None, "c": [1, 2.5, -3], "/d": "x中\n"}
