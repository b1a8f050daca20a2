"""The page 成员: colleagues, their roles, and open invitations."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bole.accounts import access, queries
from bole.accounts.access import OfficeRequest
from bole.accounts.actions import members as actions
from bole.accounts.actions import roles as role_actions
from bole.accounts.models import Role
from bole.accounts.web.forms import InviteForm, RolesForm
from bole.accounts.web.helpers import attempt, attempt_or_say
from bole.core import clock
from bole.core.errors import NotFound


@require_GET
def members(request: OfficeRequest) -> HttpResponse:
    access.require(request.viewer, "accounts.manage")
    context = {
        "members": list(queries.members()),
        "invitations": list(queries.open_invitations()),
        "roles": list(Role.objects.all()),
        "now": clock.now(),
    }
    return render(request, "accounts/members.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: OfficeRequest) -> HttpResponse:
    access.require(request.viewer, "accounts.manage")
    initial = {"language": request.tenant.language}
    form = InviteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            actions.invite(
                **given,
                base_url=settings.BOLE_BASE_URL,
                actor=request.actor,
                at=clock.now(),
            )

        if attempt(form, act):
            messages.success(request, _("The invitation to {name} is on its way.").format(name=given["name"]))
            return HttpResponseRedirect(reverse("accounts:members"))
    return render(request, "accounts/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def member(request: OfficeRequest, membership_id: UUID) -> HttpResponse:
    """One colleague's roles."""
    found = access.member_to_manage(request.viewer, membership_id)
    form = RolesForm(request.POST or None, membership=found, roles=list(Role.objects.all()))
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            actions.change_roles(
                found,
                roles=form.wanted(),
                title=form.cleaned_data["title"],
                actor=request.actor,
                at=clock.now(),
            )

        if attempt(form, act):
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("accounts:members"))
    context = {"form": form, "member": found}
    return render(request, "accounts/member.html", context)


@require_POST
def set_active(request: OfficeRequest, membership_id: UUID, active: str) -> HttpResponse:
    """Deactivate (``off``) or reactivate (``on``)."""
    found = access.member_to_manage(request.viewer, membership_id)
    verb, done = (
        (actions.reactivate, _("{name} can sign in to this company again."))
        if active == "on"
        else (actions.deactivate, _("{name} has no access to this company any more."))
    )
    attempt_or_say(
        request,
        lambda: verb(found, actor=request.actor, at=clock.now()),
        done=done.format(name=found.user.name),
    )
    return HttpResponseRedirect(reverse("accounts:members"))


@require_POST
def send_again(request: OfficeRequest, invitation_id: UUID) -> HttpResponse:
    found = access.invitation_to_manage(request.viewer, invitation_id)
    actions.send_again(
        found,
        base_url=settings.BOLE_BASE_URL,
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("Sent again. The links sent before no longer work."))
    return HttpResponseRedirect(reverse("accounts:members"))


@require_POST
def take_back(request: OfficeRequest, invitation_id: UUID) -> HttpResponse:
    found = access.invitation_to_manage(request.viewer, invitation_id)
    actions.take_back(found, actor=request.actor, at=clock.now())
    messages.success(request, _("The invitation has been taken back; its link no longer works."))
    return HttpResponseRedirect(reverse("accounts:members"))


@require_POST
def second_step(request: OfficeRequest, role_id: UUID) -> HttpResponse:
    """Ask, or no longer ask, the holders of a role for two-step sign-in."""
    access.require(request.viewer, "accounts.manage")
    role = Role.objects.filter(pk=role_id).first()
    if role is None:
        raise NotFound
    role_actions.require_second_step(
        role,
        required=request.POST.get("required") == "on",
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("accounts:members"))
