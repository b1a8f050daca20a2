"""Why a remote recogniser gave no transcript."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bole.core.errors import Refused


class NotConfigured(Refused):
    code = "speech.http_not_configured"
    status = 503
    sentence = _("No address of a speech server is set.")


class HostNotAllowed(Refused):
    """Nothing was sent."""

    code = "speech.http_host_not_allowed"
    status = 503
    sentence = _("Recordings may not be sent to {host}. An administrator can allow it with BOLE_EGRESS_HOSTS.")


class TooLong(Refused):
    code = "speech.http_too_long"
    status = 413
    sentence = _("This answer is too long for the speech server ({size_mb} MB; the limit is {limit_mb} MB).")


class NoAnswer(Refused):
    code = "speech.http_no_answer"
    status = 503
    sentence = _("The speech server {host} does not answer. The recording is kept; we try again later.")


class Declined(Refused):
    code = "speech.http_declined"
    status = 502
    sentence = _("The speech server {host} declined the recording (it answered {answer}).")


class Nonsense(Refused):
    code = "speech.http_nonsense"
    status = 502
    sentence = _("The speech server {host} answered with something that is no transcript.")
