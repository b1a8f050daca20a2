"""The locks and the tracked files, and the tool that judges them."""

from pathlib import Path

from tools import hygiene

PACKAGE = "left==1.0 \\\n    --hash=sha256:00\n"


def test_locks_are_pinned_and_nothing_is_forgotten():
    assert hygiene.problems() == []


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
