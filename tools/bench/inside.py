"""Run one function of these tools inside an installation (BOLE_HOME): its database joined, Django set up.

python -m tools.bench.inside package.module:function < arguments.json
"""

import importlib
import json
import os
import sys

from bole.config import environment
from bole.config.serve import database


def main() -> int:
    """JSON object of keyword arguments on stdin; the answer as JSON on the last line of stdout, after RESULT."""
    module, _, name = sys.argv[1].partition(":")
    given = json.load(sys.stdin)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bole.config.settings")
    with database.available(environment.home()):
        import django  # noqa: PLC0415 -- settings must be named first

        django.setup()
        answer = getattr(importlib.import_module(module), name)(**given)
    print(f"\nRESULT {json.dumps(answer)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
