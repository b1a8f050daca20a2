"""Short answers with marks given by stated rules, to measure scorers against. The rules stand in README.md."""

from bole_engines.assessment.cases.load import Case, Marked, cases, level_of

__all__ = ["Case", "Marked", "cases", "level_of"]
