"""One piece of the judge's run. python -m tools.soak.judging SEED FROM TO: the tally as JSON, engines only."""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
from functools import cache
from typing import Any

import yaml

from bole_engines.assessment import assess, plans, verify_quote
from bole_engines.assessment.types import Answer, Assessment, Plan, Source
from tools import tree

PLANS = ("sales", "restaurant_service", "backend")
QUALITIES = ("strong", "middling", "weak", "thin")
SOURCES: tuple[Source, ...] = ("asr", "typed", "corrected", "self_transcribed")
HESITATIONS = ("嗯，", "那个，", "呃，")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@cache
def plan(name: str) -> Plan:
    """A supplied plan."""
    folder = tree.ROOT / "src" / "bole" / "assessment" / "packs"
    return plans.load((folder / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def samples(name: str) -> dict[str, dict[str, str]]:
    """Sample answers: quality → question → text."""
    source = tree.ROOT / "src" / "bole" / "config" / "demo_answers.yaml"
    found: dict[str, dict[str, str]] = yaml.safe_load(source.read_text(encoding="utf-8"))["samples"][name]
    return found


def drawn(rng: random.Random) -> tuple[Plan, list[Answer]]:
    """A plan and one candidate's answers to it."""
    name = rng.choice(PLANS)
    texts = samples(name)
    answers = []
    for question in plan(name).questions:
        if rng.random() < 0.07:
            continue
        text = texts[rng.choice(QUALITIES)][question.id]
        answers.append(Answer(question_id=question.id, text=_bent(text, texts, rng), source=rng.choice(SOURCES)))
    return plan(name), answers


def _bent(text: str, texts: dict[str, dict[str, str]], rng: random.Random) -> str:
    """The text as another person might have ended it: cut short, one sentence twice, or one from elsewhere."""
    chance = rng.random()
    sentences = [sentence for sentence in text.split("。") if sentence]
    if chance < 0.15:
        sentences = sentences[: max(1, rng.randrange(len(sentences) + 1))]
    elif chance < 0.25:
        sentences.insert(rng.randrange(len(sentences) + 1), rng.choice(sentences))
    elif chance < 0.35:
        other = rng.choice(list(texts[rng.choice(QUALITIES)].values()))
        sentences.insert(rng.randrange(len(sentences) + 1), rng.choice([one for one in other.split("。") if one]))
    return "。".join(sentences) + "。"


def noisy(answer: Answer, rng: random.Random) -> Answer:
    """The same words with what says nothing: a hesitation, spaces, full-width digits."""
    text = answer.text.translate(_FULL_WIDTH) if rng.random() < 0.3 else answer.text
    if rng.random() < 0.5:
        text = rng.choice(HESITATIONS) + text
    if rng.random() < 0.5:
        text = text.replace("，", "， ").replace("。", "。 ")
    return Answer(question_id=answer.question_id, text=text, source=answer.source)


def tally(seed: int, start: int, end: int) -> dict[str, Any]:
    """Assessments ``start`` to ``end`` of this seed: their digest, the faults found in them, how long each took (s)."""
    digest = hashlib.sha256()
    found: dict[str, Any] = dict.fromkeys(
        ("ratings", "moved", "appeared", "jumped", "unsteady", "misquoted", "outside", "lossy"), 0
    )
    times: list[float] = []
    for number in range(start, end):
        rng = random.Random(f"{seed}/{number}")
        content, answers = drawn(rng)
        begun = time.perf_counter()
        given = assess(content, answers, blind_terms=("林嘉怡", "小林"))
        times.append(round(time.perf_counter() - begun, 5))
        encoded = json.dumps(given.to_json(), ensure_ascii=False, sort_keys=True)
        digest.update(encoded.encode())
        again = assess(content, list(reversed(answers)), blind_terms=("小林", "林嘉怡"))
        found["unsteady"] += again != given
        found["lossy"] += Assessment.from_json(json.loads(encoded)) != given
        found["misquoted"] += _misquoted(given, answers)
        found["outside"] += _outside(given)
        _compare(found, given, assess(content, [noisy(answer, rng) for answer in answers]))
    return found | {"digest": digest.hexdigest(), "times": times}


def _misquoted(given: Assessment, answers: list[Answer]) -> int:
    by_question = {answer.question_id: answer for answer in answers}
    quotes = [quote for rating in given.ratings for quote in rating.evidence]
    return sum(not verify_quote(by_question[quote.question_id], quote) for quote in quotes)


def _outside(given: Assessment) -> int:
    levels = [rating.level for rating in given.ratings if rating.level is not None]
    percent = given.match.percent
    return sum(level not in {1, 2, 3, 4, 5} for level in levels) + (percent is not None and not 0 <= percent <= 100)


def _compare(found: dict[str, Any], given: Assessment, other: Assessment) -> None:
    for before, after in zip(given.ratings, other.ratings, strict=True):
        if before.level is None or after.level is None:
            found["appeared"] += before.level is not after.level
            continue
        found["ratings"] += 1
        found["moved"] += abs(before.level - after.level) == 1
        found["jumped"] += abs(before.level - after.level) > 1


if __name__ == "__main__":
    json.dump(tally(*map(int, sys.argv[1:4])), sys.stdout)
