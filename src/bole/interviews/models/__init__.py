"""Rows of the interview, from invitation to report."""

from bole.interviews.models.invitation import Invitation, Panelist
from bole.interviews.models.recording import Attempt, Part, Recording, Transcript
from bole.interviews.models.report import CandidateReport, PdfFile
from bole.interviews.models.session import Answer, Session, Signal

__all__ = [
    "Answer",
    "Attempt",
    "CandidateReport",
    "Invitation",
    "Panelist",
    "Part",
    "PdfFile",
    "Recording",
    "Session",
    "Signal",
    "Transcript",
]
