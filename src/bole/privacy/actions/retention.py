"""What is over its time goes, rule by rule, without anybody asking."""

from datetime import datetime

from bole.audit import api as audit
from bole.core import tenancy
from bole.core.actor import SYSTEM
from bole.privacy import ports

# A night's work for one tenant; what is left goes the next time.
MOST_ROUNDS = 20


def sweep(*, at: datetime) -> dict[str, int]:
    """Run every registered rule for the open tenant. Returns rows deleted by rule, without zeros."""
    done: dict[str, int] = {}
    for rule in ports.retention():
        for _round in range(MOST_ROUNDS):
            count = rule.sweep(at)
            if not count:
                break
            done[rule.key] = done.get(rule.key, 0) + count
    if done:
        audit.record(
            SYSTEM,
            "privacy.retention",
            object_kind="core.tenant",
            object_id=tenancy.current(),
            fields=sorted(done),
            at=at,
        )
    return done
