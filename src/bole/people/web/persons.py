"""Pages for one person: add, change, and the contacts in clear."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bole.accounts.api import requires
from bole.core import clock
from bole.core.errors import Invalid
from bole.people import access, actions, queries
from bole.people.models import Person
from bole.people.types import Contacts
from bole.people.web.forms import PersonForm


def back_to(request: HttpRequest) -> str:
    """The address in ``next`` when it is one of ours, else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


@requires("people.write")
def add(request: Any) -> HttpResponse:
    """Add a person. Somebody with the same contact is offered instead of being doubled."""
    form = PersonForm(request.POST or None, initial={"language": request.tenant.language})
    known: list[Person] = []
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person = actions.add_person(
                    form.data_of(),
                    actor=request.actor,
                    at=clock.now(),
                    entity=queries.entity_within(access.scopes(request.viewer, access.WRITE)),
                    language=form.cleaned_data["language"],
                    time_zone=request.tenant.time_zone,
                    even_if_known=form.cleaned_data["even_if_known"],
                )
        except Invalid as invalid:
            _show(form, invalid)
        except actions.AlreadyKnown as already:
            known = _visible(request, already.known)
            form.add_error(
                None, str(already) if known else _("Somebody with this contact is here, outside your scope.")
            )
        else:
            flash.success(request, _("{name} was added.").format(name=person.name))
            return redirect(_with_person(back_to(request), person) or reverse("people:add"))
    return _form_page(request, form, known=known, person=None)


@requires("people.write")
def edit(request: Any, person_id: UUID) -> HttpResponse:
    """Change a person. Below the grade contacts are masked, and an empty field keeps what is there."""
    person = access.person_to_edit(request.viewer, person_id)
    clear = access.contacts_to_edit(request.viewer, person, at=clock.now())
    form = PersonForm(request.POST or None, initial=_initial(person, clear))
    if clear is None:
        for name in ("phone", "email"):
            form.fields[name].widget.attrs["placeholder"] = getattr(person, f"{name}_masked")
        form.fields["note"].disabled = True
    known: list[Person] = []
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                changed = actions.edit_person(
                    person,
                    form.data_of(),
                    actor=request.actor,
                    at=clock.now(),
                    language=form.cleaned_data["language"],
                    even_if_known=form.cleaned_data["even_if_known"],
                    keep=("id_number",) if clear else (*tuple(_blank(form)), "id_number", "note"),
                )
        except Invalid as invalid:
            _show(form, invalid)
        except actions.AlreadyKnown as already:
            known = _visible(request, already.known)
            form.add_error(
                None, str(already) if known else _("Somebody with this contact is here, outside your scope.")
            )
        else:
            flash.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect(back_to(request) or reverse("people:edit", args=[person.pk]))
    response = _form_page(request, form, known=known, person=person)
    response["Cache-Control"] = "no-store"
    return response


@requires("people.read")
@require_POST
def contacts(request: Any, person_id: UUID) -> HttpResponse:
    """A fragment with the contacts in clear, for a viewer of that grade. The audit log knows."""
    shown = access.contacts(request.viewer, person_id, clock.now())
    response = render(request, "people/_contacts.html", {"contacts": shown})
    response["Cache-Control"] = "no-store"
    return response


def _form_page(request: HttpRequest, form: PersonForm, *, known: list[Person], person: Person | None) -> HttpResponse:
    """``even_if_known`` is only there once it has a meaning."""
    if not (known or form.data.get("even_if_known")):
        form.fields["even_if_known"].widget = form.fields["even_if_known"].hidden_widget()
    next_url = back_to(request)
    offers = [
        {
            "person": queries.as_view(one),
            "href": _with_person(next_url, one) or reverse("people:edit", args=[one.pk]),
        }
        for one in known
    ]
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"form": form, "person": person, "offers": offers, "next": next_url}
    return render(request, "people/form.html", context, status=status)


def _show(form: PersonForm, invalid: Invalid) -> None:
    """Sentences beside their fields; those about no single field above them all."""
    for field, sentences in invalid.errors.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)


def _visible(request: Any, known: list[Person]) -> list[Person]:
    """Those among them whom this viewer may know about."""
    scopes = access.scopes(request.viewer, access.READ)
    return [one for one in known if any(queries.path_of(one).startswith(scope) for scope in scopes)]


def _with_person(address: str, person: Person) -> str:
    """``next`` with ``?person=<id>``, so that the page there may go on with this person."""
    if not address:
        return ""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'person': person.pk})}"


def _initial(person: Person, clear: Contacts | None) -> dict[str, str]:
    return {
        "name": person.name,
        "phone": clear.phone if clear else "",
        "email": clear.email if clear else "",
        "note": clear.note if clear else "",
        "source": person.source,
        "language": person.language,
    }


def _blank(form: PersonForm) -> list[str]:
    return [name for name in ("phone", "email") if not form.cleaned_data[name].strip()]
