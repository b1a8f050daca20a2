"""Replies of a model that is none: it copies sentences that share words with a behaviour, and rates by how many there are.

It keeps the promises of a real one (verbatim quotes, one level, no reason) and is always the same. For tests and trials.
"""

from __future__ import annotations

import json
import re

from bole_engines.assessment.llm.types import Reply, Request
from bole_engines.text import segments

NAME = "stand-in"
_LISTED = re.compile(r"^- ([A-Za-z0-9_.-]+): (.+)$", re.MULTILINE)
_FENCED = re.compile(r"^(=====ANSWER-[0-9a-f]{16}=====)\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
_SHARED = 1


def reply(request: Request) -> Reply:
    """Quotes of sentences that share two characters in a row with a behaviour; or a level by their number."""
    text = request.messages[-1].content
    said = json.dumps(_quotes(text) if request.schema_name == "quotes" else _level(text), ensure_ascii=False)
    return Reply(said, sum(len(one.content) for one in request.messages), len(said), NAME)


def _quotes(text: str) -> dict[str, list[dict[str, str]]]:
    fenced = _FENCED.search(text)
    answer = fenced.group(2) if fenced else ""
    sentences = [one.text.strip() for one in segments.sentences(answer)]
    given = []
    for name, words in _LISTED.findall(text[: fenced.start()] if fenced else text):
        best = max(sentences, key=lambda sentence: len(_pairs(sentence) & _pairs(words)), default="")
        if len(_pairs(best) & _pairs(words)) >= _SHARED:
            given.append({"behaviour": name, "quote": best, "strength": "full"})
    return {"quotes": given}


def _level(text: str) -> dict[str, int]:
    return {"level": min(5, 1 + text.count("\n- ["))}


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"[^\w]", "", text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
