"""From an interview plan and the text of answers to levels that stand on verbatim quotes. Knows nothing of persons."""

from bole_engines.assessment.answers import score_answer
from bole_engines.assessment.evidence import verify_quote
from bole_engines.assessment.judge import assess
from bole_engines.assessment.reports import candidate_report, hr_report

__all__ = ["assess", "candidate_report", "hr_report", "score_answer", "verify_quote"]
