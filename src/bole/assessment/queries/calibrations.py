"""Calibrations as values: what a plan's tables say, how they were tested, and which one is in use."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bole.assessment.models import Calibration, Plan
from bole.assessment.states import CalibrationState
from bole_engines.psychometrics.calibration import Table, Validation


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """One version of one competency's table. ``values`` are what the machine's levels 1–5 stand for."""

    id: UUID
    competency_id: str
    name: str
    judge: str
    version: int
    state: str
    values: tuple[float, ...]
    validation: Validation
    admitted: bool
    fitted_at: datetime
    fitted_by: str
    switched_at: datetime | None
    switched_by: str


@dataclass(frozen=True, slots=True)
class InUse:
    """The tables in use of one plan, by competency: (judge, table, version)."""

    tables: dict[str, tuple[str, Table, int]]

    def of(self, competency_id: str, judge: str, level: int | None) -> float | None:
        """The calibrated level; None without a table for this judge or without a level."""
        known = self.tables.get(competency_id)
        if level is None or known is None or known[0] != judge:
            return None
        return known[1].of(level)


def of_plan(plan: Plan) -> tuple[CalibrationView, ...]:
    """Every version, by competency, newest first."""
    names = {one["id"]: one["name"] for one in plan.content["competencies"]}
    return tuple(
        CalibrationView(
            id=row.pk,
            competency_id=row.competency_id,
            name=names.get(row.competency_id, row.competency_id),
            judge=row.judge,
            version=row.version,
            state=row.state,
            values=Table.from_json(row.table).values,
            validation=Validation.from_json(row.validation),
            admitted=row.admitted,
            fitted_at=row.fitted_at,
            fitted_by=row.fitted_by,
            switched_at=row.switched_at,
            switched_by=row.switched_by,
        )
        for row in Calibration.objects.filter(plan=plan)
    )


def in_use(plan_id: UUID) -> InUse:
    """The tables that are switched on, in one query."""
    rows = Calibration.objects.filter(plan=plan_id, state=CalibrationState.ON)
    return InUse({row.competency_id: (row.judge, Table.from_json(row.table), row.version) for row in rows})
