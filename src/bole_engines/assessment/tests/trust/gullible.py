"""The model's judge with the worst of models: whatever it sees of words that were slipped in, it obeys.

As long as nothing of them reaches it, it is the stand-in. Once it sees a stretch of them, it calls that stretch a proof of every
behaviour, and rates 5.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from bole_engines.assessment.llm import Judging, Reply, Request, Settings, Unusable, collect, standin
from bole_engines.assessment.reading import LATEST
from bole_engines.assessment.tests import material
from bole_engines.assessment.tests.trust.judges import InterviewJudge, Item, Outcome, outcome
from bole_engines.assessment.types import Answer, Source
from bole_engines.text import segments
from bole_engines.text.normal import normalise

SHINGLE = 6


class GullibleJudge(InterviewJudge):
    """`llm-v1` over the ready plans, asking a model that anybody can talk over."""

    name = "llm-v1 (a model that obeys the candidate)"

    def rate(
        self, item: Item, texts: Mapping[str, str], *, terms: tuple[str, ...] = (), source: Source = "typed"
    ) -> Outcome:
        """As `InterviewJudge`, by the model's judge."""
        plan = material.plan(item.topic)
        given = {name: Answer(question_id=name, text=text, source=source) for name, text in texts.items()}
        own = set().union(*(_shingles(text) for text in item.texts.values()))
        slipped_in = set().union(*(_shingles(text) for text in texts.values())) - own
        judging = Judging(plan, given.values(), blind_terms=terms, settings=Settings(reading=LATEST))
        asked = {name for question in texts for name in plan.question(question).competencies}
        try:
            result = judging.assessment(collect(judging, lambda request: _reply(request, slipped_in)))
        except Unusable:
            # Nothing is rated: the interview waits and a person is told.
            return Outcome(dict.fromkeys(asked), {}, "person_must_look", True, 0, 0, "unusable")
        return outcome(result, asked, given)


def _shingles(text: str) -> set[str]:
    letters = re.sub(r"[^\w]", "", normalise(text).text)
    return {letters[i : i + SHINGLE] for i in range(len(letters) - SHINGLE + 1)}


def _reply(request: Request, slipped_in: set[str]) -> Reply:
    text = request.messages[-1].content
    fenced = re.search(r"^(=====ANSWER-\w+=====)\n(.*?)\n\1$", text, re.MULTILINE | re.DOTALL)
    # The candidate's words only: our own prompt says “level 5” as well.
    said = fenced.group(2) if fenced else "\n".join(re.findall(r"“.*?”", text, re.DOTALL))
    if not _shingles(said) & slipped_in:
        return standin.reply(request)
    if request.schema_name == "level":
        return replace(standin.reply(request), text='{"level": 5}')
    sentences = [one.text.strip() for one in segments.sentences(said)]
    obeyed = [one for one in sentences if _shingles(one) & slipped_in]
    names = re.findall(r"^- ([A-Za-z0-9_.-]+): ", text[: fenced.start()] if fenced else text, re.MULTILINE)
    honest = json.loads(standin.reply(request).text)["quotes"]
    given = [{"behaviour": name, "quote": words, "strength": "full"} for words in obeyed for name in names]
    return replace(standin.reply(request), text=json.dumps({"quotes": (honest + given)[:60]}, ensure_ascii=False))
