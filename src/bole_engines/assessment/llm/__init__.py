"""The judge that asks a language model: it quotes and rates, code checks every quote, combines, and abstains on doubt."""

from bole_engines.assessment.llm import prompts, standin
from bole_engines.assessment.llm.collect import OverBudget, collect
from bole_engines.assessment.llm.judging import Judging, Unusable, recompute
from bole_engines.assessment.llm.types import Limits, Message, Prices, Reply, Request, Run, Sample, Settings

__all__ = [
    "Judging",
    "Limits",
    "Message",
    "OverBudget",
    "Prices",
    "Reply",
    "Request",
    "Run",
    "Sample",
    "Settings",
    "Unusable",
    "collect",
    "prompts",
    "recompute",
    "standin",
]
