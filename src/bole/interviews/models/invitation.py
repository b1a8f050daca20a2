"""The offer of an interview: a person, a frozen plan, a window, a link."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core import personal_data
from bole.core.tenancy import TenantModel
from bole.interviews.types import InvitationState


class Invitation(TenantModel):
    """One person asked to one interview. The plan is frozen, so that all who got this version had the same questions."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(db_index=True)
    plan = models.ForeignKey("assessment.FrozenPlan", on_delete=models.PROTECT, related_name="+")
    access_pass = models.ForeignKey("accounts.Pass", on_delete=models.PROTECT, related_name="+")
    # The link is shown again to HR and sent again, so the token is kept, sealed with the candidate's key.
    token_sealed = models.BinaryField()
    state = models.CharField(max_length=12, default=InvitationState.INVITED)
    language = models.CharField(max_length=10, default="zh-hans")
    window_hours = models.PositiveSmallIntegerField(default=72)
    invited_at = models.DateTimeField()
    deadline = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    human_route_at = models.DateTimeField(null=True)
    invited_by = models.UUIDField(null=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("invitation")
        indexes = [models.Index(fields=["tenant", "state", "deadline"]), models.Index(fields=["tenant", "-invited_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "plan"],
                condition=models.Q(state__in=["invited", "opened", "started"]),
                name="interviews_one_live_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Panelist(TenantModel):
    """A colleague asked to watch and rate this interview. Interviewers see what they are asked to see."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="panel")
    user_id = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["invitation", "user_id"], name="interviews_panelist_once")]

    def __str__(self) -> str:
        return f"panelist {self.user_id}"


personal_data.declare(
    Invitation,
    kinds={"invitation"},
    subject="subject_id",
    sealed=["token_sealed"],
    keep="180 days after the last interview; 730 with consent to the talent pool",
)
personal_data.declare(Panelist, kinds=set(), why="names a colleague by id, not the candidate")
