"""Rows of this module. Personal values are sealed; numbers that lists sort by stand in clear."""

from bole.assessment.models.cases import AddedDimension, Case, Decision, HumanRating, MachineAssessment
from bole.assessment.models.plans import FrozenPlan, Plan

__all__ = ["AddedDimension", "Case", "Decision", "FrozenPlan", "HumanRating", "MachineAssessment", "Plan"]
