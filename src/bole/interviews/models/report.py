"""What the candidate is told, and the printed reports."""

from django.db import models

from bole.core import personal_data
from bole.core.tenancy import TenantModel
from bole.interviews.models.session import Session


class CandidateReport(TenantModel):
    """The candidate's own report of one assessment, kept as it was delivered."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="candidate_reports")
    subject_id = models.UUIDField(db_index=True)
    language = models.CharField(max_length=10)
    content_sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"candidate's report {self.pk}"


class PdfFile(TenantModel):
    """A report printed at a moment, by whom and with which hash, so that a paper can be checked against the record."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="pdfs")
    subject_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)
    printed_by = models.UUIDField(null=True)
    printed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


personal_data.declare(
    CandidateReport,
    kinds={"words", "ratings"},
    subject="subject_id",
    sealed=["content_sealed"],
    keep="as long as the invitation",
)
personal_data.declare(PdfFile, kinds=set(), why="a hash and who printed; the content is rebuilt from sealed rows")
