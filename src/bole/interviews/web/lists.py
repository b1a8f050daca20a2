"""The lists HR works from. The default order is who has waited longest, whatever the route, the mode or the rating."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import translation

from bole.accounts.types import Viewer
from bole.assessment import api as assessment
from bole.assessment.types import CaseSummary, PlanSummary
from bole.interviews import access, queries, states
from bole.interviews.models import Invitation
from bole.interviews.types import InvitationState, Stage
from bole.interviews.web.words import STAGES, STATES
from bole.people import api as people
from bole.people.types import PersonView


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to."""

    q: str = ""
    state: str = ""
    plan: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        return cls(**{name: str(query.get(name) or "").strip()[:80] for name in ("q", "state", "plan", "sort")})

    @property
    def any(self) -> bool:
        return bool(self.q or self.state or self.plan)


def candidates(viewer: Viewer, filters: Filters, *, at: datetime) -> "QuerySet[Invitation]":
    """Invitations of this viewer, narrowed. What waits for us comes before what waits for the candidate."""
    rows = queries.invitations(scope=access.scope_of(viewer))
    if filters.q:
        rows = rows.filter(person__name__icontains=filters.q)
    if filters.plan:
        rows = rows.filter(plan__plan__key=filters.plan)
    if filters.state == "live":
        rows = rows.filter(state__in=states.LIVE)
    elif filters.state == "ending":
        rows = rows.filter(state__in=states.LIVE, deadline__lte=at + timedelta(hours=24))
    elif filters.state in set(InvitationState):
        rows = rows.filter(state=filters.state)
    waits_for_us = Case(
        When(state__in=[InvitationState.SUBMITTED, InvitationState.HUMAN], then=Value(0)),
        When(state__in=states.LIVE, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    since = Coalesce("session__submitted_at", "human_route_at", "invited_at")
    rows = rows.annotate(
        waits=waits_for_us,
        since=since,
        answered=Count(
            "session__answers", filter=Q(session__answers__kept__isnull=False, session__answers__follows__isnull=True)
        ),
        questions=Count("session__answers", filter=Q(session__answers__follows__isnull=True)),
    )
    return rows.order_by("-invited_at", "-id") if filters.sort == "new" else rows.order_by("waits", "since", "id")


def rows(page: Iterable[Invitation], viewer: Viewer, *, at: datetime) -> list[dict[str, Any]]:
    """The page's rows with the columns of their reports, in a constant number of queries."""
    shown = list(page)
    summaries = assessment.summaries([row.session.pk for row in shown], viewer)
    return [
        {
            "invitation": row,
            "name": row.person.name,
            "plan": row.plan.plan.title,
            "state": STATES[row.state],
            "stage": STAGES[row.session.state],
            "show_stage": row.state in {InvitationState.STARTED, InvitationState.SUBMITTED},
            "answered": row.answered,  # type: ignore[attr-defined]
            "questions": row.questions,  # type: ignore[attr-defined]
            "live": row.state in states.LIVE,
            "ending": row.state in states.LIVE and row.deadline - at < timedelta(hours=24),
            "case": summaries.get(row.session.pk),
            "since": row.since,  # type: ignore[attr-defined]
        }
        for row in shown
    ]


def today(viewer: Viewer, *, at: datetime) -> dict[str, Any]:
    """The workbench: reports to look at, people who want a person, windows about to end, figures of the week."""
    scope = access.scope_of(viewer)
    base = queries.invitations(scope=scope).annotate(
        since=Coalesce("session__submitted_at", "human_route_at", "invited_at"),
        answered=Count(
            "session__answers", filter=Q(session__answers__kept__isnull=False, session__answers__follows__isnull=True)
        ),
        questions=Count("session__answers", filter=Q(session__answers__follows__isnull=True)),
    )
    soon = Q(state__in=states.LIVE, deadline__lte=at + timedelta(hours=24), deadline__gt=at)
    parts = [
        list(base.filter(state=InvitationState.SUBMITTED, session__state=Stage.ASSESSED).order_by("since")[:50]),
        list(base.filter(state=InvitationState.HUMAN).order_by("since")[:10]),
        list(base.filter(soon).order_by("deadline")[:10]),
    ]
    # One look at the reports for all three lists.
    shown = iter(rows([row for part in parts for row in part], viewer, at=at))
    to_review, human, ending = ([next(shown) for _ in part] for part in parts)
    review = [row for row in to_review if _waits_for(viewer, row["case"])]
    return {
        "counts": queries.counts(scope=scope, at=at),
        "review": review[:10],
        "review_total": len(review),
        "human": human,
        "ending": ending,
        "funnel": funnel(viewer, at=at),
        "empty": not Invitation.objects.filter(scope).exists(),
    }


def _waits_for(viewer: Viewer, case: CaseSummary | None) -> bool:
    """A report nobody has decided on; for those who only rate, one they have not rated yet."""
    if case is None:
        return True
    return not case.outcome and (viewer.can("interviews.decide") or case.gate != "open")


def funnel(viewer: Viewer, *, at: datetime, days: int = 30) -> list[dict[str, Any]]:
    """Of those invited in the last month: how many opened, began, handed in. Shares are of the invited."""
    counted = Invitation.objects.filter(access.scope_of(viewer), invited_at__gte=at - timedelta(days=days)).aggregate(
        invited=Count("pk"),
        opened=Count("pk", filter=Q(opened_at__isnull=False) | ~Q(session__state=Stage.WELCOME)),
        started=Count("pk", filter=~Q(session__state__in=[Stage.WELCOME, Stage.CONSENT])),
        submitted=Count("pk", filter=Q(session__submitted_at__isnull=False)),
    )
    whole = counted["invited"] or 1
    return [
        {"key": key, "count": counted[key], "percent": round(100 * counted[key] / whole)}
        for key in ("invited", "opened", "started", "submitted")
    ]


def _people(viewer: Viewer) -> "QuerySet[people.Person]":
    """The persons this viewer may invite, with the state of their newest invitation."""
    newest = Invitation.objects.filter(person_id=OuterRef("pk")).order_by("-invited_at", "-id").values("state")[:1]
    reach = people.within(viewer.scopes_for("interviews.invite"))
    return people.Person.objects.filter(reach, erased_at__isnull=True).annotate(newest=Subquery(newest))


def uninvited(viewer: Viewer) -> "QuerySet[people.Person]":
    """Persons this viewer may invite who never were."""
    return _people(viewer).filter(~Exists(Invitation.objects.filter(person_id=OuterRef("pk"))))


def reachable(viewer: Viewer, ids: Iterable[UUID]) -> list[PersonView]:
    """Those of these persons whom this viewer may invite."""
    return list(people.views(_people(viewer).filter(pk__in=list(ids)).values_list("pk", flat=True)).values())


def pool(viewer: Viewer, search: str, *, most: int) -> list[dict[str, Any]]:
    """Whom to choose from: the never invited first, then the newest; with the state of the newest invitation."""
    found: Any = _people(viewer)
    if search:
        found = found.filter(people.matching(search))
    never_first = Case(When(newest__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    states_of = dict(found.order_by(never_first, "-created_at", "-id").values_list("pk", "newest")[:most])
    views = people.views(states_of)
    return [{"person": views[pk], "state": STATES.get(state) if state else None} for pk, state in states_of.items()]


def own_language_first(plans: Iterable[PlanSummary]) -> tuple[PlanSummary, ...]:
    """Plans in the reader's language before the others, each group in its order."""
    own = (translation.get_language() or "")[:2]
    return tuple(sorted(plans, key=lambda plan: plan.language[:2] != own))
