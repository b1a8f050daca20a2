"""`bole models list` and `bole models pull [id]`: what would be fetched is shown first, and asked for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _

from bole.core.errors import Refused
from bole.integrations.speech_local import catalogue

_BAR = 30


def main(argv: Sequence[str], *, out: TextIO | None = None, ask: Callable[[str], str] = input) -> int:
    """Run one command; 0 done, 1 refused or declined, 2 wrong usage (argparse)."""
    out = out or sys.stdout
    options = _parser().parse_args(list(argv))
    folder = Path(options.folder or settings.BOLE_MODELS_DIR)
    try:
        known = catalogue.load(options.catalogue)
        if options.action == "list":
            return _list(known, folder, out)
        return _pull(catalogue.find(options.model or known[0].id, known), folder, options, out, ask)
    except Refused as refused:
        print(refused, file=out)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bole models", description=_("Speech models for offline recognition."))
    actions = parser.add_subparsers(dest="action", required=True)
    for name in ("list", "pull"):
        action = actions.add_parser(name)
        action.add_argument("--folder", help=_("where models are kept (default: BOLE_MODELS_DIR)"))
        action.add_argument("--catalogue", type=Path, help=_("another catalogue file"))
    action.add_argument("model", nargs="?", help=_("id of the model (default: the first of the catalogue)"))
    action.add_argument("--base-url", help=_("a mirror that keeps the same paths, such as https://mirror.example"))
    action.add_argument("--yes", action="store_true", help=_("do not ask"))
    return parser


def _list(known: Sequence[catalogue.Model], folder: Path, out: TextIO) -> int:
    words = {"ready": _("installed"), "partial": _("incomplete"), "absent": _("not installed")}
    for model in known:
        print(_card(model), file=out)
        print(_("  state: {state}").format(state=words[catalogue.state(model, folder)]), end="\n\n", file=out)
    return 0


def _card(model: catalogue.Model, base_url: str | None = None) -> str:
    lines = [
        f"{model.id}: {model.name}",
        _("  size: {size} MB").format(size=model.size_mb),
        _("  licence: {licence}").format(licence=f"{model.licence} ({model.licence_url})"),
        _("  host: {host}").format(host=base_url or ", ".join(model.hosts)),
        _("  languages: {languages}").format(languages=", ".join(model.languages)),
    ]
    return "\n".join(lines)


def _pull(
    model: catalogue.Model, folder: Path, options: argparse.Namespace, out: TextIO, ask: Callable[[str], str]
) -> int:
    print(_card(model, options.base_url), file=out)
    if catalogue.state(model, folder) == "ready":
        print(_("It is installed already in {folder}.").format(folder=folder / model.id), file=out)
        return 0
    if not options.yes and ask(_("Fetch it now? [y/N] ")).strip().lower() not in ("y", "yes", "是"):
        print(_("Nothing was fetched."), file=out)
        return 1
    bar = Bar(out)
    try:
        home = catalogue.pull(model, folder, progress=bar, base_url=options.base_url)
    finally:
        bar.end()
    print(_("Installed in {folder}.").format(folder=home), file=out)
    return 0


class Bar:
    """A progress bar of one line a file; only whole per cents are drawn, so that a log stays short."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._name, self._drawn = out, "", -1

    def __call__(self, name: str, done: int, total: int | None) -> None:
        if name != self._name:
            self.end()
            self._name = name
        percent = done * 100 // total if total else done // 1_000_000
        if percent == self._drawn:
            return
        self._drawn = percent
        if total:
            full = percent * _BAR // 100
            text = f"{'#' * full}{'.' * (_BAR - full)} {percent:3}%  {done / 1e6:.1f}/{total / 1e6:.1f} MB"
        else:
            text = f"{done / 1e6:.1f} MB"
        print(f"\r{name:12} {text}", end="", file=self._out, flush=True)

    def end(self) -> None:
        """Close the line."""
        if self._drawn >= 0:
            print(file=self._out)
        self._drawn = -1
