"""The catalogue, and fetching against a host on loopback: whole, cut, changed, wrong."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bole.integrations.speech_local import catalogue, models
from bole.integrations.speech_local.errors import BadCatalogue, Interrupted, Mismatch, NoSpace, NotOffered, UnknownModel
from bole.integrations.speech_local.tests.host import Host, serving

MODEL, TOKENS = bytes(range(256)) * 8000, b"<blk> 0\n"


@pytest.fixture
def host() -> Iterator[Host]:
    with serving({"/m/model.onnx": MODEL, "/m/tokens.txt": TOKENS}) as running:
        yield running


def entry(host: Host, sha256: str | None = None) -> catalogue.Model:
    return catalogue.Model(
        id="tiny",
        name="Tiny",
        kind="sense_voice",
        languages=("zh",),
        licence="MIT",
        licence_url="https://example.org/licence",
        size_mb=3,
        files=(
            catalogue.ModelFile("model.onnx", f"{host.address}/m/model.onnx", sha256),
            catalogue.ModelFile("tokens.txt", f"{host.address}/m/tokens.txt", None),
        ),
    )


def pull(model: catalogue.Model, folder: Path, **options: str) -> list[tuple[str, int, int | None]]:
    seen: list[tuple[str, int, int | None]] = []
    catalogue.pull(model, folder, progress=lambda *step: seen.append(step), **options)  # type: ignore[arg-type]
    return seen


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "tiny").iterdir())


def recorded(folder: Path) -> dict[str, dict[str, object]]:
    return dict(json.loads((folder / "models.lock.json").read_text())["tiny"])


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- catalogue ----------------------------------------------------------------------------------------------------


def test_our_catalogue_names_licence_size_and_publishers_host() -> None:
    (model,) = catalogue.load()
    assert (model.id, model.kind, model.hosts) == ("sense-voice", "sense_voice", ("huggingface.co",))
    assert (model.licence, model.size_mb) == ("FunASR Model Open Source License 1.1", 240)
    assert {file.name: file.sha256 for file in model.files} == {"model.onnx": None, "tokens.txt": None}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("models: [", "expected"),
        ("other: 1", "'models' is missing"),
        ("models: [{id: a}]", "'files' is missing"),
        ("models: [{id: ../a, files: []}]", "'../a' is not a plain name"),
        ("models: [{id: a, files: [{name: m, url: 'ftp://x/y', sha256: null}]}]", "not a web address"),
        ("models: [{id: a, files: [{name: m, url: 'https://x/y', sha256: abc}]}]", "not a SHA-256 checksum"),
        ("[]", ""),
    ],
)
def test_a_badly_edited_catalogue_says_what_is_wrong(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(text)
    with pytest.raises(BadCatalogue) as caught:
        catalogue.load(path)
    assert reason in str(caught.value.data["reason"])


def test_an_unknown_model_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownModel) as caught:
        catalogue.find("whisper")
    assert caught.value.data == {"model": "whisper", "known": "sense-voice"}


# -- fetching -----------------------------------------------------------------------------------------------------


def test_a_model_is_fetched_whole_with_progress_and_its_checksum_recorded(host: Host, tmp_path: Path) -> None:
    model = entry(host)
    assert catalogue.state(model, tmp_path) == "absent"

    seen = pull(model, tmp_path)

    assert catalogue.state(model, tmp_path) == "ready"
    assert kept(tmp_path) == ["model.onnx", "tokens.txt"]
    assert (tmp_path / "tiny/model.onnx").read_bytes() == MODEL
    assert seen[-1] == ("tokens.txt", len(TOKENS), len(TOKENS))
    assert [step for step in seen if step[0] == "model.onnx"][-1] == ("model.onnx", len(MODEL), len(MODEL))
    assert [done for name, done, _ in seen if name == "model.onnx"] == sorted(
        done for name, done, _ in seen if name == "model.onnx"
    )
    assert recorded(tmp_path)["model.onnx"] == {
        "sha256": digest(MODEL), "size": len(MODEL), "url": f"{host.address}/m/model.onnx", "verified": False,
    }  # fmt: skip


def test_what_is_installed_is_not_fetched_again(host: Host, tmp_path: Path) -> None:
    pull(entry(host), tmp_path)
    host.asked.clear()
    assert pull(entry(host), tmp_path) == []
    assert host.asked == []


def test_a_cut_connection_is_taken_up_where_it_broke(host: Host, tmp_path: Path) -> None:
    host.cuts = [700_000]
    pull(entry(host), tmp_path)
    assert [asked for path, asked in host.asked if path.endswith("onnx")] == [None, "bytes=700000-"]
    assert (tmp_path / "tiny/model.onnx").read_bytes() == MODEL


def test_a_download_that_gets_nowhere_ends_kindly_and_goes_on_next_time(host: Host, tmp_path: Path) -> None:
    host.cuts = [700_000, 0]
    with pytest.raises(Interrupted) as caught:
        pull(entry(host), tmp_path)
    assert caught.value.data == {"name": "model.onnx", "host": "127.0.0.1", "kept": 700_000}
    assert catalogue.state(entry(host), tmp_path) == "partial"
    assert kept(tmp_path) == ["model.onnx.part", "model.onnx.part.json"]

    host.asked.clear()
    pull(entry(host), tmp_path)
    assert host.asked[0] == ("/m/model.onnx", "bytes=700000-")
    assert (tmp_path / "tiny/model.onnx").read_bytes() == MODEL


def test_a_file_that_changed_meanwhile_is_begun_anew(host: Host, tmp_path: Path) -> None:
    host.cuts = [700_000, 0]
    with pytest.raises(Interrupted):
        pull(entry(host), tmp_path)
    host.files["/m/model.onnx"] = newer = MODEL[::-1]
    pull(entry(host), tmp_path)
    assert (tmp_path / "tiny/model.onnx").read_bytes() == newer


def test_a_file_that_got_shorter_is_begun_anew(host: Host, tmp_path: Path) -> None:
    host.cuts = [700_000, 0]
    with pytest.raises(Interrupted):
        pull(entry(host), tmp_path)
    memo = tmp_path / "tiny/model.onnx.part.json"
    host.files["/m/model.onnx"] = shorter = MODEL[:1000]
    memo.write_text(json.dumps(json.loads(memo.read_text()) | {"validator": f'"{digest(shorter)[:16]}"'}))
    with pytest.raises(Interrupted):
        pull(entry(host), tmp_path)
    pull(entry(host), tmp_path)
    assert (tmp_path / "tiny/model.onnx").read_bytes() == shorter


@pytest.mark.parametrize("lack", ["ranges", "tags"])
def test_a_host_that_cannot_resume_is_asked_for_all_of_it(host: Host, tmp_path: Path, lack: str) -> None:
    setattr(host, lack, False)
    host.cuts = [700_000]
    pull(entry(host), tmp_path)
    assert (tmp_path / "tiny/model.onnx").read_bytes() == MODEL


def test_a_verified_checksum_is_held_to(host: Host, tmp_path: Path) -> None:
    with pytest.raises(Mismatch) as caught:
        pull(entry(host, sha256="0" * 64), tmp_path)
    assert caught.value.data["expected"] == "0" * 12
    assert caught.value.data["found"] == digest(MODEL)[:12]
    assert kept(tmp_path) == []
    assert not (tmp_path / "models.lock.json").exists()

    pull(entry(host, sha256=digest(MODEL)), tmp_path)
    assert recorded(tmp_path)["model.onnx"]["verified"] is True


def test_the_first_downloads_checksum_is_held_to_ever_after(host: Host, tmp_path: Path) -> None:
    pull(entry(host), tmp_path)
    before = (tmp_path / "models.lock.json").read_bytes()
    (tmp_path / "tiny/model.onnx").unlink()
    host.files["/m/model.onnx"] = MODEL[:-1] + b"!"

    with pytest.raises(Mismatch) as caught:
        pull(entry(host), tmp_path)

    assert caught.value.data["lock"] == tmp_path / "models.lock.json"
    assert kept(tmp_path) == ["tokens.txt"]
    assert (tmp_path / "models.lock.json").read_bytes() == before
    host.files["/m/model.onnx"] = MODEL
    pull(entry(host), tmp_path)
    assert catalogue.state(entry(host), tmp_path) == "ready"


def test_a_host_that_has_it_not_is_named(host: Host, tmp_path: Path) -> None:
    del host.files["/m/model.onnx"]
    with pytest.raises(NotOffered) as caught:
        pull(entry(host), tmp_path)
    assert caught.value.data == {"name": "model.onnx", "host": "127.0.0.1", "answer": 404}


def test_a_mirror_keeps_the_paths(host: Host, tmp_path: Path) -> None:
    model = entry(Host({}, address="https://unreachable.invalid"))
    host.files = {f"/mirror{path}": content for path, content in host.files.items()}
    pull(model, tmp_path, base_url=f"{host.address}/mirror/")
    assert [path for path, _ in host.asked] == ["/mirror/m/model.onnx", "/mirror/m/tokens.txt"]
    assert recorded(tmp_path)["tokens.txt"]["url"] == "https://unreachable.invalid/m/tokens.txt"


def test_a_full_disk_is_told_before_anything_is_fetched(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 9_000_000}))
    with pytest.raises(NoSpace) as caught:
        pull(entry(host), tmp_path)
    assert (caught.value.data["needed"], caught.value.data["free"]) == (53, 9)
    assert host.asked == []


# -- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue_file(host: Host, tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.yaml"
    path.write_text(
        "models:\n"
        "  - {id: tiny, name: Tiny, kind: sense_voice, languages: [zh], licence: MIT,\n"
        "     licence_url: 'https://example.org/licence', size_mb: 3, files: [\n"
        f"     {{name: model.onnx, url: '{host.address}/m/model.onnx', sha256: null}},\n"
        f"     {{name: tokens.txt, url: '{host.address}/m/tokens.txt', sha256: null}}]}}\n"
    )
    return path


def run(catalogue_file: Path, *argv: str, answer: str = "") -> tuple[int, str, list[str]]:
    out, asked = io.StringIO(), []

    def ask(question: str) -> str:
        asked.append(question)
        return answer

    folder = catalogue_file.parent / "models"
    options = ["--folder", str(folder), "--catalogue", str(catalogue_file)]
    return models.main([argv[0], *options, *argv[1:]], out=out, ask=ask), out.getvalue(), asked


def test_nothing_is_fetched_before_name_size_licence_and_host_were_shown_and_agreed_to(
    host: Host, catalogue_file: Path
) -> None:
    code, text, asked = run(catalogue_file, "pull", answer="n")
    assert (code, len(asked), host.asked) == (1, 1, [])
    for shown in ("Tiny", "3 MB", "MIT", "127.0.0.1"):
        assert shown in text
    assert not (catalogue_file.parent / "models/tiny").exists()


@pytest.mark.parametrize(("argv", "answer", "questions"), [(["--yes"], "", 0), (["tiny"], "y", 1), ([], "是", 1)])
def test_pull_fetches_and_draws_a_bar(
    host: Host, catalogue_file: Path, argv: list[str], answer: str, questions: int
) -> None:
    code, text, asked = run(catalogue_file, "pull", *argv, answer=answer)
    assert (code, len(asked)) == (0, questions)
    assert "100%" in text
    assert "##########" in text
    assert (catalogue_file.parent / "models/tiny/model.onnx").read_bytes() == MODEL


def test_list_and_repeated_pull_tell_the_state(host: Host, catalogue_file: Path) -> None:
    before = run(catalogue_file, "list")
    run(catalogue_file, "pull", "--yes")
    host.asked.clear()
    again = run(catalogue_file, "pull")
    after = run(catalogue_file, "list")
    assert (before[0], again[0], after[0]) == (0, 0, 0)
    assert before[1] != after[1]
    assert (again[2], host.asked) == ([], [])


def test_refusals_are_one_sentence_and_exit_code_one(host: Host, catalogue_file: Path) -> None:
    host.files.clear()
    code, text, _ = run(catalogue_file, "pull", "--yes")
    assert code == 1
    assert "404" in text.splitlines()[-1]
    assert "127.0.0.1" in text.splitlines()[-1]
    assert run(catalogue_file, "pull", "other", "--yes")[0] == 1
