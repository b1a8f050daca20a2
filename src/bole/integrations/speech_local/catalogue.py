"""The catalogue of speech models, fetching them, and what is installed. Nothing is ever fetched unasked."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import yaml

from bole.integrations.speech_local import download
from bole.integrations.speech_local.errors import BadCatalogue, Mismatch, NoSpace, UnknownModel

OWN_CATALOGUE = Path(__file__).with_name("catalogue.yaml")
LOCK_NAME = "models.lock.json"
State = Literal["absent", "partial", "ready"]
# Name of the file, bytes so far, bytes in all (None when the host does not say).
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class ModelFile:
    """A file of a model; `sha256` only where somebody verified it."""

    name: str
    url: str
    sha256: str | None


@dataclass(frozen=True)
class Model:
    """An entry of the catalogue. `kind` tells the recogniser how to load it."""

    id: str
    name: str
    kind: str
    languages: tuple[str, ...]
    licence: str
    licence_url: str
    size_mb: int
    files: tuple[ModelFile, ...]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its files come from."""
        return tuple(dict.fromkeys(httpx.URL(file.url).host for file in self.files))


def load(path: Path | None = None) -> tuple[Model, ...]:
    """All models of a catalogue file; ours without a path. BadCatalogue says what is wrong with an edited one."""
    path = path or Path(os.environ.get("BOLE_MODELS_CATALOGUE") or OWN_CATALOGUE)
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
        return tuple(_model(entry) for entry in content["models"])
    except OSError as error:
        raise BadCatalogue(path=path, reason=error.strerror) from None
    except yaml.YAMLError as error:
        raise BadCatalogue(path=path, reason=" ".join(str(error).split())) from None
    except KeyError as error:
        raise BadCatalogue(path=path, reason=f"{error.args[0]!r} is missing") from None
    except (TypeError, ValueError) as error:
        raise BadCatalogue(path=path, reason=error) from None


def _model(entry: dict[str, Any]) -> Model:
    files = tuple(ModelFile(_plain(f["name"]), _web(f["url"]), _hex(f["sha256"])) for f in entry["files"])
    return Model(
        id=_plain(entry["id"]),
        name=str(entry["name"]),
        kind=str(entry["kind"]),
        languages=tuple(str(language) for language in entry["languages"]),
        licence=str(entry["licence"]),
        licence_url=str(entry["licence_url"]),
        size_mb=int(entry["size_mb"]),
        files=files,
    )


def _plain(name: Any) -> str:
    """A name that can be a file's: no folders, nothing hidden."""
    if not isinstance(name, str) or not name or name.startswith(".") or Path(name).name != name:
        raise ValueError(f"{name!r} is not a plain name")
    return name


def _web(url: Any) -> str:
    if httpx.URL(str(url)).scheme not in ("https", "http"):
        raise ValueError(f"{url!r} is not a web address")
    return str(url)


def _hex(checksum: Any) -> str | None:
    if checksum is None:
        return None
    text = str(checksum).lower()
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise ValueError(f"{checksum!r} is not a SHA-256 checksum; write null when none was verified")
    return text


def find(model_id: str, models: Sequence[Model] | None = None) -> Model:
    """The entry with this id; UnknownModel names those there are."""
    models = load() if models is None else models
    for model in models:
        if model.id == model_id:
            return model
    raise UnknownModel(model=model_id, known=", ".join(model.id for model in models))


def state(model: Model, folder: Path) -> State:
    """What is installed: "ready" means that every file is there with the size that was recorded. Cheap: no checksums."""
    recorded = _read_lock(folder).get(model.id, {})
    ready = [_installed(folder / model.id / file.name, recorded.get(file.name)) for file in model.files]
    if all(ready):
        return "ready"
    return "partial" if (folder / model.id).is_dir() else "absent"


def _installed(path: Path, record: dict[str, Any] | None) -> bool:
    try:
        return record is not None and path.stat().st_size == record["size"]
    except FileNotFoundError:
        return False


def pull(
    model: Model,
    folder: Path,
    *,
    progress: Progress,
    base_url: str | None = None,
    client: httpx.Client | None = None,
) -> Path:
    """Fetch what is missing of a model into `folder/<id>`; returns that folder. Interrupted, Mismatch, NoSpace, NotOffered.

    `base_url` replaces scheme and host of every address (a mirror with the same paths). A file enters its place only
    after its checksum agreed with the catalogue's, else with the one recorded at the first download.
    """
    home = folder / model.id
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free // 1_000_000
    if state(model, folder) != "ready" and free < model.size_mb + 50:
        raise NoSpace(needed=model.size_mb + 50, folder=home, free=free)
    own = client or httpx.Client(follow_redirects=True, timeout=httpx.Timeout(30.0, read=60.0))
    try:
        with _one_at_a_time(folder):
            for file in model.files:
                if not _installed(home / file.name, _read_lock(folder).get(model.id, {}).get(file.name)):
                    _pull_file(own, model, file, folder, base_url=base_url, progress=progress)
    finally:
        if client is None:
            own.close()
    return home


def _pull_file(
    client: httpx.Client, model: Model, file: ModelFile, folder: Path, *, base_url: str | None, progress: Progress
) -> None:
    url = _mirrored(file.url, base_url)
    target = folder / model.id / file.name
    got = download.fetch(client, url, target, progress=lambda done, total: progress(file.name, done, total))
    lock = _read_lock(folder)
    known = lock.get(model.id, {}).get(file.name)
    expected = file.sha256 or (known["sha256"] if known else None)
    if expected and got.sha256 != expected:
        download.discard(got)
        raise Mismatch(
            name=file.name,
            host=httpx.URL(url).host,
            found=got.sha256[:12],
            expected=expected[:12],
            lock=folder / LOCK_NAME,
        )
    download.finish(got, target)
    record = {"sha256": got.sha256, "size": got.size, "url": file.url, "verified": file.sha256 is not None}
    lock.setdefault(model.id, {})[file.name] = record
    _write_lock(folder, lock)


def _mirrored(url: str, base_url: str | None) -> str:
    if base_url is None:
        return url
    base, path = httpx.URL(base_url), httpx.URL(url)
    return str(
        path.copy_with(scheme=base.scheme, host=base.host, port=base.port, path=base.path.rstrip("/") + path.path)
    )


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    handle = os.open(folder / ".pull", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read_lock(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        return dict(json.loads((folder / LOCK_NAME).read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _write_lock(folder: Path, lock: dict[str, dict[str, Any]]) -> None:
    aside = folder / f"{LOCK_NAME}.new"
    aside.write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", "utf-8")
    aside.replace(folder / LOCK_NAME)
