"""HR's pages: who needs me today, the list of candidates, inviting, one interview."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bole.accounts import api as accounts
from bole.accounts.types import Grade
from bole.assessment import api as assessment
from bole.core import clock, moves, navigation
from bole.interviews import access, queries
from bole.interviews.actions import invite as inviting
from bole.interviews.types import InvitationState
from bole.interviews.web import lists
from bole.interviews.web.forms import InviteForm, PanelForm
from bole.interviews.web.report import GUIDE_COOKIE, report_context
from bole.interviews.web.words import MOVES, STAGES, STATES
from bole.notifications import api as notifications
from bole.people import api as people

PAGE = 25
MOST_AT_ONCE = 200


def home(request: Any) -> HttpResponseBase:
    """Who needs me today. Who has no part in interviews (an auditor) begins at the first page of their own menu."""
    viewer = getattr(request, "viewer", None)
    if viewer is not None and not viewer.can("interviews.read") and (there := navigation.entrance(viewer)):
        return redirect(there)
    return today(request)


@accounts.requires("interviews.read")
def today(request: Any) -> HttpResponse:
    """What waits for a person, longest first."""
    at = clock.now()
    return render(request, "interviews/home.html", lists.today(request.viewer, at=at))


@accounts.requires("interviews.read")
def candidates(request: Any) -> HttpResponse:
    """Everyone with an interview, and everyone who could be invited. Longest waiting first."""
    at = clock.now()
    found = lists.candidates(request.viewer, lists.Filters.of(request.GET), at=at)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = lists.rows(page.object_list, request.viewer, at=at)
    return render(
        request,
        "interviews/candidates.html",
        {
            "page": page,
            "rows": rows,
            "filters": lists.Filters.of(request.GET),
            "counts": queries.counts(scope=access.scope_of(request.viewer), at=at),
            "uninvited": lists.uninvited(request.viewer).count() if request.viewer.can("interviews.invite") else 0,
            "plans": assessment.ready_plans(),
            "states": STATES,
        },
    )


@accounts.requires("interviews.invite")
def invite(request: Any) -> HttpResponse:
    """Choose people and a plan; the good ones go out, the others are named with their reason."""
    ids = [UUID(value) for value in request.POST.getlist("person") or request.GET.getlist("person") if _is_uuid(value)]
    batch = request.GET.get("batch") or request.POST.get("batch")
    if batch and _is_uuid(batch) and not ids:
        ids = list(people.batch_people(UUID(batch)).all)
    ids = ids[:MOST_AT_ONCE]
    plans = lists.own_language_first(assessment.ready_plans())
    form = InviteForm(plans, request.POST if request.method == "POST" and "plan" in request.POST else None)
    if form.is_bound and ids and form.is_valid():
        reach = people.within(request.viewer.scopes_for("interviews.invite"))
        outcome = inviting.invite_many(
            list(people.Person.objects.filter(reach, pk__in=ids).values_list("pk", flat=True)),
            plan_id=UUID(form.cleaned_data["plan"]),
            window_hours=form.cleaned_data["window"] or form.hours_of(form.cleaned_data["plan"]),
            tenant=request.tenant,
            actor=request.actor,
            at=clock.now(),
        )
        _tell(request, outcome)
        return redirect("interviews:candidates")
    search = " ".join((request.GET.get("q") or "").split())[:80]
    chosen = lists.reachable(request.viewer, ids) if ids else []
    pool = [] if chosen else lists.pool(request.viewer, search, most=MOST_AT_ONCE + 1)
    context = {
        "form": form,
        "unsigned": [plan for plan in plans if not plan.signed],
        "chosen": chosen,
        "pool": pool[:MOST_AT_ONCE],
        "more": len(pool) > MOST_AT_ONCE,
        "search": search,
        "none_chosen": form.is_bound and not ids,
    }
    return render(request, "interviews/invite.html", context)


def _tell(request: HttpRequest, outcome: inviting.Outcome) -> None:
    if outcome.sent:
        flash.success(
            request,
            ngettext("{n} invitation is on its way.", "{n} invitations are on their way.", len(outcome.sent)).format(
                n=len(outcome.sent)
            ),
        )
    for _name, sentence in outcome.refused[:5]:
        flash.warning(request, sentence)
    if len(outcome.refused) > 5:
        flash.warning(
            request, _("{n} more were not invited for the same kinds of reasons.").format(n=len(outcome.refused) - 5)
        )


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


@accounts.requires("interviews.read")
def detail(request: Any, invitation_id: UUID) -> HttpResponse:
    """One interview: before it is handed in its course, afterwards its report."""
    at = clock.now()
    invitation = access.invitation_for(request.viewer, invitation_id)
    context = {
        "invitation": invitation,
        "session": invitation.session,
        "person": people.views([invitation.person_id])[invitation.person_id],
        "frozen": assessment.frozen(invitation.plan_id),
        "state": STATES[invitation.state],
        "stage": STAGES[invitation.session.state],
        "trail": _trail(invitation),
        "messages_sent": notifications.message_states(subject_id=invitation.subject_id),
        "link": queries.link_of(invitation, request.tenant.slug) if _shows_link(request, invitation) else "",
        "is_live": access.is_open(invitation, at=at),
        "panel": _panel(request, invitation),
        "may_see_contacts": request.viewer.sees(Grade.SENSITIVE) and request.viewer.can("people.read"),
    }
    if invitation.state == InvitationState.MET:
        context["report"] = assessment.report_for(invitation.session.pk, request.viewer)
    if invitation.state == InvitationState.SUBMITTED:
        context |= report_context(request, invitation, context["frozen"])
        return render(request, "interviews/report.html", context)
    context["answers"] = _asked(invitation, context["frozen"])
    return render(request, "interviews/detail.html", context)


def _asked(invitation: Any, frozen: Any) -> list[dict[str, Any]]:
    """The questions in their order, each with what was kept of it so far; follow-ups behind theirs."""
    questions = frozen.content.questions
    return [
        {
            "number": (answer.index if answer.follows is None else answer.follows) + 1,
            "kept": answer.kept,
            "declined": answer.declined_at,
            "follows": answer.follows is not None,
            "text": answer.asked or questions[answer.index].text,
        }
        for answer in sorted(queries.answers_of(invitation.session), key=lambda one: one.turn)
    ]


def _shows_link(request: Any, invitation: Any) -> bool:
    """A candidate's link lets its holder act for the candidate: HR sees it only in a demo."""
    return bool(settings.BOLE_DEMO or request.tenant.is_demo) and request.viewer.can("interviews.invite")


def _trail(invitation: Any) -> list[dict[str, Any]]:
    rows = sorted([*moves.of(invitation), *moves.of(invitation.session)], key=lambda move: (move.at, move.pk))
    return [
        {
            "words": STATES[m.to_state][0] if m.object_kind.endswith("invitation") else STAGES[m.to_state],
            "at": m.at,
            "why": MOVES.get(m.reason_code, ""),
        }
        for m in rows
    ]


def _panel(request: Any, invitation: Any) -> PanelForm | None:
    if not request.viewer.can("interviews.invite"):
        return None
    members = [(str(m.user_id), m.name) for m in accounts.members_with("interviews.rate")]
    chosen = [str(user_id) for user_id in invitation.panel.values_list("user_id", flat=True)]
    return PanelForm(members, initial={"users": chosen})


@require_POST
@accounts.requires("interviews.invite")
def send_again(request: Any, invitation_id: UUID) -> HttpResponse:
    invitation = access.invitation_for(request.viewer, invitation_id, capability="interviews.invite")
    inviting.send_again(invitation, tenant=request.tenant, actor=request.actor, at=clock.now())
    flash.success(request, _("The invitation is being sent again."))
    return redirect("interviews:detail", invitation_id)


@require_POST
@accounts.requires("interviews.invite")
def revoke(request: Any, invitation_id: UUID) -> HttpResponse:
    invitation = access.invitation_for(request.viewer, invitation_id, capability="interviews.invite")
    inviting.revoke(invitation, reason_code="by_hr", actor=request.actor, at=clock.now())
    flash.success(request, _("The invitation is taken back; its link is closed."))
    return redirect("interviews:detail", invitation_id)


@require_POST
@accounts.requires("interviews.invite")
def extend(request: Any, invitation_id: UUID) -> HttpResponse:
    invitation = access.invitation_for(request.viewer, invitation_id, capability="interviews.invite")
    given = request.POST.get("hours") or ""
    hours = int(given) if given.isascii() and given.isdigit() and len(given) <= 3 else 24
    inviting.extend(invitation, hours=min(max(hours, 1), 168), actor=request.actor, at=clock.now())
    flash.success(request, _("The candidate has more time now."))
    return redirect("interviews:detail", invitation_id)


@require_POST
@accounts.requires("interviews.invite")
def met(request: Any, invitation_id: UUID) -> HttpResponse:
    invitation = access.invitation_for(request.viewer, invitation_id, capability="interviews.invite")
    inviting.mark_met(invitation, actor=request.actor, at=clock.now())
    flash.success(request, _("Noted. Rate and decide below, by the same criteria as for everyone."))
    return redirect("interviews:detail", invitation_id)


@require_POST
@accounts.requires("interviews.invite")
def panel(request: Any, invitation_id: UUID) -> HttpResponse:
    invitation = access.invitation_for(request.viewer, invitation_id, capability="interviews.invite")
    members = [(str(m.user_id), m.name) for m in accounts.members_with("interviews.rate")]
    form = PanelForm(members, request.POST)
    if form.is_valid():
        ids = [UUID(value) for value in form.cleaned_data["users"]]
        inviting.set_panel(invitation, ids, actor=request.actor, at=clock.now())
        flash.success(request, _("The interviewers are saved."))
    else:
        flash.error(request, _("One of these colleagues is no longer here. Nothing was changed."))
    return redirect("interviews:detail", invitation_id)


@accounts.requires("interviews.read")
def guide(request: Any) -> HttpResponse:
    """What a level, a spread, an error band and "insufficient evidence" mean, on one worked case."""
    response = render(request, "interviews/guide.html", {"back": reverse("interviews:candidates")})
    # Who has read it is not led to it again; a fact about this browser, so it stays in the browser.
    response.set_cookie(GUIDE_COOKIE, "read", max_age=365 * 86400, samesite="Lax", secure=request.is_secure())
    return response
