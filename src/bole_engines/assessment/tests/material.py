"""What the tests of assessment share: the ready plans, the sample answers, the attacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bole_engines.assessment import assess, plans
from bole_engines.assessment.types import Answer, Assessment, Plan

_SOURCE = Path(__file__).resolve().parents[3]
_PACKS = _SOURCE / "bole" / "assessment" / "packs"
PLANS = ("sales", "restaurant_service", "backend")
QUALITIES = ("strong", "middling", "weak", "thin")


@cache
def pack(name: str) -> str:
    return (_PACKS / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def plan(name: str) -> Plan:
    return plans.load(pack(name))


@cache
def samples(name: str) -> Mapping[str, Mapping[str, str]]:
    data = yaml.safe_load((_SOURCE / "bole" / "config" / "demo_answers.yaml").read_text(encoding="utf-8"))
    found: Mapping[str, Mapping[str, str]] = data["samples"][name]
    return found


@cache
def words(key: str) -> tuple[str, ...]:
    path = Path(__file__).parent / "data" / "attacks.yaml"
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(data[key])


@cache
def other_words() -> tuple[Mapping[str, Any], ...]:
    path = Path(__file__).parent / "data" / "other_words.yaml"
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8"))["answers"])


def answers(texts: Mapping[str, str], **more: Any) -> list[Answer]:
    return [Answer(question_id=name, text=text, **more) for name, text in texts.items()]


def judged(name: str, texts: Mapping[str, str], blind_terms: tuple[str, ...] = (), **more: Any) -> Assessment:
    return assess(plan(name), answers(texts, **more), blind_terms=blind_terms)


def levels(assessment: Assessment) -> dict[str, int | None]:
    return {one.competency_id: one.level for one in assessment.ratings}


def points(assessment: Assessment) -> dict[str, float]:
    return {one.competency_id: one.points for one in assessment.ratings}
