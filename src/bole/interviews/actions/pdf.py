"""The report on paper. The template is data-driven and inert: a candidate's words are printed, never executed."""

import functools
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.utils import translation
from django.utils.translation import gettext as _

from bole.audit import api as audit
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole.core.models import Tenant
from bole.interviews.models import Invitation, PdfFile

TEMPLATE = Path(__file__).parent.parent / "print" / "report.typ"


class NoFont(Refused):
    code = "interviews.no_font"
    status = 503

    def __str__(self) -> str:
        return str(_("The font for printing is missing. Build the front end (make assets), then print again."))


@dataclass(frozen=True)
class Printed:
    """A PDF and the hash printed in the audit log."""

    body: bytes
    sha256: str


@functools.cache
def fonts() -> Path:
    """The folder of the two embedded fonts; NoFont when the assets were not built."""
    found = finders.find("dist/fonts/NotoSansSC-Regular.ttf")
    if not found:
        raise NoFont
    return Path(str(found)).parent


def print_report(
    invitation: Invitation,
    *,
    plan_title: str,
    data: dict[str, Any],
    tenant: Tenant,
    language: str,
    actor: Actor,
    at: datetime,
) -> Printed:
    """Typeset the report as this viewer may see it (A4, PDF/A-2b), note who printed it and the file's hash."""
    zone = ZoneInfo(tenant.time_zone)
    with translation.override(language):
        content = {
            "report": data,
            "language": language,
            "name": invitation.person.name,
            "plan": plan_title,
            "composite": bool(data.get("raters")),
            "company": tenant.name,
            "demo": tenant.is_demo,
            "date": [at.astimezone(zone).year, at.astimezone(zone).month, at.astimezone(zone).day],
            "printed": at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            "submitted": invitation.session.submitted_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            if invitation.session.submitted_at
            else "",
            "receipt": invitation.session.receipt,
            "words": words(),
        }
    body = typeset(content)
    digest = hashlib.sha256(body).hexdigest()
    PdfFile.objects.create(
        session=invitation.session,
        subject_id=invitation.subject_id,
        kind="report",
        sha256=digest,
        printed_by=UUID(actor.id) if actor.kind == "user" else None,
        printed_at=at,
    )
    audit.record(
        actor,
        "interviews.print",
        object_kind="interviews.session",
        object_id=invitation.session.pk,
        subject_id=invitation.subject_id,
        at=at,
    )
    return Printed(body, digest)


def typeset(content: dict[str, Any]) -> bytes:
    """Data to PDF bytes; the same data gives the same bytes."""
    import typst  # noqa: PLC0415 -- slow import, only printing needs it

    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(fonts())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False, default=str)},
        pdf_standards=["a-2b"],
    )
    return bytes(made)


def words() -> dict[str, str]:
    """The fixed words of the page, in the page's language."""
    return {
        "screening": _("Screening report"),
        "composite": _("Composite report"),
        "banner": _(
            "AI-assisted; people decide. Every level stands on verbatim quotes that were checked against the transcript."
        ),
        "candidate": _("Candidate"),
        "plan": _("Interview plan"),
        "submitted": _("Handed in"),
        "receipt": _("Receipt"),
        "printed": _("Printed"),
        "match": _("Job match"),
        "band": _("error band"),
        "next": _("Suggested next"),
        "competency": _("Competency"),
        "weight": _("Weight"),
        "asked": _("Level asked"),
        "machine": _("AI"),
        "people": _("Rated by people"),
        "insufficient": _("Insufficient evidence"),
        "question": _("Question %(n)s"),
        "quotes": _("Evidence"),
        "no_quotes": _("No quote."),
        "dimensions": _("Added by people"),
        "composite_match": _("Match, with people's levels"),
        "lowers": _("lowers the level:"),
        "decision": _("Decision"),
        "no_decision": _("No decision yet."),
        "demo": _("Synthetic demo"),
        "hidden": _("The AI's levels are hidden from you until you have rated."),
    }
