"""Where a home folder's database lives, and which of its folders belongs to whom.

    <home>/pg/            the area, ours (the user who runs Bole)
        data/             Postgres's own, 0700
        run/              its socket, Postgres's own, 0700
        conf/             hba, ident, launcher: written by us, only read by Postgres
        log  lock  guard  ours

Nothing is ever written by us into a folder that Postgres's user owns, so a root start cannot be led astray by links in
it. When we are root and Postgres's user cannot enter the home folder (a checkout under /root), the area is made below
/var/lib/bole-postgres instead and ``<home>/pg/elsewhere`` names it. No folder that exists is ever opened up.
"""

import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bole.core.postgres import accounts, binaries, faults, processes
from bole.core.postgres.accounts import Account
from bole.core.postgres.binaries import Binaries

OUTSIDE = Path("/var/lib/bole-postgres")
SOCKET_NAME = ".s.PGSQL.5432"
CHOOSING_S = 60.0
SHORT_FOLDERS = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 -- only ever through mkdtemp, which makes it private
LONGEST_SOCKET_PATH = 100  # bytes; the kernel allows 107 on Linux and 103 on macOS


@dataclass(frozen=True)
class Site:
    """A home folder, its database area, the account that runs it and the programs it is run with."""

    home: Path
    area: Path
    account: Account
    binaries: Binaries

    @property
    def data(self) -> Path:
        return self.area / "data"

    @property
    def conf(self) -> Path:
        return self.area / "conf"

    @property
    def log(self) -> Path:
        return self.area / "log"


def settle(home: Path, *, bindir: Path | None, outside: Path) -> Site:
    """Find the place of this home's database, making the folders on the first start. Raises Fault."""
    home = home.absolute()
    try:
        make_home(home)
        area = _known_area(home)
        account = accounts.choose(area / "data" if area else None)
        programs = binaries.find(account, bindir=bindir, outside=outside)
        area = _reachable(area, account) if area else _new_area(home, account, outside)
    except PermissionError as error:
        raise faults.NotWritable(path=home, user=accounts.me(), why=error.strerror) from error
    return Site(home, area, account, programs)


def known(home: Path, *, bindir: Path | None, outside: Path) -> Site:
    """As `settle`, for a home that has a database already; creates nothing in it. Raises NotRunning."""
    area = _known_area(home.absolute())
    if area is None or not (area / "data").exists():
        raise faults.NotRunning(home=home)
    account = accounts.choose(area / "data")
    return Site(
        home.absolute(),
        area,
        account,
        binaries.find(account, bindir=bindir, outside=outside),
    )


def make_home(home: Path) -> None:
    """A root start lets others pass (0711), so that Postgres's user reaches its own folder; it sees no other."""
    home.parent.mkdir(parents=True, exist_ok=True)
    _make_folder(home, 0o711 if os.geteuid() == 0 else 0o700)


def _known_area(home: Path) -> Path | None:
    """The area this home already has, or None before the first start. Raises AreaMissing, CopiedHome."""
    pointer = home / "pg" / "elsewhere"
    if not pointer.exists():
        return home / "pg" if (home / "pg" / "data").exists() else None
    area = Path(pointer.read_text(encoding="utf-8").strip())
    belongs = area / "conf" / "home"
    if not belongs.exists():
        raise faults.AreaMissing(pointer=pointer, area=area)
    other = Path(belongs.read_text(encoding="utf-8").strip())
    if other != home.resolve():
        if (other / "pg" / "elsewhere").exists() and not (other / "pg" / "elsewhere").samefile(pointer):
            raise faults.CopiedHome(home=home, other=other, area=area)
        belongs.write_text(f"{home.resolve()}\n", encoding="utf-8")  # the home was moved, and its database with it
    return area


def _reachable(area: Path, account: Account) -> Path:
    if account.dropped and not account.may("-x", area):
        raise faults.Unreachable(user=account.name, path=area)
    return area


def _new_area(home: Path, account: Account, outside: Path) -> Path:
    place = home / "pg"
    _make_folder(place, 0o711 if account.dropped else 0o700)
    if account.may("-x", place):
        _furnish(place)
        return place
    # Of two first starts at once one chooses the place and the other finds it.
    with processes.held(place / "lock", timeout_s=CHOOSING_S):
        return _known_area(home) or _area_elsewhere(home, account, outside)


def _area_elsewhere(home: Path, account: Account, outside: Path) -> Path:
    binaries.make_public(outside)
    area = outside / f"pg-{secrets.token_hex(6)}"
    _make_folder(area, 0o711)
    if not account.may("-x", area):
        raise faults.Unreachable(user=account.name, path=area)
    _furnish(area)
    (area / "conf" / "home").write_text(f"{home.resolve()}\n", encoding="utf-8")
    _write_whole(home / "pg" / "elsewhere", f"{area}\n")
    return area


def _furnish(area: Path) -> None:
    _make_folder(area / "conf", 0o755)


def _make_folder(path: Path, mode: int) -> None:
    """Whatever the umask, and without a moment in which another process would find it with another mode."""
    if path.exists():
        return
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    fresh.chmod(mode)
    try:
        fresh.rename(path)
    except OSError:
        fresh.rmdir()
        if not path.is_dir():  # anything but "another process was first"
            raise


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader, and a power cut, finds all of it or none."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    settle_names(path.parent)


def settle_names(folder: Path) -> None:
    """Bring a rename to the disk: losing the name of a database in a power cut would be losing the database."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_conf(site: Site, name: str, text: str) -> Path:
    """A file that Postgres reads and cannot change."""
    path = site.conf / name
    _write_whole(path, text)
    path.chmod(0o644)
    return path


def socket_dir(site: Site) -> Path:
    """The folder of the server's socket: in the area, or a short one when the path would not fit into an address.

    The short one has a random name, is remembered in ``conf/sockets`` and used again only while it is a real folder of
    the right owner that nobody else may enter.
    """
    run = site.area / "run"
    if len(os.fsencode(run / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return run
    remembered = known_socket_dir(site)
    if remembered is not None and _is_private(remembered, site.account.uid):
        return remembered
    given = os.environ.get("XDG_RUNTIME_DIR")
    first = Path("/run") if os.geteuid() == 0 else Path(given or SHORT_FOLDERS[0])
    for base in (first, *SHORT_FOLDERS):
        if base.is_dir() and os.access(base, os.W_OK) and site.account.may("-x", base):
            short = Path(tempfile.mkdtemp(prefix="bole-", dir=base))
            write_conf(site, "sockets", f"{short}\n")
            return short
    raise faults.NotWritable(path=SHORT_FOLDERS[0], user=accounts.me(), why="no short folder for the database's socket")


def known_socket_dir(site: Site) -> Path | None:
    """Where the socket of a started server is, without making anything."""
    run = site.area / "run"
    if len(os.fsencode(run / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return run
    record = site.conf / "sockets"
    return Path(record.read_text(encoding="utf-8").strip()) if record.exists() else None


def own(site: Site, folder: Path) -> None:
    """Make sure a folder exists, belongs to Postgres's account and is closed to everyone else."""
    if not folder.exists():
        folder.mkdir(mode=0o700)
    site.account.give(folder)
    folder.chmod(0o700)


def own_data(site: Site) -> None:
    """Give a data folder that was copied by root back to Postgres's account."""
    if site.account.dropped and site.data.stat().st_uid == 0:
        for path in [*site.data.rglob("*"), site.data]:
            site.account.give(path)


def _is_private(folder: Path, uid: int) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and not found.st_mode & 0o077
