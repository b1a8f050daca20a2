"""Start, find and stop the embedded Postgres.

How it is known that a cluster is free. Each server inherits an open file (``guard``) on which a lock is held. The
kernel keeps that lock as long as any process of the cluster lives and drops it with the last one, whatever killed it.
So when the lock can be taken, a ``postmaster.pid`` that is still there is a leftover, even if its number now belongs to
another process or to a zombie; and while it cannot be taken, a second server never starts on the same data.

A server lives as long as the process that started it: the kernel sends it a fast shutdown (SIGINT) when that process
is gone, even by kill -9. Other processes attach. A server whose starter is gone is on its way out and is waited for,
never attached to.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bole.core.postgres import accounts, cluster, faults, places, processes
from bole.core.postgres.places import OUTSIDE, Site

LOCK_S = 300.0  # how long to wait for another process that is starting the same database
RECOVERY_S = 3600.0  # replaying the log after a crash of a large database takes long, and must not be cut off
FAREWELL_S = 60.0
LOG_BYTES = 10_000_000


@dataclass(frozen=True)
class Running:
    """A running server. ``process`` is set where this process started it; attached ones have None."""

    home: Path
    data: Path
    bindir: Path
    version: str
    sockets: Path
    pid: int
    process: "subprocess.Popen[bytes] | None" = None
    _temporary: Path | None = field(default=None, repr=False)
    _starter: int = field(default_factory=os.getpid, repr=False)

    @property
    def app_dsn(self) -> str:
        """For the web and the workers: bound by row-level security."""
        return cluster.dsn(cluster.APP, self.sockets)

    @property
    def owner_dsn(self) -> str:
        """For migrations and dumps: owns the tables."""
        return cluster.dsn(cluster.OWNER, self.sockets)

    @property
    def admin_dsn(self) -> str:
        """For a restore, which also gives things back to their owners. Never for serving."""
        return cluster.dsn(cluster.ADMIN, self.sockets)

    @property
    def started_here(self) -> bool:
        return self.process is not None

    @property
    def alive(self) -> bool:
        """Whether this very server still runs, whoever started it."""
        if self.process is not None:
            return self.process.poll() is None
        return _serves(processes.look(self.pid), self.data)

    def stop(self) -> None:
        """Stop the server if this process started it (open transactions roll back), and remove a temporary one."""
        if self._starter != os.getpid():  # a forked child's exit must not take its parent's database down
            return
        if self.process is not None:
            steps = (
                (signal.SIGINT, FAREWELL_S),
                (signal.SIGQUIT, 10.0),
                (signal.SIGKILL, 10.0),
            )
            for sig, patience_s in steps if self._temporary is None else steps[1:]:
                if self.process.poll() is not None:
                    break
                self.process.send_signal(sig)
                try:
                    self.process.wait(patience_s)
                except subprocess.TimeoutExpired:
                    continue
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)


def start(
    home: Path,
    *,
    bindir: Path | None = None,
    fast: bool = False,
    outside: Path = OUTSIDE,
) -> Running:
    """Start the database of this home folder, or attach to it where it runs already.

    The first start makes everything. ``fast`` gives up durability and is for tests. ``bindir`` names other programs
    (Postgres 15 or newer) than the wheel's. Call it from the main thread of a process that stays. Raises Fault.
    """
    return _start(home, bindir=bindir, fast=fast, outside=outside, temporary=None)


def _start(
    home: Path,
    *,
    bindir: Path | None,
    fast: bool,
    outside: Path,
    temporary: Path | None,
) -> Running:
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("Postgres lives as long as the thread that starts it: start it from the main thread.")
    site = places.settle(home, bindir=bindir, outside=outside)
    try:
        with processes.held(site.area / "lock", timeout_s=LOCK_S):
            running = _found(site)
            if running is not None:
                return running
            guard = _guard_of_free_cluster(site)
            try:
                cluster.initialise(site, fast=fast)
                sockets = places.socket_dir(site)
                places.own(site, sockets)
                _clear_leftovers(site, sockets)
                process = _spawn(site, cluster.arguments(site, sockets, fast=fast), guard)
            finally:
                os.close(guard)
            try:
                _wait_until_ready(site, sockets, process)
                cluster.prepare(sockets, may_create_databases=temporary is not None)
            except BaseException:
                process.send_signal(signal.SIGINT)
                process.wait()
                raise
    except TimeoutError:
        raise faults.Busy(path=site.area, seconds=int(LOCK_S)) from None
    binaries = site.binaries
    return Running(
        site.home,
        site.data,
        binaries.bindir,
        binaries.version,
        sockets,
        process.pid,
        process,
        temporary,
    )


def attach(home: Path, *, bindir: Path | None = None, outside: Path = OUTSIDE) -> Running:
    """The running database of this home folder, started by another process. Raises NotRunning."""
    site = places.known(home, bindir=bindir, outside=outside)
    try:
        with processes.held(site.area / "lock", timeout_s=LOCK_S):
            running = _found(site)
    except TimeoutError:
        raise faults.Busy(path=site.area, seconds=int(LOCK_S)) from None
    if running is None:
        raise faults.NotRunning(home=home)
    return running


def start_temporary(*, bindir: Path | None = None) -> Running:
    """A throw-away database for tests: quick, not durable, removed by `stop`. Its owner may create databases."""
    account = accounts.choose(None)
    bases = [Path(tempfile.gettempdir()), *places.SHORT_FOLDERS]
    base = next((base for base in bases if account.may("-x", base)), bases[0])
    folder = Path(tempfile.mkdtemp(prefix="bole-pg-", dir=base))
    folder.chmod(0o711 if account.dropped else 0o700)
    try:
        running = _start(folder, bindir=bindir, fast=True, outside=OUTSIDE, temporary=folder)
        atexit.register(running.stop)
        return running
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _postmaster(site: Site) -> int | None:
    """The number in postmaster.pid, true or stale."""
    try:
        first = (site.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]
        return int(first)
    except (FileNotFoundError, ValueError):
        return None


def _serves(process: processes.Process | None, data: Path) -> bool:
    """Whether this process is a postmaster of this data folder. Its working folder is the data folder, always."""
    if process is None or not process.alive:
        return False
    if process.cwd is not None:
        return process.cwd == data.resolve()
    return bool(process.argv) and Path(process.argv[0]).name.startswith("postgres") and str(data) in process.argv


def _found(site: Site) -> Running | None:
    """The healthy server of the site, whose starter still lives; else None."""
    pid, sockets = _postmaster(site), places.known_socket_dir(site)
    process = processes.look(pid) if pid else None
    launcher = site.conf / "launcher"
    if sockets is None or not launcher.exists() or not _serves(process, site.data):
        return None
    if process is None or process.parent != int(launcher.read_text(encoding="ascii")):
        return None
    try:
        if Path(cluster.ask(sockets, "SHOW data_directory")).resolve() != site.data.resolve():
            return None
    except psycopg.OperationalError:
        return None
    return Running(
        site.home,
        site.data,
        site.binaries.bindir,
        site.binaries.version,
        sockets,
        process.pid,
    )


def _guard_of_free_cluster(site: Site) -> int:
    """The held guard of a cluster nobody serves, after the former server has gone. Raises StillStopping, ForeignServer.

    An orphan that does not go by itself (no parent-death signal outside Linux) is asked to.
    """
    guard = processes.open_private(site.area / "guard")
    begun = time.monotonic()
    asked = 0
    while not processes.try_lock(guard):
        waited = time.monotonic() - begun
        pid = _postmaster(site)
        if waited > FAREWELL_S:
            os.close(guard)
            raise faults.StillStopping(path=site.area, seconds=int(FAREWELL_S), pid=pid)
        steps = ((1.0, signal.SIGINT), (FAREWELL_S / 2, signal.SIGQUIT))
        if asked < len(steps) and waited > steps[asked][0]:
            if pid and _serves(processes.look(pid), site.data):
                processes.signal_quietly(pid, steps[asked][1])
            asked += 1
        time.sleep(0.05)
    pid = _postmaster(site)
    if pid and _serves(processes.look(pid), site.data):
        os.close(guard)
        raise faults.ForeignServer(pid=pid, path=site.data)
    return guard


def _clear_leftovers(site: Site, sockets: Path) -> None:
    """Remove what a dead server has left. Only while the guard is held: then no living one can have written them."""
    for path in (
        site.data / "postmaster.pid",
        sockets / places.SOCKET_NAME,
        sockets / f"{places.SOCKET_NAME}.lock",
    ):
        path.unlink(missing_ok=True)


def _spawn(site: Site, command: list[str], guard: int) -> "subprocess.Popen[bytes]":
    if site.log.exists() and site.log.stat().st_size > LOG_BYTES:
        site.log.replace(site.log.with_name("log.1"))
    places.write_conf(site, "launcher", f"{os.getpid()}\n")
    log = os.open(
        site.log,
        os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW,
        0o600,
    )
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(guard,),
            # Its own session: Ctrl-C in the terminal must reach the web first and the database last.
            start_new_session=True,
            preexec_fn=processes.die_with_parent(signal.SIGINT),  # noqa: PLW1509 -- one prctl call, no locks taken
            **site.account.popen(),
        )
    finally:
        os.close(log)


def _wait_until_ready(site: Site, sockets: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until this very server answers a question. There is no hurry while it lives: it may be recovering."""
    until = time.monotonic() + RECOVERY_S
    pause_s = 0.02
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if Path(cluster.ask(sockets, "SHOW data_directory")).resolve() == site.data.resolve():
                return
        except psycopg.OperationalError:
            time.sleep(pause_s)
            pause_s = min(pause_s * 1.5, 0.5)
    raise faults.StartFailed(tail=_tail(site.log), log=site.log)


def _tail(log: Path, lines: int = 8) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
