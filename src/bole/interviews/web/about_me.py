"""自愿资料: after the interview, on the candidate's own page, for statistics of fairness only. Nothing in it is required."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from bole.core import clock
from bole.core.errors import NotFound, Refused
from bole.core.pace import Pace
from bole.interviews import access
from bole.interviews.actions import conduct
from bole.interviews.models import Invitation
from bole.interviews.web import room_state
from bole.privacy import api as privacy

KIND = "fairness"
SAVES = Pace(burst=12, every_s=60)


@csrf_exempt
@never_cache
def page(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The questions with what was said before; asked only when the interview is over. The token is the credential."""
    at = clock.now()
    invitation = access.invitation_by_token(token, at=at)
    tenant = request.tenant  # type: ignore[attr-defined]
    state = room_state.state(invitation, tenant, token, device="", at=at)
    if state["stage"] not in {"done", "closed"}:
        raise NotFound
    told = ""
    if request.method == "POST":
        SAVES.take(invitation.pk)
        told = _save(request, invitation)
    return render(request, "interviews/about_me.html", {"state": state, "told": told, **_context(invitation)})


def _save(request: HttpRequest, invitation: Invitation) -> str:
    words = privacy.details.words()
    values = {name: request.POST.get(name, "") for name in words} if request.POST.get("act") != "delete" else {}
    try:
        kept = privacy.details.declare(
            invitation.subject_id,
            values,
            version=request.POST.get("version", ""),
            digest=request.POST.get("hash", ""),
            language=invitation.language,
            actor=conduct.candidate(invitation),
            at=clock.now(),
        )
    except Refused as refusal:
        return str(refusal)
    return _("Saved. Thank you; you can change or delete it here at any time.") if kept else _("Nothing is kept.")


def _context(invitation: Invitation) -> dict[str, Any]:
    said = privacy.details.of([invitation.subject_id]).get(invitation.subject_id, {})
    return {
        "notice": privacy.current_text(KIND, invitation.language),
        "said": bool(said),
        "questions": [
            (name, label, [(code, words, said.get(name) == code) for code, words in answers.items()])
            for name, (label, answers) in privacy.details.words().items()
        ],
    }
