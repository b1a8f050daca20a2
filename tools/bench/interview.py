"""What one interview costs in processor and memory, read as in production: each answer in its own confined child."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django

from tools.bench.figures import Result, at_most, plain

CPU_LIMIT_S, MEMORY_LIMIT_MB = 6.0, 300.0


def measure(*, answers: int = 3, seconds: float = 120.0) -> Result:
    """Three answers of two minutes, 640×480 at 30 pictures a second with sound; no speech recognition."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bole.config.settings")
    with tempfile.TemporaryDirectory(prefix="bole-bench-") as folder:
        os.environ.setdefault("BOLE_HOME", folder)
        django.setup()
        from bole.integrations.speech_local import bench  # noqa: PLC0415 -- Django must be set up

        cost = bench.bench(Path(folder), answers=answers, seconds=seconds)
    steps = ", ".join(f"{step} {used:.2f}" for step, used in cost["steps_cpu_s"].items())
    return Result(
        f"One interview of {answers} × {seconds / 60:g} minutes, without recognition",
        (
            at_most("CPU seconds in all", cost["cpu_s"], CPU_LIMIT_S, "s", digits=2),
            at_most("Peak memory of a decoding process", cost["peak_mb"], MEMORY_LIMIT_MB, "MB", digits=0),
            plain("Times real time, one core", cost["times_real_time"]),
        ),
        (
            f"CPU seconds by step: {steps}; starts and imports {cost['start_and_imports_cpu_s']}.",
            f"Recordings of {cost['recording_mb']} MB each, 640×480, 30 pictures/s, VP8 and Opus, as a browser sends them.",
        ),
    )
