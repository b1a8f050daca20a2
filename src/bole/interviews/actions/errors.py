"""Refusals of this module, each with the sentence its reader sees."""

from django.utils.translation import gettext_lazy as _

from bole.core.errors import Refused


class WindowClosed(Refused):
    code = "interviews.window_closed"
    status = 410
    sentence = _(
        "The time for this interview has ended. Write to {contact} if something kept you; you can be invited again."
    )


class AlreadySubmitted(Refused):
    code = "interviews.already_submitted"
    sentence = _("This interview was handed in. Nothing more is needed from you.")


class NeedsConsent(Refused):
    code = "interviews.needs_consent"
    sentence = _("Please decide about the recording first. Nothing is recorded before you agree.")


class NoRetakeLeft(Refused):
    code = "interviews.no_retake_left"
    sentence = _("There is no retake left for this question. You can keep one of your takes and go on.")


class OtherLink(Refused):
    code = "interviews.other_link"
    sentence = _("There is a newer invitation to this interview. Please use the link in the newest message.")


class WrongQuestion(Refused):
    code = "interviews.wrong_question"
    sentence = _("The interview is at another question now. The page will take you there.")


class NotLeading(Refused):
    code = "interviews.not_leading"
    sentence = _("This interview goes on on another device. Press “Go on here” to continue on this one.")


class BadPart(Refused):
    code = "interviews.bad_part"
    status = 422
    sentence = _("A piece of the recording arrived damaged and will be sent again.")


class PartConflict(Refused):
    code = "interviews.part_conflict"
    sentence = _("Another piece was stored under this number already. It is kept.")


class TooMuch(Refused):
    code = "interviews.too_much"
    status = 413
    sentence = _("This recording is longer than an answer can be. What was stored so far is kept; please finish here.")


class AttemptClosed(Refused):
    code = "interviews.attempt_closed"
    sentence = _("This take is finished already. It is stored.")


class PartsMissing(Refused):
    code = "interviews.parts_missing"
    sentence = _("Some pieces of the recording have not arrived yet. They are being sent.")


class NothingToKeep(Refused):
    code = "interviews.nothing_to_keep"
    sentence = _("This take is not stored yet. Please wait a moment, or answer again.")


class EmptyText(Refused):
    code = "interviews.empty_text"
    status = 422
    sentence = _("Please write a few words first.")


class TextTooLong(Refused):
    code = "interviews.text_too_long"
    status = 422
    sentence = _("This text is longer than {limit} characters. Please shorten it; nothing was lost.")


class Unanswered(Refused):
    code = "interviews.unanswered"
    sentence = _("{missing} question(s) have no answer yet. Answer them, or leave through “Talk to a person”.")


class ModeNotOffered(Refused):
    code = "interviews.mode_not_offered"
    sentence = _(
        "This way of answering is not possible here. Typed, spoken and filmed answers count alike: choose another."
    )


class AlreadyInvited(Refused):
    code = "interviews.already_invited"
    sentence = _("{name} already has a live invitation to this interview.")


class NoAddress(Refused):
    code = "interviews.no_address"
    status = 422
    sentence = _("{name} has no e-mail address. Add one, then invite.")


class CannotExtend(Refused):
    code = "interviews.cannot_extend"
    sentence = _("This interview was handed in or taken back, so there is no time to give.")


class CannotRevoke(Refused):
    code = "interviews.cannot_revoke"
    sentence = _("This interview was handed in, so its invitation cannot be taken back.")
