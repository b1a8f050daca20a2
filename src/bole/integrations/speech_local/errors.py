"""What can go wrong with a model, said so that an operator knows what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bole.core.errors import Refused


class UnknownModel(Refused):
    code = "models.unknown"
    status = 404
    sentence = _("There is no model “{model}” in the catalogue. Known models: {known}.")


class BadCatalogue(Refused):
    code = "models.bad_catalogue"
    sentence = _("The model catalogue {path} cannot be read: {reason}.")


class Interrupted(Refused):
    code = "models.interrupted"
    status = 503
    sentence = _("The download of {name} from {host} broke off. {kept} bytes are kept: run the same command to go on.")


class NotOffered(Refused):
    code = "models.not_offered"
    status = 502
    sentence = _("{host} does not give out {name} (it answered {answer}). Check the address in the catalogue.")


class Mismatch(Refused):
    code = "models.mismatch"
    sentence = _(
        "{name} from {host} is not the file that was expected: its checksum begins with {found}, "
        "it should begin with {expected}. "
        "Nothing was installed. If the publisher has released a new version on purpose, "
        "remove the entry from {lock} and try again."
    )


class NoSpace(Refused):
    code = "models.no_space"
    status = 507
    sentence = _("{needed} MB are needed in {folder}, and {free} MB are free.")


class ModelMissing(Refused):
    code = "speech.no_model"
    status = 503
    sentence = _("No speech model is installed. An administrator can fetch one with “bole models pull”.")


class ModelUnusable(Refused):
    code = "speech.model_unusable"
    status = 503
    sentence = _("The speech model in {folder} cannot be used: {reason}. Remove it and fetch it again.")
