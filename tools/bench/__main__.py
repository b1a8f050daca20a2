"""python -m tools.bench [--only NAME …] [--print]: measure, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bole.config.serve.supervisor import stopping_by_signal
from tools.bench import assessment, boot, interview, machine, mail, page, pages, parts, turnaround
from tools.bench.figures import Result

MEASUREMENTS: dict[str, Callable[[], Result]] = {
    "interview": interview.measure,
    "parts": parts.measure,
    "report": turnaround.measure,
    "pages": pages.measure,
    "boot": boot.measure,
    "mail": mail.measure,
    "assessment": assessment.measure,
}


def main() -> int:
    """Exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--print", action="store_true", dest="shown", help="print, and leave docs/benchmarks.md alone")
    options = parser.parse_args()
    missed = []
    for name in options.only or MEASUREMENTS:
        circumstances = machine.now()
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        result = MEASUREMENTS[name]()
        command = f"python -m tools.bench --only {name}"
        print(page.block(result, circumstances, command), flush=True)
        if not options.shown:
            page.write("bench", name, result, circumstances, command)
        if not result.met:
            missed.append(name)
    if missed:
        print(f"bench: targets missed: {', '.join(missed)}", file=sys.stderr)
    return bool(missed)


if __name__ == "__main__":
    with stopping_by_signal():  # what was begun is cleared away
        sys.exit(main())
