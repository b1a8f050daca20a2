"""The question bank: taken from the library, edited, retired, brought back, imported, exported, and made into plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole.assessment.actions import plans as planning
from bole.assessment.models import Competency, EntryVersion, JobFamily, Plan, Question
from bole.assessment.models.banks import BankEntry
from bole.assessment.queries import banks as reading
from bole.assessment.queries import faults as wording
from bole.assessment.queries import library
from bole.assessment.states import PlanState
from bole.audit import api as audit
from bole.core import ids
from bole.core.actor import Actor
from bole.core.errors import Conflict, Invalid, NotFound, Refused
from bole_engines.assessment import banks as engine
from bole_engines.assessment import checking
from bole_engines.assessment import plans as plan_engine
from bole_engines.assessment.faults import Fault
from bole_engines.assessment.types import Competency as CompetencyContent
from bole_engines.assessment.types import Question as QuestionContent
from bole_engines.common import BadData

LONGEST_YAML = 400_000


class Unusable(Refused):
    """An entry or a bank with faults; ``faults`` are the engine's, ``problems`` their sentences in the reader's language."""

    code = "assessment.unusable_entry"
    status = 422
    sentence = _("This cannot be kept yet, and nothing was changed. To put right: {listed}")

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.problems = wording.all_said(self.faults)
        super().__init__(listed="; ".join(self.problems))


class StillAskedFor(Refused):
    code = "assessment.still_asked_for"
    sentence = _("{n} questions ask for “{name}”. Let them ask for something else, or retire them first.")


@dataclass(frozen=True)
class Import:
    """What a file brings. Each tuple holds the ids of entries: not here yet, different from ours, the same as ours."""

    bank: engine.Bank
    family: JobFamily | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]


@transaction.atomic
def take(name: str, *, actor: Actor, at: datetime) -> JobFamily:
    """Copy a supplied bank into the company's own; NotFound for an unknown name. What is here already stays as it is."""
    try:
        bank = library.bank(name)
    except KeyError:
        raise NotFound from None
    found: JobFamily | None = JobFamily.objects.filter(key=bank.bank, language=bank.language).first()
    if found is not None:
        return found
    family = _new_family(bank, source="pack", at=at)
    Competency.objects.bulk_create(
        _competency_row(family, one, place, at) for place, one in enumerate(bank.competencies)
    )
    Question.objects.bulk_create(_question_row(family, one, place, at) for place, one in enumerate(bank.questions))
    _note(actor, "assessment.bank_taken", family, fields=("questions",), at=at)
    return family


@transaction.atomic
def new_family(name: str, language: str, *, actor: Actor, at: datetime) -> JobFamily:
    """An empty family of one's own. Invalid when the name or the language cannot be used."""
    errors: dict[str, list[str]] = {}
    if not 1 <= len(name.strip()) <= plan_engine.LONGEST_FAMILY:
        errors["name"] = [wording.plain(Fault("length", data={"most": plan_engine.LONGEST_FAMILY}))]
    if language not in engine.PRACTICE:
        errors["language"] = [str(_("Choose the language of its questions."))]
    if errors:
        raise Invalid(errors)
    family: JobFamily = JobFamily.objects.create(
        key=new_key("family"), language=language, name=name.strip(), source="tenant", created_at=at, updated_at=at
    )
    _note(actor, "assessment.bank_made", family, fields=("name",), at=at)
    return family


@transaction.atomic
def save_competency(
    family: JobFamily, content: CompetencyContent, *, seen: int | None = None, actor: Actor, at: datetime
) -> Competency:
    """Keep a competency (new, or a new version of the one of that id). ``seen`` is the version that the editor saw.

    Unusable with every fault; Conflict when somebody else saved in between.
    """
    competencies, questions = reading.in_use(family)
    others = tuple(one for one in competencies if one.id != content.id)
    kinds = {str(one.kind) for one in questions if content.id in one.competencies} or {"behavioural"}
    faults = [
        *checking.competency(content, (), family.language, reading.synonyms_of(family)),
        *checking.enough_behaviours(content, (), kinds),
        *checking.characters(content.to_json()),
        *_taken(content.behaviours, "behaviours", reading.evidence_ids(others, questions)),
        *([] if 1 <= len(content.name.strip()) <= 60 else [Fault("length", ("name",), data={"most": 60})]),
    ]
    if faults:
        raise Unusable(faults)
    row: Competency | None = family.competencies.select_for_update().filter(key=content.id).first()
    if row is None:
        row = _competency_row(family, content, family.competencies.count(), at)
        row.save(force_insert=True)
        _note(actor, "assessment.entry_made", row, fields=("competency",), at=at)
        return row
    row.name = content.name
    _change(row, content.to_json(), ["name"], seen=seen, actor=actor, at=at)
    return row


@transaction.atomic
def save_question(
    family: JobFamily, content: QuestionContent, *, seen: int | None = None, actor: Actor, at: datetime
) -> Question:
    """Keep a question; as `save_competency`. Nothing that the law forbids to ask is kept."""
    competencies, questions = reading.in_use(family)
    others = tuple(one for one in questions if one.id != content.id)
    known = frozenset(one.id for one in competencies)
    faults = [
        *checking.question(content, (), known, family.language, reading.synonyms_of(family)),
        *checking.characters(content.to_json()),
        *_taken(content.key_points, "key_points", reading.evidence_ids(competencies, others)),
    ]
    if faults:
        raise Unusable(faults)
    row: Question | None = family.questions.select_for_update().filter(key=content.id).first()
    if row is None:
        row = _question_row(family, content, family.questions.count(), at)
        row.save(force_insert=True)
        _note(actor, "assessment.entry_made", row, fields=("question",), at=at)
        return row
    row.kind, row.text, row.difficulty = content.kind, content.text, content.difficulty
    row.asks = list(content.competencies)
    _change(row, content.to_json(), ["kind", "text", "difficulty", "asks"], seen=seen, actor=actor, at=at)
    return row


def go_back(row: "Competency | Question", version: int, *, actor: Actor, at: datetime) -> "Competency | Question":
    """Make an earlier version the present one (as a new version). NotFound when there is none of that number."""
    found: EntryVersion | None = EntryVersion.objects.filter(entry_id=row.pk, version=version).first()
    if found is None:
        raise NotFound
    if isinstance(row, Competency):
        return save_competency(row.family, CompetencyContent.from_json(found.content), actor=actor, at=at)
    return save_question(row.family, QuestionContent.from_json(found.content), actor=actor, at=at)


@transaction.atomic
def retire(row: "Competency | Question", *, actor: Actor, at: datetime) -> None:
    """Take an entry out of use. Plans that ask it keep their copy. StillAskedFor for a competency that questions need."""
    if row.retired_at is not None:
        return
    if isinstance(row, Competency):
        asking = row.family.questions.filter(retired_at=None, asks__contains=[row.key]).count()
        if asking:
            raise StillAskedFor(n=asking, name=row.name)
    row.retired_at = row.updated_at = at
    row.save(update_fields=["retired_at", "updated_at"])
    _note(actor, "assessment.entry_retired", row, fields=("retired",), at=at)


@transaction.atomic
def restore(row: "Competency | Question", *, actor: Actor, at: datetime) -> None:
    """Put a retired entry back in use. Unusable when a question asks for a competency that is itself retired."""
    if row.retired_at is None:
        return
    if isinstance(row, Question):
        known = set(row.family.competencies.filter(retired_at=None).values_list("key", flat=True))
        missing = [Fault("unknown_competency", ("competencies",), data={"id": n}) for n in row.asks if n not in known]
        if missing:
            raise Unusable(missing)
    row.retired_at, row.updated_at = None, at
    row.save(update_fields=["retired_at", "updated_at"])
    _note(actor, "assessment.entry_restored", row, fields=("retired",), at=at)


def preview(text: str) -> Import:
    """What importing this file would do; Unusable names every fault with its line."""
    if len(text) > LONGEST_YAML:
        raise Unusable([Fault("length", data={"most": LONGEST_YAML})])
    try:
        bank = engine.load(text)
    except engine.BadBank as refusal:
        raise Unusable(refusal.faults) from refusal
    family: JobFamily | None = JobFamily.objects.filter(key=bank.bank, language=bank.language).first()
    ours: dict[str, Any] = {}
    if family is not None:
        ours = dict(family.competencies.values_list("key", "content"))
        ours |= dict(family.questions.values_list("key", "content"))
    theirs: dict[str, Any] = {one.id: one.to_json() for one in bank.competencies}
    theirs |= {one.id: one.to_json() for one in bank.questions}
    same = tuple(name for name, content in theirs.items() if ours.get(name) == content)
    return Import(
        bank=bank,
        family=family,
        new=tuple(name for name in theirs if name not in ours),
        changed=tuple(name for name in theirs if name in ours and name not in same),
        same=same,
    )


@transaction.atomic
def import_yaml(text: str, *, actor: Actor, at: datetime) -> JobFamily:
    """Bring a file in: new entries are added, changed ones get a new version, entries that it does not hold stay."""
    found = preview(text)
    bank = found.bank
    family = found.family or _new_family(bank, source="tenant", at=at)
    family.name, family.summary, family.updated_at = bank.family, bank.summary, at
    family.synonyms = {name: list(words) for name, words in bank.synonyms.items()} | {
        name: words for name, words in family.synonyms.items() if name not in bank.synonyms
    }
    given = {one.id: one.to_json() for one in bank.plans}
    family.ready = [*given.values(), *(one for one in family.ready if one["id"] not in given)]
    family.save()
    brought = {*found.new, *found.changed}
    for competency in bank.competencies:
        if competency.id in brought:
            save_competency(family, competency, actor=actor, at=at)
    for question in bank.questions:
        if question.id in brought:
            save_question(family, question, actor=actor, at=at)
    _note(actor, "assessment.bank_imported", family, fields=("questions",), at=at)
    return family


def to_yaml(family: JobFamily) -> str:
    """What is in use in the family as YAML that `import_yaml` takes again; weights that do not make 100 are scaled."""
    bank = reading.bank_of(family)
    weights = scaled({one.id: one.weight for one in bank.competencies})
    data = bank.to_json()
    for one in data["competencies"]:
        one["weight"] = weights[one["id"]]
    for key in ("competencies", "questions", "plans"):
        data[key] = [reading.plain_content(one) for one in data[key]]
    return yaml.safe_dump(
        {key: value for key, value in data.items() if value not in ("", [], {})},
        allow_unicode=True,
        sort_keys=False,
        width=110,
    )


def scaled(weights: dict[str, int]) -> dict[str, int]:
    """Whole weights in the same proportions that make 100, each at least 1; the largest remainders get what is left over."""
    total = sum(weights.values())
    if not weights or total == 100 or total <= 0:
        return dict(weights)
    exact = {name: value * 100 / total for name, value in weights.items()}
    whole = {name: max(1, int(value)) for name, value in exact.items()}
    for name in sorted(exact, key=lambda one: (whole[one] - exact[one], one)):
        if sum(whole.values()) >= 100:
            break
        whole[name] += 1
    largest = max(whole, key=lambda one: whole[one])
    return {**whole, largest: whole[largest] + 100 - sum(whole.values())}


@transaction.atomic
def make_plan(family: JobFamily, chosen: engine.ReadyPlan, *, actor: Actor, at: datetime) -> Plan:
    """A draft plan of the chosen questions. Its id is made free; `planning.UnusablePlan` names what is wrong."""
    try:
        bank = replace(reading.bank_of(family), plans=())
        content = engine.compose(bank, replace(chosen, id=planning.free_key(chosen.id)))
    except plan_engine.BadPlan as refusal:
        raise planning.UnusablePlan(wording.all_said(refusal.faults)) from refusal
    except (KeyError, BadData) as refusal:
        raise NotFound from refusal
    return planning.create(content, source="bank", state=PlanState.DRAFT, actor=actor, at=at)


def new_key(prefix: str) -> str:
    """An id for something a person adds in the browser."""
    return f"{prefix}_{ids.uuid7().hex[-10:]}"


def _taken(items: Sequence[Any], where: str, taken: set[str]) -> Iterable[Fault]:
    for index, one in enumerate(items):
        if one.id in taken:
            yield Fault("repeated", (where, index), data={"id": one.id, "n": 2})


def _change(
    row: "Competency | Question", content: Any, columns: list[str], *, seen: int | None, actor: Actor, at: datetime
) -> None:
    """Replace an entry's content; what it was is kept as an `EntryVersion`. Nothing happens when nothing differs."""
    if seen is not None and seen != row.version:
        raise Conflict
    if row.content == content and row.retired_at is None:
        return
    EntryVersion.objects.create(
        entry_id=row.pk, version=row.version, content=row.content, until=at, by_kind=actor.kind, by_id=actor.id
    )
    row.content, row.version, row.updated_at, row.retired_at = content, row.version + 1, at, None
    row.save(update_fields=["content", "version", "updated_at", "retired_at", *columns])
    _note(actor, "assessment.entry_edited", row, fields=("content",), at=at)


def _new_family(bank: engine.Bank, *, source: str, at: datetime) -> JobFamily:
    family: JobFamily = JobFamily.objects.create(
        key=bank.bank,
        language=bank.language,
        name=bank.family,
        summary=bank.summary,
        synonyms={name: list(words) for name, words in bank.synonyms.items()},
        ready=[one.to_json() for one in bank.plans],
        source=source,
        supplied_version=bank.version if source == "pack" else 0,
        created_at=at,
        updated_at=at,
    )
    return family


def _competency_row(family: JobFamily, one: CompetencyContent, place: int, at: datetime) -> Competency:
    return Competency(family=family, key=one.id, name=one.name, content=one.to_json(), position=place, updated_at=at)


def _question_row(family: JobFamily, one: QuestionContent, place: int, at: datetime) -> Question:
    return Question(
        family=family,
        key=one.id,
        kind=one.kind,
        text=one.text,
        difficulty=one.difficulty,
        asks=list(one.competencies),
        content=one.to_json(),
        position=place,
        updated_at=at,
    )


def _note(actor: Actor, verb: str, row: "JobFamily | BankEntry", *, fields: Any, at: datetime) -> None:
    audit.record(actor, verb, object_kind="assessment.bank", object_id=row.pk, fields=fields, at=at)
