from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    name = "bole.interviews"
    label = "interviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.assessment.ports import case_guard, sittings  # noqa: PLC0415 -- apps must be ready
        from bole.audit import api as audit  # noqa: PLC0415 -- apps must be ready
        from bole.core import navigation  # noqa: PLC0415 -- apps must be ready
        from bole.interviews import access, checks, pii, queries, subscribers  # noqa: F401, PLC0415 -- the unused register themselves
        from bole.interviews.actions import messages, retention  # noqa: PLC0415 -- apps must be ready
        from bole.notifications import api as notifications  # noqa: PLC0415 -- apps must be ready
        from bole.people import api as people  # noqa: PLC0415 -- apps must be ready
        from bole.privacy import api as privacy  # noqa: PLC0415 -- apps must be ready

        pii.register()
        people.register_use(queries.in_use)
        case_guard.use(access.may_open_case, access.pages_of_cases)
        sittings.use(queries.left_at)
        titles = {
            messages.INVITATION: _("Invitation to an interview"),
            messages.REPORT_READY: _("Your interview report is ready"),
            messages.RECEIVED: _("Your interview was received"),
            messages.HUMAN_ROUTE: _("A candidate wants to talk to a person"),
        }
        for key, title in titles.items():
            guard: Any = "" if key == messages.HUMAN_ROUTE else "candidate"
            notifications.register_kind(
                notifications.Kind(key=key, title=title, variables=messages.VARIABLES[key], guard=guard)
            )
        privacy.register_retention(
            privacy.Retention(
                "interviews.recordings",
                what=_("Recordings of interviews"),
                keep=_("90 days after handing in"),
                sweep=lambda at: retention.drop_old_recordings(at=at),
            )
        )
        privacy.register_retention(
            privacy.Retention(
                "interviews.candidates",
                what=_("All other data of candidates"),
                keep=_("6 months after their last interview; 24 months if they agreed to the talent pool"),
                sweep=lambda at: retention.erase_old_candidates(at=at),
            )
        )
        for verb, label in VERBS.items():
            audit.register_verb(verb, label)
        navigation.register(
            navigation.Entry("work", _("Today"), "interviews:home", "layout-dashboard", "interviews.read", 10)
        )
        navigation.register(
            navigation.Entry(
                "work",
                _("Candidates"),
                "interviews:candidates",
                "users",
                "interviews.read",
                20,
                covers=("/interviews/", "/people/"),
            )
        )


VERBS = {
    "interviews.invite": _("Invited a candidate"),
    "interviews.send_again": _("Sent an invitation again"),
    "interviews.revoke": _("Took an invitation back"),
    "interviews.extend": _("Gave a candidate more time"),
    "interviews.mark_met": _("Talked with a candidate"),
    "interviews.set_panel": _("Chose the interviewers"),
    "interviews.withdraw_consent": _("Withdrew consent"),
    "interviews.submit": _("Handed in an interview"),
    "interviews.watch": _("Watched a recording"),
    "interviews.print": _("Printed a report"),
}
