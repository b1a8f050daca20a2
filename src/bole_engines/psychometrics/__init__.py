"""From levels that machine and people gave to figures with intervals: agreement, calibration, questions, fairness.

Pure arithmetic over numbers; who was rated is not known here. Everything random takes a seed.
"""

from bole_engines.psychometrics.agreement import agreement, paired, reliability

__all__ = ["agreement", "paired", "reliability"]
