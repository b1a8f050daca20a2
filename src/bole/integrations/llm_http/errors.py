"""Why a model server gave no reply. None of them carries a key, an answer or a prompt."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bole.assessment.ports import ModelFailed


class NotConfigured(ModelFailed):
    code = "llm.not_configured"
    why = "not_set_up"
    sentence = _("No address or no name of a language model is set (BOLE_LLM_URL, BOLE_LLM_MODEL).")


class HostNotAllowed(ModelFailed):
    """Nothing was sent."""

    code = "llm.host_not_allowed"
    why = "not_allowed"
    sentence = _("Answers may not be sent to {host}. An administrator can allow it with BOLE_EGRESS_HOSTS.")


class NoAnswer(ModelFailed):
    code = "llm.no_answer"
    sentence = _("The model server {host} does not answer. Answers are kept; we try again later.")


class TooSlow(ModelFailed):
    code = "llm.too_slow"
    why = "slow"
    sentence = _("The model server {host} took more than {seconds} seconds for one reply. We try again later.")


class Declined(ModelFailed):
    code = "llm.declined"
    why = "declined"
    status = 502
    sentence = _("The model server {host} declined (it answered {answer}). Check its address, key and model name.")


class Nonsense(ModelFailed):
    code = "llm.nonsense"
    why = "nonsense"
    status = 502
    sentence = _("The model server {host} answered with something that is no chat completion.")
