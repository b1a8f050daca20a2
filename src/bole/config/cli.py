"""The `bole` command. Each part imports what it needs when it is asked for, so that `bole --help` is instant."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bole.config import environment
from bole.core.postgres.faults import Fault

Command = Callable[[argparse.Namespace], int]
# Everything after these words belongs to another parser.
PASSED_THROUGH = ("manage", "assess")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Refusals are one sentence on stderr and exit code 2."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ["BOLE_HOME"] = str(environment.home())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bole.config.settings")
    try:
        if words and words[0] in PASSED_THROUGH:
            return {"manage": _manage, "assess": _assess}[words[0]](words[1:])
        options = _parser().parse_args(words)
        command: Command = options.command
        return command(options)
    except Fault as fault:
        print(f"bole: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bole", description="Bole 伯乐: HR and OA whose heart is AI interviewing.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, does: Command, summary: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary, description=summary)
        made.set_defaults(command=does)
        return made

    _serve_options(command("serve", _serve, "Serve everything: database, web, workers."))
    worker = command("worker", _worker, "Work on queues, here or on another machine.")
    worker.add_argument("--queue", action="append", required=True, metavar="NAME", help="media, assessment, default")
    worker.add_argument("--concurrency", type=int, default=1, metavar="N", help="jobs at once (default 1)")
    command("migrate", _migrate, "Bring the database to this version, as its owner.")
    command("check", _check, "Look for faults of this installation.")
    command("demo", _demo, "Make a demonstration company.")
    backup = command("backup", _backup, "Write database, media and, apart, keys into a new folder.")
    backup.add_argument("path", nargs="?", type=Path, help="the new folder (default: <home>/backups/<time>)")
    backup.add_argument("--keys", type=Path, help="where the keys go (default: <path>.keys.tar); keep it elsewhere")
    restore = command("restore", _restore, "Bring a backup back, into an empty folder.")
    restore.add_argument("path", type=Path, help="the backup's folder")
    restore.add_argument("--keys", type=Path, required=True, help="the backup's keys")
    restore.add_argument("--into", type=Path, required=True, metavar="HOME", help="an empty folder, the new BOLE_HOME")
    models = command("models", _models, "Speech models: list them, or fetch one.")
    models.add_argument("action", choices=("list", "pull"))
    models.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")
    audit = command("audit", _audit, "Verify the audit log's chain.")
    audit.add_argument("action", choices=("verify",))
    for name, summary in (("manage", "Django's own commands."), ("assess", "Assess one answer from the shell.")):
        commands.add_parser(name, help=summary, add_help=False)
    return parser


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1; 0.0.0.0 with --lan)")
    serve.add_argument("--port", type=int, help="default: BOLE_PORT or 8000")
    serve.add_argument("--cert", help="certificate chain (PEM); with --key")
    serve.add_argument("--key", help="its private key (PEM)")
    serve.add_argument("--lan", action="store_true", help="for phones nearby: https with a self-signed certificate")
    serve.add_argument("--demo", action="store_true", help="make a demonstration company first")
    serve.add_argument(
        "--trusted-proxy",
        action="append",
        metavar="ADDRESS",
        help="believe this proxy's X-Forwarded-For and -Proto (default: BOLE_TRUSTED_PROXIES, else nobody)",
    )


def _serve(options: argparse.Namespace) -> int:
    from bole.config.serve import command  # noqa: PLC0415 -- slow import

    return command.serve(
        command.Options(
            host=options.host or ("0.0.0.0" if options.lan else "127.0.0.1"),  # noqa: S104 -- asked for with --lan
            port=_port() if options.port is None else options.port,
            cert=options.cert,
            key=options.key,
            lan=options.lan,
            demo=options.demo or environment.flag("BOLE_DEMO"),
            trusted_proxies=tuple(options.trusted_proxy or environment.listed("BOLE_TRUSTED_PROXIES")),
            webs=_webs(),
        )
    )


def _webs() -> int:
    """Web processes: BOLE_WEBS, else one a core and at most two; a part costs a web process about 10 ms."""
    text = environment.text("BOLE_WEBS", str(max(1, min(2, os.cpu_count() or 1))))
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise SystemExit(f"BOLE_WEBS={text!r} is not a number from 1 to 64.")
    return int(text)


def _port() -> int:
    text = environment.text("BOLE_PORT", "8000")
    if not text.isdecimal():
        raise SystemExit(f"BOLE_PORT={text!r} is not a number.")
    return int(text)


def _worker(options: argparse.Namespace) -> int:
    from bole.config import worker  # noqa: PLC0415 -- slow import

    with _database():
        return worker.run(options.queue, concurrency=options.concurrency)


def _migrate(options: argparse.Namespace) -> int:
    from bole.config.serve import database  # noqa: PLC0415 -- slow import

    with _database():
        os.environ.update(database.as_owner({}, "migrate"))
        os.environ.pop("DATABASE_URL_FILE", None)
        # The checks are about the role that serves, and this is the other one; `bole check` asks them.
        return _django("migrate", "--no-input", "--skip-checks", "--verbosity", "1" if sys.stdout.isatty() else "0")


def _check(options: argparse.Namespace) -> int:
    with _database():
        return _django("check", "--database", "default")


def _manage(words: list[str]) -> int:
    if words[:1] == ["migrate"]:
        from bole.config.serve import database  # noqa: PLC0415 -- slow import

        with _database():
            os.environ.update(database.as_owner({}, "migrate"))
            return _django(*words, "--skip-checks")
    with _database():
        return _django(*words)


def _demo(options: argparse.Namespace) -> int:
    os.environ["BOLE_DEMO"] = "1"
    with _database():
        _setup()
        from bole.config import demo  # noqa: PLC0415 -- needs Django

        words = demo.build()
        print(words or "", flush=True)
    return 0


def _assess(words: list[str]) -> int:
    from bole.config import assess_cli  # noqa: PLC0415 -- slow import

    return int(assess_cli.main(words) or 0)


def _backup(options: argparse.Namespace) -> int:
    from bole.config.serve import backup  # noqa: PLC0415 -- slow import
    from bole.config.serve.supervisor import stopping_by_signal  # noqa: PLC0415 -- slow import
    from bole.core import clock  # noqa: PLC0415 -- only here

    with stopping_by_signal(), _database() as running:
        made = backup.make(
            home=environment.home(), path=options.path, keys=options.keys, running=running, at=clock.now()
        )
    print(made.words())
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bole.config.serve import restore  # noqa: PLC0415 -- slow import
    from bole.config.serve.supervisor import stopping_by_signal  # noqa: PLC0415 -- slow import

    with stopping_by_signal():
        restored = restore.bring_back(path=options.path, keys=options.keys, into=options.into)
    print(restored.words())
    return 0


def _models(options: argparse.Namespace) -> int:
    _setup()
    from bole.integrations.speech_local import models  # noqa: PLC0415 -- needs Django

    return int(models.main([options.action, *options.rest]) or 0)


def _audit(options: argparse.Namespace) -> int:
    with _database():
        _setup()
        from bole.audit import api as audit  # noqa: PLC0415 -- needs Django

        reports = audit.verify_all()
    for report in reports:
        state = f"is broken at entry {report.broken.seq} ({report.broken.fault})" if report.broken else "holds"
        print(f"{report.tenant}: the chain of {report.sealed} entries {state}; {report.unsealed} not sealed yet")
        print(f"  head {report.head_seq} {report.head}")
    return 0 if all(report.holds for report in reports) else 1


def _database() -> Any:
    from bole.config.serve import database  # noqa: PLC0415 -- slow import

    return database.available(environment.home())


def _setup() -> None:
    import django  # noqa: PLC0415 -- slow import

    django.setup()


def _django(*words: str) -> int:
    from django.core.management import ManagementUtility  # noqa: PLC0415 -- slow import

    try:
        ManagementUtility(["bole manage", *words]).execute()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
