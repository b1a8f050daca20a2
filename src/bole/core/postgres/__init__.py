"""The embedded Postgres: one small launcher over programs that a wheel carries.

    running = postgres.start(home)      # the process that stays; attaches where it runs already
    running = postgres.attach(home)     # every other process
    running.app_dsn, running.owner_dsn, running.stop()

`places` says where things lie, `cluster` how the door and the roles are made, `launcher` how a dead server is told
from a living one.
"""

from bole.core.postgres.faults import Fault
from bole.core.postgres.launcher import Running, attach, start, start_temporary

__all__ = ["Fault", "Running", "attach", "start", "start_temporary"]
