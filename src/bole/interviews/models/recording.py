"""What the candidate said: attempts, their numbered parts, the joined recording, and the words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core import personal_data
from bole.core.tenancy import TenantModel
from bole.interviews.models.session import Answer
from bole.interviews.types import AttemptState


class Attempt(TenantModel):
    """One try at one answer. An interrupted one costs no retake."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="attempts")
    subject_id = models.UUIDField(db_index=True)
    no = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=8)
    state = models.CharField(max_length=12, default=AttemptState.RECORDING)
    device = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=80, blank=True)
    interrupted = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    parts_count = models.PositiveIntegerField(default=0)
    declared_ms = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # What the engine measured: quality flags, speech segments, delivery. No words in it.
    analysis = models.JSONField(null=True)
    error_code = models.CharField(max_length=60, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["no"]
        verbose_name = _("attempt")
        constraints = [models.UniqueConstraint(fields=["answer", "no"], name="interviews_attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.no}"


class Part(TenantModel):
    """One acknowledged piece of an attempt. Its bytes lie sealed in the media store until the attempt is joined."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="parts")
    seq = models.PositiveIntegerField()
    track = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["attempt", "seq"], name="interviews_part_once")]

    def __str__(self) -> str:
        return f"part {self.seq}"


class Recording(TenantModel):
    """A sealed file of an attempt: ``original`` as received (one a track), ``playable`` seekable, ``still`` a picture."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="recordings")
    subject_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10)
    track = models.PositiveSmallIntegerField(default=1)
    mime = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["attempt", "kind", "track"], name="interviews_recording_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.attempt_id}"


class Transcript(TenantModel):
    """One version of an attempt's words. The newest counts; older ones stay to show what changed."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="transcripts")
    subject_id = models.UUIDField(db_index=True)
    version = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=20)
    engine = models.CharField(max_length=80, blank=True)
    # {"text", "words": [[text, start_ms, end_ms, char_start, char_end]], "added": [[start, end]]}
    content_sealed = models.BinaryField()
    characters = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["attempt", "version"], name="interviews_transcript_once")]

    def __str__(self) -> str:
        return f"transcript v{self.version}"


personal_data.declare(Attempt, kinds={"speech measures"}, subject="subject_id", keep="as long as the invitation")
personal_data.declare(
    Part,
    kinds={"voice", "face"},
    subject="attempt__subject_id",
    keep="until the attempt is joined",
    why="shredded and exported with the recording it becomes",
)
personal_data.declare(Recording, kinds={"voice", "face"}, subject="subject_id", keep="90 days after the interview")
personal_data.declare(
    Transcript, kinds={"words"}, subject="subject_id", sealed=["content_sealed"], keep="as long as the invitation"
)
