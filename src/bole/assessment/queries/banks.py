"""The question bank as values: lists, one entry with its history, a whole family as the engine's bank."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bole.assessment.models import Competency, EntryVersion, JobFamily, Question
from bole.assessment.models.banks import BankEntry
from bole_engines.assessment import banks as engine
from bole_engines.assessment import plans
from bole_engines.assessment.types import Competency as CompetencyContent
from bole_engines.assessment.types import Language
from bole_engines.assessment.types import Question as QuestionContent


def families() -> "QuerySet[JobFamily]":
    """Every family with how many questions and competencies are in use, in one query."""
    in_use = Q(questions__retired_at=None)
    rows: QuerySet[JobFamily] = JobFamily.objects.annotate(
        n_questions=Count("questions", filter=in_use, distinct=True),
        n_competencies=Count("competencies", filter=Q(competencies__retired_at=None), distinct=True),
    )
    return rows


def questions(
    *,
    family: UUID | None = None,
    kind: str = "",
    asks: str = "",
    language: str = "",
    search: str = "",
    retired: bool = False,
) -> "QuerySet[Question]":
    """Questions by family and place, each with its family."""
    rows: QuerySet[Question] = Question.objects.select_related("family").filter(retired_at__isnull=not retired)
    if family:
        rows = rows.filter(family_id=family)
    if kind:
        rows = rows.filter(kind=kind)
    if asks:
        rows = rows.filter(asks__contains=[asks])
    if language:
        rows = rows.filter(family__language=language)
    if search:
        rows = rows.filter(Q(text__icontains=search) | Q(key__icontains=search))
    return rows.order_by("family__language", "family__name", "position", "id")


def competencies(
    *, family: UUID | None = None, language: str = "", search: str = "", retired: bool = False
) -> "QuerySet[Competency]":
    rows: QuerySet[Competency] = Competency.objects.select_related("family").filter(retired_at__isnull=not retired)
    if family:
        rows = rows.filter(family_id=family)
    if language:
        rows = rows.filter(family__language=language)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(key__icontains=search))
    return rows.order_by("family__language", "family__name", "position", "id")


def names_of(families_shown: Iterable[UUID]) -> dict[tuple[UUID, str], str]:
    """Names of competencies by family and key, for the families of one page of a list."""
    rows = Competency.objects.filter(family_id__in=set(families_shown)).values_list("family_id", "key", "name")
    return {(family, key): name for family, key, name in rows}


def versions(entry: BankEntry) -> list[EntryVersion]:
    """What the entry was before, newest first."""
    return list(EntryVersion.objects.filter(entry_id=entry.pk).order_by("-version"))


def in_use(family: JobFamily) -> tuple[tuple[CompetencyContent, ...], tuple[QuestionContent, ...]]:
    """The competencies and questions of a family that are not retired, as the engine's values. Two queries."""
    wanted = family.competencies.filter(retired_at=None).order_by("position", "id")
    asked = family.questions.filter(retired_at=None).order_by("position", "id")
    return (
        tuple(CompetencyContent.from_json(row.content) for row in wanted),
        tuple(QuestionContent.from_json(row.content) for row in asked),
    )


def bank_of(family: JobFamily) -> engine.Bank:
    """The family as the engine's bank: what is in use, and the ready plans that can still be made of it."""
    competencies, questions = in_use(family)
    return assembled(family, competencies, questions)


def assembled(
    family: JobFamily, competencies: tuple[CompetencyContent, ...], questions: tuple[QuestionContent, ...]
) -> engine.Bank:
    known = {one.id for one in questions}
    ready = tuple(engine.ReadyPlan.from_json(one) for one in family.ready)
    return engine.Bank(
        bank=family.key,
        family=family.name,
        language=cast("Language", family.language),
        version=max(1, family.supplied_version),
        competencies=competencies,
        questions=questions,
        plans=tuple(one for one in ready if set(one.questions) <= known),
        summary=family.summary,
        synonyms=synonyms_of(family),
    )


def synonyms_of(family: JobFamily) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in family.synonyms.items()}


def plain_content(content: dict[str, Any]) -> dict[str, Any]:
    """An entry's content as a person writes it: what is empty or usual is left out."""
    usual = {"difficulty": 2, "required": True}
    kept = {key: value for key, value in content.items() if value not in ("", [], {}, None) and usual.get(key) != value}
    if "anchors" in kept:
        kept["anchors"] = {int(level): words for level, words in kept["anchors"].items()}
    if "behaviours" in kept:
        kept["behaviours"] = [_plain_behaviour(one) for one in kept["behaviours"]]
    return kept


def _plain_behaviour(one: dict[str, Any]) -> dict[str, Any]:
    positive = one["polarity"] == "+"
    left_out = {key for key, usual in (("top", False), ("practise", "")) if one[key] == usual}
    left_out |= {"polarity", "cap"} if positive else set()
    return {key: value for key, value in one.items() if key not in left_out}


def evidence_ids(competencies: Iterable[CompetencyContent], questions: Iterable[QuestionContent]) -> set[str]:
    """Ids of behaviours and key points that are taken."""
    return {name for name, _ in plans.evidence_ids(competencies, questions)}
