"""Which plans have a signed impact assessment for what they are now, and the template that a plan fills.

The law asks for it before automated decision-making and before sensitive personal data is used (PIPL Art. 55): whether
purpose and manner are lawful, legitimate and necessary, what it does to people, and whether the measures fit (Art. 56).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bole.assessment.models import FrozenPlan, ImpactAssessment, Plan, Waiting
from bole.assessment.queries import choice
from bole.assessment.states import WaitState
from bole_engines.assessment import plans as engine
from bole_engines.assessment.types import Plan as Content

TITLES: dict[str, "str | Promise"] = {
    "purpose": gettext_lazy("1. Purpose, and why it is needed"),
    "data": gettext_lazy("2. Personal data that is used"),
    "machine": gettext_lazy("3. What the machine does, and what it does not"),
    "risks": gettext_lazy("4. What it can do to people, and how likely"),
    "measures": gettext_lazy("5. Measures against that"),
    "conclusion": gettext_lazy("6. Conclusion, and when it is looked at again"),
}


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    text: str


def basis_of(content: Content, judge: str) -> str:
    """64 hex digits over what an assessment speaks of. Another question or another judge is another thing to assess."""
    whole = {"content": engine.digest(content), "judge": judge}
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def basis_now(plan: Plan) -> str:
    """The basis of the published content with the judge that interviews would be promised now."""
    return basis_of(Content.from_json(plan.content), choice.resolved(plan))


def covers(frozen: FrozenPlan) -> bool:
    """Whether machine ratings by this version are covered by a signed assessment."""
    basis = basis_of(Content.from_json(frozen.content), choice.judge_of(frozen))
    return bool(ImpactAssessment.objects.filter(plan_id=frozen.plan_id, basis=basis).exists())


def covered(plans: Iterable[Plan]) -> frozenset[UUID]:
    """Which of these plans are covered as they are now. Two queries, whatever their number."""
    rows = list(plans)
    ids = [plan.pk for plan in rows]
    signed = set(ImpactAssessment.objects.filter(plan__in=ids).values_list("plan_id", "basis"))
    if not signed:
        return frozenset()
    usual = choice.settings().judge
    found = set()
    for plan in rows:
        judge = "llm" if (plan.judge or usual) == "llm" else "evidence"
        if any(plan_id == plan.pk for plan_id, _basis in signed):
            content = Content.from_json(plan.content)
            if (plan.pk, basis_of(content, judge)) in signed:
                found.add(plan.pk)
    return frozenset(found)


def of_plan(plan: Plan) -> list[ImpactAssessment]:
    """Everything that was signed for the plan, newest first."""
    return list(ImpactAssessment.objects.filter(plan=plan))


def withheld(plan: Plan) -> int:
    """How many handed-in interviews of the plan have no machine rating because nobody has signed."""
    return int(Waiting.objects.filter(case__frozen_plan__plan=plan, state=WaitState.UNSIGNED).count())


def template(plan: Plan) -> tuple[Section, ...]:
    """The sections as the plan fills them, in the reader's language; the signer goes over them."""
    content, judge = Content.from_json(plan.content), choice.resolved(plan)
    texts = {
        "purpose": _purpose(content),
        "data": _data(plan),
        "machine": _machine(judge),
        "risks": _risks(judge),
        "measures": _measures(plan, judge),
        "conclusion": _(
            "Purpose and manner are lawful, legitimate and necessary for choosing employees; the effects on people are"
            " known; the measures are in proportion to the risk. Machine levels may be used as one source among others"
            " for a person's decision. It is looked at again when questions, weights or the judge change, when law or"
            " statistics of fairness give reason to, and after one year at the latest."
        ),
    }
    return tuple(Section(key, str(title), texts[key]) for key, title in TITLES.items())


def _purpose(content: Content) -> str:
    return _(
        "First interviews for {family} by the plan “{title}”: {n} questions, about {minutes} minutes. Everyone who applies"
        " meets the same job-related questions, and levels on {competencies} stand on their own words. It is needed to"
        " look at many applications by the same measure in reasonable time. Nobody has to take part in this form: a"
        " conversation with a person is offered at every moment and at no disadvantage."
    ).format(
        family=content.family,
        title=content.title,
        n=len(content.questions),
        minutes=content.minutes,
        competencies=pgettext("between items", ", ").join(one.name for one in content.competencies),
    )


def _data(plan: Plan) -> str:
    names = {"video": _("video"), "audio": _("voice"), "typed": _("typed text")}
    return _(
        "Answers as {modes}, with their transcripts; name and contacts for the invitation; technical events of the"
        " session. Recordings show face and voice and are treated as sensitive; they are recorded only after a separate"
        " consent to recording, to video and to assessment, each of which can be refused or withdrawn. No face, voice"
        " print, expression or origin is recognised. Nothing is collected from elsewhere. Recordings, transcripts and"
        " ratings are erased after the periods named in the notice."
    ).format(modes=pgettext("between items", ", ").join(names[mode] for mode in plan.modes))


def _machine(judge: str) -> str:
    if judge == "llm":
        how = _(
            "A language model at a host that an administrator has allowed reads the words of the answers several times"
            " and proposes a level for each competency. Passing the words on is entrusted processing: contract, place of"
            " processing and the ban on other use have to be settled with its operator."
        )
    else:
        how = _(
            "The built-in judge reads the words of the answers on our own machines; nothing is passed on. The same words"
            " always give the same level."
        )
    return (
        how
        + " "
        + _(
            "Before that, names, sex, age, school, places, employers and contacts are taken out. Each level stands on"
            " verbatim quotes that code has checked, with its error band, and is withheld when there is too little"
            " evidence. The machine suggests a next step. It decides nothing, rejects nobody, rates neither face nor"
            " voice nor pace, and gives absence no score."
        )
    )


def _risks(judge: str) -> str:
    text = _(
        "A level may be wrong: speech was recognised badly, a dialect or a disability gets in the way, an example is told in"
        " unusual words (moderate). Groups may fare differently (moderate; law forbids it). People may trust the machine"
        " too much (moderate). Candidates may feel they have no choice (low, with the offer of a person). Recordings may"
        " leak (low; severe if it happens)."
    )
    if judge != "llm":
        return text
    return text + " " + _("Words may be kept or used by the model's operator (depends on the contract).")


def _measures(plan: Plan, judge: str) -> str:
    return _(
        "A named person decides and gives a reason; people rate independently, and {blind} per cent of candidates are"
        " rated blind to the machine. Candidates see criteria and weights beforehand, may correct the transcript, see"
        " their report with quotes, ask for an explanation and choose a person. Questions that law forbids are refused"
        " when they are written. Agreement with people and fairness between groups are measured regularly. Recordings are"
        " encrypted with a key for each person; access follows roles and is written into an audit log that cannot be"
        " changed; erasure destroys the key."
    ).format(blind=plan.blind_percent)


def as_json(sections: Iterable[Section]) -> list[dict[str, Any]]:
    return [{"key": one.key, "title": one.title, "text": one.text} for one in sections]
