"""The candidate's own report, as the engine words it: criteria, levels, quotes, what to practise. No overall verdict."""

from typing import Any

from bole.assessment.models import Case
from bole.assessment.queries import plans, reports, words
from bole.assessment.types import CandidateReport, CandidateRow, QuoteView, Tips
from bole_engines import assessment as engine
from bole_engines.assessment.types import Plan as Content


def candidate_report(case: Case, *, language: str) -> CandidateReport | None:
    """None until the machine has rated, and after erasure."""
    run = reports.current(case)
    result = reports.opened(run) if run is not None else None
    if run is None or result is None:
        return None
    content = plans.frozen_view(case.frozen_plan).content
    said = engine.candidate_report(content, result, language)
    return CandidateReport(
        title=said["title"],
        at=run.created_at,
        rows=tuple(_row(content, one) for one in said["criteria"]),
        strengths=tuple(Tips(one["name"], tuple(one["shown"])) for one in said["strengths"]),
        practise=tuple(Tips(one["name"], tuple(one["tips"])) for one in said["practise"]),
    )


def _row(content: Content, said: dict[str, Any]) -> CandidateRow:
    return CandidateRow(
        id=said["id"],
        name=said["name"],
        definition=said["definition"],
        weight=said["weight"],
        level=said["level"],
        level_words=said["level_text"],
        asked=said["asked_level"],
        asked_words=said["asked_text"],
        asked_anchor=said["asked_anchor"],
        meets=said["met"],
        quotes=tuple(_quote(content, one) for one in _once(said["quotes"])),
    )


def _once(quotes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each sentence once, though it may show several behaviours: the candidate reads what was heard, not our bookkeeping."""
    return list({(one["question_id"], one["text"]): one for one in reversed(quotes)}.values())[::-1]


def _quote(content: Content, said: dict[str, Any]) -> QuoteView:
    order = [question.id for question in content.questions]
    return QuoteView(
        question_id=said["question_id"],
        question_index=order.index(said["question_id"]),
        text=said["text"],
        char_start=said["char_start"],
        char_end=said["char_end"],
        start_ms=said["start_ms"],
        time=words.clock(said["start_ms"]),
        behaviour=said["behaviour"],
        polarity=said["polarity"],
        added=said["added"],
        notes=tuple(said["reasons_text"]),
    )
