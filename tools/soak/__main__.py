"""python -m tools.soak [--part NAME …] [--scale 1.0] [--seed 1] [--afresh] [--print]: the volumes, hours in all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bole.config.serve.supervisor import stopping_by_signal
from tools.bench import machine, page
from tools.bench.figures import Result
from tools.soak import chaos, imports, judge, rescoring
from tools.soak.progress import Progress

PARTS: dict[str, Callable[[Progress], Result]] = {
    "chaos": chaos.run,
    "imports": imports.run,
    "judge": judge.run,
    "rescoring": rescoring.run,
}


def main() -> int:
    """Exit code 1 when an invariant is broken."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full volume (default 1.0)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--afresh", action="store_true", help="do not go on where a run was cut off")
    parser.add_argument("--print", action="store_true", dest="shown", help="print, and leave docs/benchmarks.md alone")
    options = parser.parse_args()
    broken = []
    for name in options.part or PARTS:
        progress = Progress(name, options.seed, options.scale)
        if options.afresh:
            progress.done = {}
        circumstances = machine.now()
        print(f"soak: {name}, seed {options.seed}, scale {options.scale:g} …", file=sys.stderr, flush=True)
        result = PARTS[name](progress)
        command = f"python -m tools.soak --part {name} --seed {options.seed} --scale {options.scale:g}"
        print(page.block(result, circumstances, command), flush=True)
        if not options.shown:
            page.write("soak", name, result, circumstances, command)
        progress.forget()
        if not result.met:
            broken.append(name)
    if broken:
        print(f"soak: broken: {', '.join(broken)}", file=sys.stderr)
    return bool(broken)


if __name__ == "__main__":
    with stopping_by_signal():  # what was begun is cleared away
        sys.exit(main())
