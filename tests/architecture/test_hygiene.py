"""The locks and the tracked files, and the tool that judges them."""

import re
from pathlib import Path

import pytest

from tools import hygiene, tree

PACKAGE = "left==1.0 \\\n    --hash=sha256:00\n"


def test_locks_are_pinned_and_nothing_is_forgotten():
    faults = hygiene.problems()

    assert not faults, "\n".join(["", *faults])


def pages() -> list[Path]:
    return tree.files(".md")


@pytest.mark.parametrize("page", pages(), ids=tree.shown)
def test_a_page_links_only_to_what_is_there(page: Path):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_readmes_tell_the_same():
    english, chinese = ((tree.ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    shape = re.compile(r"^(#+|```|\d+\.|\|)", re.MULTILINE)

    assert shape.findall(english) == shape.findall(chinese)
    assert re.findall(r"\]\((docs[^)]*)\)", english) == re.findall(r"\]\((docs[^)]*)\)", chinese)


def test_a_lock_may_not_say_where_packages_come_from(tmp_path: Path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"--{'index'}-url https://example.org\n{PACKAGE}right>=2\nbare==3\n", encoding="utf-8")

    assert hygiene.python_lock(lock) == [
        f"requirements.lock: --{'index'}-url: a lock holds requirements only",
        "requirements.lock: right>=2: neither pinned nor hashed",
        "requirements.lock: bare==3: neither pinned nor hashed",
    ]


def test_a_package_of_the_pages_has_integrity_and_no_address(tmp_path: Path):
    lock = tmp_path / "package-lock.json"
    lock.write_text(
        '{"packages": {"": {}, "a": {"integrity": "x", "resolved": "y"}, "b": {}}}',
        encoding="utf-8",
    )

    assert hygiene.node_lock(lock) == [
        "package-lock.json: a: `resolved` names an address",
        "package-lock.json: b: no integrity",
    ]
