"""Short answers scored against a model answer, a marking rubric or key points. One call, `score_answer`."""

from bole_engines.assessment.answers.score import score_answer
from bole_engines.assessment.answers.types import PointScore, Quote, Rating, Reason

__all__ = ["PointScore", "Quote", "Rating", "Reason", "score_answer"]
