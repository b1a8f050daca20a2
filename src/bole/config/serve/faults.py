"""What can go wrong around serving, backup and restore, each with one sentence that says what to do."""

from bole.core.postgres.faults import Fault


class PortTaken(Fault):
    code = "serve.port_taken"
    en = "{host}:{port} cannot be used: {why}. Choose another port, for example `bole serve --port {other}`."
    zh = "无法使用 {host}:{port}：{why}。请换一个端口，例如 `bole serve --port {other}`。"


class AlreadyServing(Fault):
    code = "serve.already_serving"
    en = "Bole is already being served from {home} (process {pid}). Stop that one first."
    zh = "Bole 已在 {home} 运行（进程 {pid}）。请先停止它。"


class StepFailed(Fault):
    code = "serve.step_failed"
    en = "`bole {step}` did not succeed (see above), so nothing is served."
    zh = "`bole {step}` 未成功（见上），因此没有启动服务。"


class OwnerMissing(Fault):
    code = "serve.owner_missing"
    en = (
        "DATABASE_URL is set, and DATABASE_OWNER_URL is not: {what} needs the role that owns the tables "
        "(see docs/how-to/run.md)."
    )
    zh = "已设置 DATABASE_URL，但未设置 DATABASE_OWNER_URL：{what} 需要拥有数据表的角色（见 docs/how-to/run.md）。"


class HalfCertificate(Fault):
    code = "serve.half_certificate"
    en = "--cert and --key belong together: give both, or neither."
    zh = "--cert 与 --key 必须同时给出，或都不给。"


class NoSuchFile(Fault):
    code = "serve.no_such_file"
    en = "{path} is not there or cannot be read."
    zh = "{path} 不存在或无法读取。"


class Exists(Fault):
    code = "backup.exists"
    en = "{path} exists already. A backup never writes over anything: choose another name."
    zh = "{path} 已存在。备份不会覆盖任何内容，请换一个名称。"


class KeysInside(Fault):
    code = "backup.keys_inside"
    en = "The keys must not lie inside the backup ({path}): whoever takes one would have both. Choose another place."
    zh = "密钥不能放在备份目录 {path} 之内：否则拿到备份的人就同时拿到了密钥。请另选位置。"


class ChangedWhileRead(Fault):
    code = "backup.changed_while_read"
    en = "{path} became shorter while it was being read. Nothing was kept; please make the backup again."
    zh = "{path} 在读取过程中变短了。未保留任何内容，请重新备份。"


class OddFile(Fault):
    code = "backup.odd_file"
    en = "{path} is neither a file nor a folder. A backup does not follow links: move it away first."
    zh = "{path} 既不是文件也不是目录。备份不跟随链接，请先将其移走。"


class ToolFailed(Fault):
    code = "backup.tool_failed"
    en = "{tool} did not succeed: {why}"
    zh = "{tool} 未成功：{why}"


class NotABackup(Fault):
    code = "restore.not_a_backup"
    en = "{path} is not a backup that this version can read: {why}"
    zh = "{path} 不是本版本可读取的备份：{why}"


class Damaged(Fault):
    code = "restore.damaged"
    en = "{name} in this backup is not what was written (its sha256 differs). Nothing was restored."
    zh = "备份中的 {name} 与写入时不一致（sha256 不符）。未恢复任何内容。"


class WrongKeys(Fault):
    code = "restore.wrong_keys"
    en = "{path} is not the keys archive of this backup (its sha256 differs). Nothing was restored."
    zh = "{path} 不是此备份对应的密钥归档（sha256 不符）。未恢复任何内容。"


class NotEmpty(Fault):
    code = "restore.not_empty"
    en = "{path} is not empty. A restore only goes into an empty folder, so that it can never mix two installations."
    zh = "{path} 不是空目录。恢复只能写入空目录，以免混合两套安装。"


class DatabaseNotEmpty(Fault):
    code = "restore.database_not_empty"
    en = "The database has {tables} tables already. A restore only goes into an empty database."
    zh = "数据库中已有 {tables} 张表。恢复只能写入空数据库。"


class RowsDiffer(Fault):
    code = "restore.rows_differ"
    en = "After the restore the table {table} has {found} rows, the backup says {expected}. Nothing was kept."
    zh = "恢复后表 {table} 有 {found} 行，而备份记录为 {expected} 行。未保留任何内容。"
