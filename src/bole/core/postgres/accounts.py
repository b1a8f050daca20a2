"""As whom Postgres runs. It refuses root, so a start as root hands it to an ordinary user that exists already."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bole.core.postgres import faults

PREFERRED = ("bole", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The user Postgres runs as. ``dropped``: we are root and step down to it."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess` that run a program as this user, from a folder everybody may enter."""
        identity = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}
        return {
            "cwd": "/",
            "env": {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            **identity,
        }

    def may(self, test: str, path: Path) -> bool:
        """Ask the system, as this user, one question of `test`: -x enter, -w write, -r read."""
        if not self.dropped:
            return os.access(path, {"-x": os.X_OK, "-w": os.W_OK, "-r": os.R_OK}[test])
        asked = ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)]
        return subprocess.run(asked, check=False, **self.popen()).returncode == 0

    def give(self, path: Path) -> None:
        """Hand a file or folder to this user."""
        if self.dropped:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def me() -> str:
    """The name of the user who runs this process; Postgres checks it against the kernel's word (peer)."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise faults.NamelessUser(uid=os.geteuid()) from None


def choose(data: Path | None) -> Account:
    """The account for a cluster: its data's owner once there is data, else ours, else an ordinary user.

    Raises NoAccount, NamelessUser, OtherOwner.
    """
    owner = data.stat().st_uid if data is not None and data.exists() else None
    uid = os.geteuid()
    if uid != 0:
        if owner not in {None, uid}:
            raise faults.OtherOwner(path=data, owner=_name(owner), user=me())
        return Account(me(), uid, os.getegid(), dropped=False)
    if owner:
        return _account(owner)
    named = os.environ.get("BOLE_PG_USER")
    for name in (named,) if named else PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid, dropped=True)
    raise faults.NoAccount(names=named or ", ".join(PREFERRED))


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise faults.NamelessUser(uid=uid) from None
    return Account(entry.pw_name, uid, entry.pw_gid, dropped=True)


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)
