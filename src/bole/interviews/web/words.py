"""States as people read them, with the tone of their dot."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bole.interviews.types import InvitationState, Mode, Source, Stage

STATES: dict[str, tuple["str | Promise", str]] = {
    InvitationState.INVITED: (_("Invited"), "secondary"),
    InvitationState.OPENED: (_("Link opened"), "azure"),
    InvitationState.STARTED: (_("Answering"), "blue"),
    InvitationState.SUBMITTED: (_("Handed in"), "green"),
    InvitationState.HUMAN: (_("Wants a person"), "purple"),
    InvitationState.EXPIRED: (_("Time ended"), "orange"),
    InvitationState.REVOKED: (_("Taken back"), "secondary"),
}

STAGES: dict[str, "str | Promise"] = {
    Stage.WELCOME: _("Reading the welcome page"),
    Stage.CONSENT: _("Reading the consent"),
    Stage.CHECK: _("Checking the device"),
    Stage.PRACTICE: _("Practising"),
    Stage.QUESTION: _("Answering questions"),
    Stage.REVIEW: _("Looking through the answers"),
    Stage.SUBMITTED: _("Report in preparation"),
    Stage.ASSESSED: _("Report ready"),
    Stage.WITHDRAWN: _("Consent withdrawn"),
}

SOURCES: dict[str, "str | Promise"] = {
    Source.ASR: _("recognised by machine"),
    Source.CAPTION: _("recognised on the candidate's device"),
    Source.CORRECTED: _("recognised, corrected by the candidate"),
    Source.TYPED: _("typed by the candidate"),
    Source.SELF: _("written down by the candidate"),
    Source.NONE: _("no words: a person needs to listen"),
}

MODES: dict[str, "str | Promise"] = {Mode.VIDEO: _("Video"), Mode.AUDIO: _("Audio"), Mode.TYPED: _("Typed")}

MOVES: dict[str, "str | Promise"] = {
    "deadline": _("the announced deadline passed"),
    "extended": _("more time was given"),
    "by_hr": _("taken back by HR"),
}
