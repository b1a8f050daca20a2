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
    InvitationState.MET: (_("Talked with a person"), "green"),
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

PROBE: dict[str, "str | Promise"] = {
    "ok": _("Sound and picture arrive well."),
    "short": _("Hardly anything arrived. Please try once more and speak for two seconds."),
    "silent": _("We hear nothing. Please check that the right microphone is chosen and not muted."),
    "quiet": _("You are very quiet. Please come closer to the microphone or speak up."),
    "clipped": _("The sound is overdriven. Please move away from the microphone a little."),
    "noisy": _("There is much noise around you. A quieter place or a headset will help."),
    "dark": _(
        "The picture is almost black. Please uncover the camera or turn on a light; sound alone is just as good."
    ),
}
PROBE_FAILED = _("This trial recording could not be read. Try once more, or answer in writing: it counts alike.")
