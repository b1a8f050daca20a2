"""The sitting: where the candidate is, which answer is kept, what the page told us."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core import personal_data
from bole.core.tenancy import TenantModel
from bole.interviews.models.invitation import Invitation
from bole.interviews.types import Stage


class Session(TenantModel):
    """One sitting of one invitation, owned by the server: any device with the link goes on from here."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="session")
    subject_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=12, default=Stage.WELCOME)
    position = models.PositiveSmallIntegerField(default=0)
    leader_device = models.CharField(max_length=64, blank=True)
    leader_at = models.DateTimeField(null=True)
    consent_version = models.CharField(max_length=40, blank=True)
    may_record = models.BooleanField(default=False)
    may_video = models.BooleanField(default=False)
    may_assess = models.BooleanField(default=False)
    probe = models.JSONField(default=dict)
    receipt = models.CharField(max_length=16, blank=True)
    submitted_at = models.DateTimeField(null=True)
    # When the judge took the answers. It may keep them for long: until a signature, until a model's server is there.
    handed_on_at = models.DateTimeField(null=True)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("sitting")

    def __str__(self) -> str:
        return f"sitting {self.pk}"


class Answer(TenantModel):
    """One question's place in a sitting. ``kept`` is the attempt the candidate chose.

    The plan's questions come first, by their index. A follow-up stands behind them all and names in ``follows`` the index
    of the answer it was asked about, in ``asked`` its words and in ``why`` what was missing. It may be declined.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    index = models.PositiveSmallIntegerField()
    question_id = models.CharField(max_length=80)
    kept = models.ForeignKey("interviews.Attempt", on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)
    follows = models.PositiveSmallIntegerField(null=True)
    asked = models.CharField(max_length=400, blank=True)
    why = models.CharField(max_length=60, blank=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["session", "index"], name="interviews_answer_once")]

    def __str__(self) -> str:
        return f"answer {self.index}"

    @property
    def turn(self) -> tuple[int, int]:
        """Sorts a follow-up behind the answer it was asked about."""
        return (self.index if self.follows is None else self.follows, self.index)


class Signal(TenantModel):
    """One line of telemetry from the candidate's page: a probe, a stall, a reload. Never scored; it explains absence."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["session", "at"])]

    def __str__(self) -> str:
        return self.kind


personal_data.declare(Session, kinds={"progress"}, subject="subject_id", keep="as long as the invitation")
personal_data.declare(
    Answer, kinds=set(), why="what was asked and which attempt was kept; the words and the voice are elsewhere"
)
personal_data.declare(
    Signal, kinds={"technical events"}, subject="session__subject_id", keep="as long as the invitation"
)
