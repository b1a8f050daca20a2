"""The messages this module sends, with what each one needs to be told."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bole.core.models import Tenant
from bole.interviews.models import Invitation

INVITATION = "interviews.invitation"
REPORT_READY = "interviews.report_ready"
RECEIVED = "interviews.received"
HUMAN_ROUTE = "interviews.human_route"

VARIABLES: dict[str, dict[str, type]] = {
    INVITATION: {
        "name": str,
        "company": str,
        "title": str,
        "minutes": int,
        "questions": int,
        "deadline": str,
        "link": str,
        "contact": str,
        "demo": bool,
    },
    REPORT_READY: {"name": str, "company": str, "title": str, "link": str, "contact": str, "demo": bool},
    RECEIVED: {"name": str, "company": str, "title": str, "receipt": str, "link": str, "demo": bool},
    HUMAN_ROUTE: {"company": str, "title": str, "candidate": str, "link": str},
}


def common(invitation: Invitation, plan: Any, tenant: Tenant, link: str) -> dict[str, Any]:
    """What every message to a candidate carries."""
    return {
        "name": invitation.person.name,
        "company": tenant.name,
        "title": plan.title,
        "link": link,
        "demo": tenant.is_demo,
    }


def contact_line(tenant: Tenant) -> str:
    """A person's name and address, as far as the company gave them."""
    return " ".join(part for part in (tenant.contact_name, tenant.contact_email) if part) or tenant.name


def invitation_variables(invitation: Invitation, plan: Any, tenant: Tenant, link: str) -> dict[str, Any]:
    """For the invitation: minutes, questions, and the end of the window in the candidate's time."""
    return common(invitation, plan, tenant, link) | {
        "minutes": plan.minutes,
        "questions": len(plan.questions),
        "deadline": deadline_text(invitation, tenant, language=invitation.language),
        "contact": contact_line(tenant),
    }


def deadline_text(invitation: Invitation, tenant: Tenant, *, language: str) -> str:
    """The end of the window in words, in the person's time zone, the zone named."""
    zone = getattr(invitation.person, "time_zone", "") or tenant.time_zone
    local = invitation.deadline.astimezone(ZoneInfo(zone))
    with translation.override(language):
        if language.startswith("zh"):
            week = "一二三四五六日"[local.weekday()]
            text = f"{local.year}年{local.month}月{local.day}日（周{week}）{local:%H:%M}"
        else:
            text = date_format(local, "l j F Y, H:i", use_l10n=False)
        return text if zone == "Asia/Shanghai" else _("{time} ({zone} time)").format(time=text, zone=zone)
