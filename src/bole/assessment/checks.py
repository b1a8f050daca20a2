"""A wrong deployment is told at start."""

from typing import Any

from django.core import checks

from bole.assessment.ports import case_guard


@checks.register(deploy=False)
def guard_is_wired(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Without the guard nobody can rate or decide by address: safe, but not useful."""
    if case_guard.wired:
        return []
    return [
        checks.Warning(
            "No module says whose interviews are: rating and deciding answer “not found”.",
            hint="The module that holds interviews calls assessment.ports.case_guard.use when it is loaded.",
            id="assessment.W001",
        )
    ]
