"""The build of the pages, and the tool for translations."""

from __future__ import annotations

import gettext
import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "src/bole/core/ui/static/dist"


def load(path: str) -> ModuleType:
    """A script of the repository as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_node_on_the_path_the_package_that_carries_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    node, npm, environment = load("hatch_build.py").node_commands()

    version = subprocess.run([*node, "--version"], env=environment, capture_output=True, text=True, check=True).stdout
    assert int(re.match(r"v(\d+)\.", version)[1]) >= 20  # type: ignore[index]
    assert Path(npm[-1]).name == "npm-cli.js"


def test_the_room_speaks_both_languages_completely() -> None:
    node, _npm, environment = load("hatch_build.py").node_commands()
    checked = subprocess.run(
        [*node, "check.mjs"], check=False, cwd=ROOT / "frontend", env=environment, capture_output=True, text=True
    )

    assert checked.returncode == 0, checked.stderr


def test_what_candidates_load_suits_old_phones() -> None:
    for name in ("candidate.css", "room.css"):
        assert re.findall(r"oklch|color-mix|light-dark|@layer|:has\(", (DIST / name).read_text()) == []
    for name in ("room.js", "office.js", "candidate.js", "room.css", "office.css"):
        assert "sourceMappingURL" not in (DIST / name).read_text()


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = (DIST / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named: set[str] = set()
    for path in (ROOT / "src/bole").rglob("*.html"):
        named |= set(re.findall(r"""(?:\{%\s*icon\s+|\sicon=)["']([a-z0-9-]+)["']""", path.read_text()))

    assert named - drawn == set()


def test_the_lock_of_the_front_end_names_no_address() -> None:
    lock = (ROOT / "frontend/package-lock.json").read_text()

    assert "resolved" not in lock
    assert "http" not in re.sub(r'"(funding|url|homepage|bugs)": "[^"]*"', "", lock)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, Path]:
    """The tool over a product of one module."""
    messages = load("tools/messages.py")
    module = tmp_path / "src/bole/shop"
    (module / "templates").mkdir(parents=True)
    (module / "__init__.py").touch()
    (tmp_path / "src/bole/core/ui").mkdir(parents=True)
    (module / "words.py").write_text('from x import gettext as _\nA = _("Open")\nB = _("{count} left")\n')
    (module / "templates/page.html").write_text(
        "{% load i18n %}<c-card title=\"{% translate 'Close' %}\">{{ x }}</c-card>"
    )
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", tmp_path / "src/bole")
    return messages, module


def test_new_words_are_found_and_old_translations_stay(shop: tuple[ModuleType, Path]) -> None:
    messages, module = shop
    assert messages.extract_module(module, messages.modules(), "zh_Hans") == 3
    po = messages.po_path(module, "zh_Hans")
    po.write_text(po.read_text().replace('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "打开"'))
    (module / "words.py").write_text('from x import gettext as _\nA = _("Open")\nC = _("Save")\n')

    assert messages.extract_module(module, messages.modules(), "zh_Hans") == 2
    text = po.read_text()
    assert 'msgid "Open"\nmsgstr "打开"' in text
    assert "left" not in text
    assert messages.problems(module, messages.modules(), "zh_Hans") == [
        "shop: untranslated: 'Close'",
        "shop: untranslated: 'Save'",
    ]


def test_a_lost_name_in_braces_and_a_missing_word_are_told(shop: tuple[ModuleType, Path]) -> None:
    messages, module = shop
    messages.extract_module(module, messages.modules(), "zh_Hans")
    po = messages.po_path(module, "zh_Hans")
    translated = po.read_text()
    for english, chinese in (("Open", "打开"), ("Close", "关闭"), ("{count} left", "还剩 {n} 个")):
        translated = translated.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"')
    po.write_text(translated)
    (module / "more.py").write_text('from x import gettext as _\nD = _("Later")\n')

    assert sorted(messages.problems(module, messages.modules(), "zh_Hans")) == [
        "shop: missing: 'Later'",
        "shop: the names in braces differ: '{count} left'",
    ]


def test_what_is_compiled_is_read_by_gettext(shop: tuple[ModuleType, Path]) -> None:
    messages, module = shop
    messages.extract_module(module, messages.modules(), "zh_Hans")
    po = messages.po_path(module, "zh_Hans")
    po.write_text(po.read_text().replace('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "打开"'))

    assert messages.compile_all() == [po.with_suffix(".mo")]
    assert messages.compile_all() == []
    with po.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Open") == "打开"
