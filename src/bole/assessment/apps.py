from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "bole.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.assessment import checks, pii, subscribers  # noqa: F401, PLC0415 -- models must be loaded first
        from bole.audit import api as audit  # noqa: PLC0415 -- models must be loaded first
        from bole.core import navigation  # noqa: PLC0415 -- beside the others
        from bole.notifications import api as notifications  # noqa: PLC0415 -- models must be loaded first

        notifications.register_kind(
            notifications.Kind(
                key="assessment.waiting",
                title=_("Interviews await the language model"),
                variables={"company": str, "title": str, "reason": str, "count": int, "link": str},
                guard="",
            )
        )
        entry = navigation.Entry(
            "work", _("Interview plans"), "assessment:plans", "clipboard-list", "plans.read", order=40
        )
        navigation.register(entry)
        navigation.register(
            navigation.Entry(
                "work", _("Rating quality"), "assessment:quality_index", "chart-dots", "plans.read", order=45
            )
        )
        navigation.register(
            navigation.Entry("work", _("The judge"), "assessment:judge", "scale", "plans.read", order=48)
        )
        navigation.register(
            navigation.Entry("work", _("Question bank"), "assessment:bank", "books", "plans.read", order=41)
        )
        navigation.register(
            navigation.Entry("work", _("Fairness audit"), "assessment:bias", "users-group", "plans.read", order=46)
        )
        for verb, label in (
            ("assessment.plan_made", _("made an interview plan")),
            ("assessment.plan_edited", _("edited a plan")),
            ("assessment.plan_settings", _("changed a plan's settings")),
            ("assessment.plan_published", _("published a plan")),
            ("assessment.plan_draft_discarded", _("discarded changes to a plan")),
            ("assessment.plan_retired", _("retired a plan")),
            ("assessment.plan_restored", _("put a plan back in use")),
            ("assessment.bank_taken", _("took a question bank from the library")),
            ("assessment.bank_made", _("made a job family")),
            ("assessment.bank_imported", _("imported a question bank")),
            ("assessment.entry_made", _("added to the question bank")),
            ("assessment.entry_edited", _("edited the question bank")),
            ("assessment.entry_retired", _("retired an entry of the question bank")),
            ("assessment.entry_restored", _("put an entry of the question bank back in use")),
            ("assessment.impact_signed", _("signed an impact assessment")),
            ("assessment.plan_frozen", _("froze a version of a plan")),
            ("assessment.assessed", _("rated an interview by machine")),
            ("assessment.rescored", _("rated an interview by machine again")),
            ("assessment.judge_settings", _("changed which judge rates and what it may take")),
            ("assessment.tried_again", _("had the model's judge try again")),
            ("assessment.judged_builtin", _("let the built-in judge rate instead of the model")),
            ("assessment.rescore_started", _("started to rate a plan's interviews again")),
            ("assessment.recomputed", _("computed a stored result again")),
            ("assessment.rated", _("rated an interview")),
            ("assessment.dimension_added", _("added a dimension to a report")),
            ("assessment.decided", _("decided on a candidate")),
            ("assessment.level_settled", _("settled a level")),
            ("assessment.calibration_fitted", _("fitted and tested a calibration")),
            ("assessment.calibration_on", _("switched a calibration on")),
            ("assessment.bias_audited", _("ran the fairness audit")),
            ("assessment.weighting_kept", _("kept another weighting of a plan")),
            ("assessment.calibration_off", _("switched a calibration off")),
        ):
            audit.register_verb(verb, label)
