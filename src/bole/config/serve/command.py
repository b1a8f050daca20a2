"""`bole serve`: the database, migrations, the web and the workers, in this order; and back in the reverse one."""

import http.client
import os
import select
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bole.config import environment
from bole.config.serve import database, faults, tls
from bole.config.serve.supervisor import Service, Stopped, Supervisor, run_step, say, stopping_by_signal
from bole.core import clock, postgres
from bole.core.postgres import Running, accounts, places, processes

# Heavy work runs beside the web, one process a queue, and gives way to it.
WORKER_QUEUES = ("media", "assessment")
WORKER_NICENESS = 5
BIND_PATIENCE_S = 3.0
PYTHON = sys.executable


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    host: str
    port: int
    cert: str | None = None
    key: str | None = None
    lan: bool = False
    demo: bool = False
    trusted_proxies: tuple[str, ...] = ()
    queues: tuple[str, ...] = WORKER_QUEUES
    webs: int = 1


@dataclass
class House:
    """The database that is served from: the embedded one is started again when it dies."""

    home: Path
    running: Running | None
    due: float = 0.0

    def watch(self) -> None:
        """Start a database that has died again; the pools of web and workers find it at the same socket."""
        if self.running is None or self.running.alive or time.monotonic() < self.due:
            return
        say("the database ended; starting it again.")
        address = self.running.app_dsn
        try:
            self.running = postgres.start(self.home)
        except postgres.Fault as fault:
            say(str(fault))
            self.due = time.monotonic() + 10
            return
        if self.running.app_dsn != address:  # its socket's folder was taken away: everybody has a dead address
            say("the database has a new address; stopping, so that everything is started with it.")
            raise Stopped

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop()


def serve(options: Options) -> int:
    """Serve until a signal asks to stop. Returns the exit code. Raises Fault before anything is served."""
    begun = time.monotonic()
    home = environment.home()
    _check_certificate(options)
    try:
        with stopping_by_signal(), ExitStack() as stack:
            listener = stack.enter_context(_listener(options.host, options.port))
            stack.enter_context(_sole_server(home))
            env = _environment(options, listener.getsockname()[1], home)
            house = House(home, None if database.external() else postgres.start(home))
            stack.callback(house.stop)
            if house.running is not None:
                env |= database.addresses(house.running)
            cert = _certificate(options, home)
            words = _prepare(options, env)
            up, web_up = stack.enter_context(_pipe())
            supervisor = Supervisor(
                services=_services(options, env, _Handed(listener.fileno(), web_up), cert),
                is_ready=_probe(listener, up, tls_on=cert is not None, base_url=env["BOLE_BASE_URL"]),
                on_ready=lambda: _announce(options, env["BOLE_BASE_URL"], time.monotonic() - begun, words),
                watch=house.watch,
            )
            code = supervisor.run()
            _notify("STOPPING=1")
            return code
    except Stopped:
        return 0


def _check_certificate(options: Options) -> None:
    if bool(options.cert) != bool(options.key):
        raise faults.HalfCertificate
    for path in (options.cert, options.key):
        if path and not os.access(path, os.R_OK):
            raise faults.NoSuchFile(path=path)


@contextmanager
def _listener(host: str, port: int) -> Iterator[socket.socket]:
    """The listening socket, taken first: a taken port is said before anything is started.

    The children of a server that was killed a moment ago may still hold it, hence a little patience.
    """
    until = time.monotonic() + BIND_PATIENCE_S
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        try:
            listener = socket.create_server((host, port), family=family, backlog=2048)
            break
        except (OSError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno in {98, 48} and time.monotonic() < until:
                time.sleep(0.2)
                continue
            why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
            raise faults.PortTaken(host=host, port=port, why=why, other=8000 if port != 8000 else 8123) from error
    with listener:
        yield listener


@contextmanager
def _sole_server(home: Path) -> Iterator[None]:
    """With the embedded database one `bole serve` a home: a second would lose its database when the first stops."""
    if database.external():
        yield
        return
    lock = home / "serve.lock"
    try:
        places.make_home(home)
        descriptor = processes.open_private(lock)
    except PermissionError as error:
        raise postgres.faults.NotWritable(path=home, user=accounts.me(), why=error.strerror) from error
    try:
        if not processes.try_lock(descriptor):
            raise faults.AlreadyServing(home=home, pid=lock.read_text(encoding="ascii").strip() or "?")
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _environment(options: Options, port: int, home: Path) -> dict[str, str]:
    """The children's environment. What the operator has set stays."""
    env = {**os.environ, "BOLE_HOME": str(home), "BOLE_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    env.setdefault("DJANGO_SETTINGS_MODULE", "bole.config.settings")
    scheme = "https" if options.cert or options.lan else "http"
    names = tls.local_names() if options.lan else []
    shown = names[0] if names else {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(options.host, options.host)  # noqa: S104 -- compared, not bound
    env.setdefault("BOLE_BASE_URL", f"{scheme}://{_in_url(shown)}:{port}")
    if options.lan:
        env.setdefault("BOLE_ALLOWED_HOSTS", ",".join(_in_url(name) for name in names))
        env.setdefault("BOLE_TRUSTED_ORIGINS", ",".join(f"{scheme}://{_in_url(name)}:{port}" for name in names))
    if options.demo:
        env["BOLE_DEMO"] = "1"
    return env


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _certificate(options: Options, home: Path) -> tuple[str, str] | None:
    if options.cert and options.key:
        return options.cert, options.key
    if not options.lan:
        return None
    cert, key = tls.certificate(home / "tls", tls.local_names(), at=clock.now())
    return str(cert), str(key)


def _prepare(options: Options, env: dict[str, str]) -> str:
    """Migrate, look at a database that is not ours, build the demo. Returns what the demo wants to say at the end."""
    steps = ["migrate", "check"] if database.external() else ["migrate"]
    for step in steps:
        if run_step([PYTHON, "-m", "bole.config.cli", step], env)[0]:
            raise faults.StepFailed(step=step)
    if not options.demo:
        return ""
    code, words = run_step([PYTHON, "-m", "bole.config.cli", "demo"], env, capture=True)
    if code:
        raise faults.StepFailed(step="demo")
    return words


@dataclass(frozen=True)
class _Handed:
    """Open files that the web child inherits: the listening socket, and a pipe to say that it has begun."""

    listener: int
    up: int


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    try:
        yield reading, writing
    finally:
        os.close(reading)
        os.close(writing)


def _services(options: Options, env: dict[str, str], files: _Handed, cert: tuple[str, str] | None) -> list[Service]:
    web = [PYTHON, "-m", "bole.config.serve.web", "--fd", str(files.listener)]
    if cert:
        web += ["--cert", cert[0], "--key", cert[1]]
    for proxy in options.trusted_proxies:
        web += ["--trusted-proxy", proxy]
    worker = [PYTHON, "-m", "bole.config.cli", "worker", "--queue"]
    # One process answers on one core. The others share its socket, and leave the light queue to it.
    further = {**env, "BOLE_WEB_WORKER": "0"}
    return [
        Service("web", [*web, "--up-fd", str(files.up)], env, pass_fds=(files.listener, files.up), essential=True),
        *(Service(f"web {n}", web, further, pass_fds=(files.listener,)) for n in range(2, options.webs + 1)),
        *(Service(f"worker {queue}", [*worker, queue], env, niceness=WORKER_NICENESS) for queue in options.queues),
    ]


def _probe(listener: socket.socket, up: int, *, tls_on: bool, base_url: str) -> Callable[[], bool]:
    """Asks /healthz on loopback, as somebody who came by the public address.

    Not before the web child has said ``up``: our own socket takes a question long before anyone is there to answer.
    """
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared, not bound

    def ready() -> bool:
        if not select.select([up], [], [], 0)[0]:
            return False
        connection: http.client.HTTPConnection
        if tls_on:
            # We ask ourselves, on our own socket: there is nothing to verify.
            trusting = ssl.create_default_context()
            trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection(host, port, timeout=2, context=trusting)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", "/healthz", headers={"Host": urlsplit(base_url).netloc, "Connection": "close"})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ready


def _announce(options: Options, base_url: str, seconds: float, words: str) -> None:
    print(f"Bole is ready: {base_url} ({seconds:.1f} s)", flush=True)
    if words:
        print(words.rstrip(), flush=True)
    if options.lan:
        link = tls.candidate_link(words) or f"{base_url}/"
        print(f"{tls.qr_code(link)}{link}", flush=True)
    _notify("READY=1")


def _notify(state: str) -> None:
    """Tell systemd, where it started us (Type=notify)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        # systemd will say itself that it has not heard from us
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)
