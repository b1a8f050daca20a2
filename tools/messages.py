"""Translations of the product's own words: extract them, check that none is missing, compile them.

    python tools/messages.py extract [module …]   merge new msgids into each module's po files, keep what is translated
    python tools/messages.py check                fail, naming each msgid that is missing, untranslated or fuzzy
    python tools/messages.py compile              po → mo (done by the build as well)

Every module keeps its own folder `src/bole/<module>/locale/zh_Hans/LC_MESSAGES/django.po`; `core/ui` counts as a
module here.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/bole"
LOCALES = ("zh_Hans",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SKIPPED = {"locale", "migrations", "tests", "static", "__pycache__", "node_modules"}
# Babel reads Python's own names of plural forms; Chinese has one.
PLURALS = {"zh_Hans": "nplurals=1; plural=0;"}

Message = tuple[str | tuple[str, ...], str | None]


def modules() -> list[Path]:
    """Folders that own a locale: every module of the product, and `core/ui`."""
    found = sorted(p.parent for p in SOURCE.glob("*/__init__.py"))
    return [*found, SOURCE / "core/ui"]


def _files(module: Path, owned: Iterable[Path]) -> Iterator[Path]:
    inner = [other for other in owned if other != module and module in other.parents]
    for path in sorted(module.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or not path.is_file():
            continue
        if SKIPPED & set(path.relative_to(module).parts) or any(other in path.parents for other in inner):
            continue
        yield path


def _python_of_template(text: str, origin: str) -> str:
    import django  # noqa: PLC0415 -- slow, and only templates need it
    from django.conf import settings  # noqa: PLC0415 -- as above
    from django.utils.translation.template import templatize  # noqa: PLC0415 -- as above

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    # A template's indentation means nothing, but Babel reads the result as Python and would trip over it.
    return "\n".join(line.lstrip() for line in templatize(text, origin=origin).splitlines())


def _extract(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    source = text if path.suffix == ".py" else _python_of_template(text, str(path))
    stream = io.BytesIO(source.encode("utf-8"))
    for _line, message, _comments, context in extract("python", stream, keywords=KEYWORDS):
        if message if isinstance(message, str) else message[0]:
            yield message, context


def wanted(module: Path, owned: Iterable[Path]) -> dict[Message, list[str]]:
    """Every message of a module with the files it stands in (no line numbers: they would change with every edit)."""
    found: dict[Message, list[str]] = {}
    for path in _files(module, owned):
        place = path.relative_to(ROOT / "src").as_posix()
        for message in _extract(path):
            places = found.setdefault(message, [])
            if place not in places:
                places.append(place)
    return found


def po_path(module: Path, locale: str) -> Path:
    """Where the translations of a module are kept."""
    return module / "locale" / locale / "LC_MESSAGES" / "django.po"


def _read(path: Path, locale: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=locale, domain="django", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=locale, domain="django")


def _first(key: str | tuple[str, ...]) -> str:
    return key if isinstance(key, str) else key[0]


def extract_module(module: Path, owned: Iterable[Path], locale: str) -> int:
    """Merge what the sources say into one po file. Returns the number of messages without a translation."""
    messages = wanted(module, owned)
    path = po_path(module, locale)
    if not messages and not path.is_file():
        return 0
    old = _read(path, locale)
    new = Catalog(locale=locale, domain="django", project="Bole", version="", fuzzy=False)
    new.header_comment = f"# Bole, {module.relative_to(SOURCE).as_posix()}."
    missing = 0
    for (ids, context), places in sorted(messages.items(), key=lambda item: (_first(item[0][0]), item[0][1] or "")):
        known = old.get(_first(ids), context)
        flags = {flag for flag in known.flags if flag != "fuzzy"} if known else set()
        string = known.string if known and not known.fuzzy else ""
        if isinstance(ids, tuple) and isinstance(string, str):
            string = (string,)
        new.add(
            ids,
            string,
            locations=[(place, 0) for place in places],
            flags=flags,
            context=context,
        )
        missing += not any(string if isinstance(string, tuple) else (string,))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_written(new, locale))
    return missing


def _written(catalog: Catalog, locale: str) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=120, omit_header=True, include_lineno=False)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {locale}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[locale]}\\n"\n\n'
    )
    return header.encode() + out.getvalue()


def problems(module: Path, owned: Iterable[Path], locale: str) -> list[str]:
    """One line for each message that a reader of this language would see in English, or see broken."""
    catalog = _read(po_path(module, locale), locale)
    name = module.relative_to(SOURCE).as_posix()
    found = []
    for ids, context in wanted(module, owned):
        first = _first(ids)
        known = catalog.get(first, context)
        if known is None:
            found.append(f"{name}: missing: {first!r}")
            continue
        strings = known.string if isinstance(known.string, tuple) else (known.string,)
        if not all(strings) or known.fuzzy:
            found.append(f"{name}: untranslated: {first!r}")
        elif any(_fields(first) != _fields(text) for text in strings if not isinstance(ids, tuple)):
            found.append(f"{name}: the names in braces differ: {first!r}")
    return found


def clashes(owned: Iterable[Path], locale: str) -> list[str]:
    """One line for each message that two modules translate differently: Django merges them, and one of the two would be shown in both."""
    said: dict[Message, dict[str, list[str]]] = {}
    for module in owned:
        for entry in _read(po_path(module, locale), locale):
            if not entry.id or not entry.string:
                continue
            ids = tuple(entry.id) if isinstance(entry.id, list | tuple) else entry.id
            words = entry.string if isinstance(entry.string, str) else "|".join(entry.string)
            by_words = said.setdefault((ids, entry.context), {})
            by_words.setdefault(words, []).append(module.relative_to(SOURCE).as_posix())
    return [
        f"{first!r} is translated differently: "
        + "; ".join(f"{', '.join(names)}: {words}" for words, names in sorted(by_words.items()))
        for (ids, _context), by_words in sorted(said.items(), key=lambda item: str(item[0]))
        if len(by_words) > 1
        for first in [_first(ids)]
    ]


def _fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)[^}]*\}|%\((\w+)\)", text)) and {
        a or b for a, b in re.findall(r"\{(\w+)[^}]*\}|%\((\w+)\)", text)
    }


def compile_all() -> list[Path]:
    """Compile each po file that is newer than its mo. Returns the files written."""
    written = []
    for po in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.is_file() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as stream:
            catalog = read_po(stream, locale=po.parents[1].name)
        half_written = mo.with_suffix(".mo.part")
        with half_written.open("wb") as stream:
            write_mo(stream, catalog)
        half_written.replace(mo)
        written.append(mo)
    return written


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("extract", "check", "compile"))
    parser.add_argument(
        "module",
        nargs="*",
        help="module names such as interviews or core/ui; all when left out",
    )
    options = parser.parse_args(arguments)
    owned = modules()
    chosen = [m for m in owned if not options.module or m.relative_to(SOURCE).as_posix() in options.module]
    if options.command == "compile":
        print(f"{len(compile_all())} compiled")
        return 0
    if options.command == "extract":
        for module in chosen:
            for locale in LOCALES:
                print(f"{module.relative_to(SOURCE).as_posix()}: {extract_module(module, owned, locale)} to translate")
        return 0
    found = [line for module in chosen for locale in LOCALES for line in problems(module, owned, locale)]
    found += [line for locale in LOCALES for line in clashes(owned, locale)]
    print("\n".join(found) or "every message is translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
