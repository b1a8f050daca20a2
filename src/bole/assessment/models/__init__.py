"""Rows of this module. Personal values are sealed; numbers that lists sort by stand in clear."""

from bole.assessment.models.banks import Competency, EntryVersion, JobFamily, Question
from bole.assessment.models.bias import BiasRun, Weighting
from bole.assessment.models.cases import AddedDimension, Case, Decision, HumanRating, MachineAssessment
from bole.assessment.models.figures import ItemScore, MachineLevel
from bole.assessment.models.impact import ImpactAssessment
from bole.assessment.models.judging import JudgeSettings, Rescore, Waiting
from bole.assessment.models.plans import FrozenPlan, Plan
from bole.assessment.models.quality import Calibration, SettledLevel

__all__ = [
    "AddedDimension",
    "BiasRun",
    "Calibration",
    "Case",
    "Competency",
    "Decision",
    "EntryVersion",
    "FrozenPlan",
    "HumanRating",
    "ImpactAssessment",
    "ItemScore",
    "JobFamily",
    "JudgeSettings",
    "MachineAssessment",
    "MachineLevel",
    "Plan",
    "Question",
    "Rescore",
    "SettledLevel",
    "Waiting",
    "Weighting",
]
