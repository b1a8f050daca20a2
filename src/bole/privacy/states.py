"""The states of a request to be erased."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Request(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("erased")
    DECLINED = "declined", _("declined with a reason")


REQUEST_MOVES: dict[str, set[str]] = {
    Request.OPEN: {Request.DONE, Request.DECLINED},
    Request.DECLINED: {Request.OPEN, Request.DONE},
    Request.DONE: set(),
}
