"""From stored bytes to words: decode in a confined child, describe the voice, recognise the speech.

Nothing here holds a transaction while a child works: rows are read, the transaction closes, work is done, and the
result is written in a second one that checks that nobody else has written it meanwhile.
"""

import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from bole.core import child, moves, storage
from bole.core.actor import Actor
from bole.interviews import states
from bole.interviews.actions import conduct, follow_ups, transcripts
from bole.interviews.models import Attempt, Recording, Session
from bole.interviews.ports import speech_to_text
from bole.interviews.types import AttemptState, Recognised, Stage

log = logging.getLogger("bole.interviews")

Scope = Callable[[], AbstractContextManager[UUID]]

READER = Actor("machine", "speech")
MIMES = {
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".mp4": "video/mp4",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".jpg": "image/jpeg",
}
LONGEST_S = 900
CPU_S = 60
MEMORY_MB = 1024
TIMEOUT_S = 240


@dataclass(frozen=True)
class Read:
    """What one recording gave: the engine's analysis, the files it made, and the words if any were heard."""

    analysis: dict[str, Any] | None
    error_code: str
    files: dict[str, Path]
    heard: Recognised | None


@contextmanager
def work(attempt: Attempt, originals: list[Recording], *, language: str) -> Iterator[Read]:
    """Decode and recognise one attempt's originals. Files live until the block ends."""
    vault = storage.sealed(attempt.subject_id)
    with ExitStack() as stack:
        folder = stack.enter_context(storage.workspace())
        sources = [str(stack.enter_context(vault.materialise(row.key))) for row in originals]
        try:
            analysis = child.run(
                "bole_engines.speech.process:analyse",
                {
                    "path": sources[0],
                    "more": sources[1:],
                    "out_dir": str(folder),
                    "max_s": LONGEST_S,
                    "declared_ms": attempt.declared_ms or None,
                    "samples": "npy",
                },
                cpu_s=CPU_S,
                memory_mb=MEMORY_MB,
                timeout_s=TIMEOUT_S,
            )
        except child.ChildFailed as failed:
            code = failed.refusal.code if failed.refusal else f"child.{failed.code}"
            yield Read(None, code, {}, None)
            return
        yield Read(analysis, "", _files(analysis, folder), recognise(analysis, folder, language=language))


def _files(analysis: dict[str, Any], folder: Path) -> dict[str, Path]:
    named = {
        kind: folder / str(analysis["files"][kind]) for kind in ("playable", "still") if analysis["files"].get(kind)
    }
    return {kind: path for kind, path in named.items() if path.exists()}


def recognise(analysis: dict[str, Any], folder: Path, *, language: str) -> Recognised | None:
    """Words from the samples the engine left, by the best recogniser there is. None when there is none or it fails."""
    recogniser = speech_to_text.best()
    samples_file = analysis["files"].get("samples")
    if recogniser is None or not samples_file:
        return None
    import numpy as np  # noqa: PLC0415 -- slow import, only workers need it

    samples = np.load(folder / samples_file)
    try:
        return recogniser.transcribe(samples.astype(np.float32), language=language)
    except Exception as error:  # noqa: BLE001 -- an adapter fails in its own ways; the candidate then types
        log.warning("recogniser %s failed: %s", recogniser.name, type(error).__name__)
        return None


def read_recording(
    attempt: Attempt, originals: list[Recording], *, language: str, tenant_scope: Scope, now: Callable[[], datetime]
) -> None:
    """The whole of it, safe to run twice. ``tenant_scope()`` opens a transaction; ``now()`` is the edge's clock."""
    if attempt.state not in {AttemptState.STORED, AttemptState.UNREADABLE}:
        return
    with work(attempt, originals, language=language) as result, tenant_scope():
        keep(attempt.pk, result, at=now())


@transaction.atomic
def keep(attempt_id: UUID, result: Read, *, at: datetime) -> None:
    """Write what was read, unless it was written already or consent was withdrawn meanwhile."""
    # The sitting's lock comes first, as in every verb of the candidate's; its last line is whether all has been read.
    session = Session.objects.select_for_update(no_key=True, of=("self",)).get(answers__attempts=attempt_id)
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    if attempt.state == AttemptState.PROCESSED or session.state == Stage.WITHDRAWN:
        return
    if result.analysis is None:
        attempt.error_code = result.error_code
        attempt.save(update_fields=["error_code"])
        if attempt.state != AttemptState.UNREADABLE:
            moves.record(
                attempt,
                states.ATTEMPT,
                to=AttemptState.UNREADABLE,
                actor=READER,
                at=at,
                reason_code=result.error_code[:60],
            )
        conduct.queue_score(session)
        return
    for kind, path in result.files.items():
        _store(attempt, kind, path, MIMES.get(path.suffix, "application/octet-stream"), at=at)
    attempt.analysis = {k: v for k, v in result.analysis.items() if k not in {"files"}}
    attempt.duration_ms = int(result.analysis["duration_ms"])
    attempt.error_code = ""
    attempt.save(update_fields=["analysis", "duration_ms", "error_code"])
    transcripts.settle(attempt, result.heard, at=at)
    moves.record(attempt, states.ATTEMPT, to=AttemptState.PROCESSED, actor=READER, at=at)
    _drop_parts(attempt)
    if attempt.answer.kept_id == attempt.pk:
        follow_ups.consider(attempt.answer)
    conduct.queue_score(session)


def _store(attempt: Attempt, kind: str, path: Path, mime: str, *, at: datetime) -> None:
    with path.open("rb") as file:
        stored = storage.sealed(attempt.subject_id).put(f"recordings/{attempt.pk}/{kind}", file)
    Recording.objects.update_or_create(
        attempt=attempt,
        kind=kind,
        track=1,
        defaults={
            "subject_id": attempt.subject_id,
            "mime": mime,
            "key": stored.key,
            "sha256": stored.sha256,
            "size": stored.size,
            "created_at": at,
        },
    )


def _drop_parts(attempt: Attempt) -> None:
    """The joined original holds every byte of the parts, by hash; their files go once the rows say so."""
    vault = storage.sealed(attempt.subject_id)
    keys = [f"parts/{attempt.pk}/{seq:05d}" for seq in attempt.parts.values_list("seq", flat=True)]
    transaction.on_commit(lambda: [vault.delete(key) for key in keys] and None)


def probe(body: bytes, *, subject_id: UUID) -> dict[str, Any]:
    """Decode a two-second trial recording and say whether it can be heard and seen. The bytes are not kept."""
    with storage.workspace() as folder:
        path = folder / hashlib.sha256(body).hexdigest()[:16]
        path.write_bytes(body)
        try:
            found: dict[str, Any] = child.run(
                "bole_engines.speech.process:probe",
                {"path": str(path), "max_s": 20},
                cpu_s=15,
                memory_mb=768,
                timeout_s=20,
            )
        except child.ChildFailed as failed:
            code = failed.refusal.code if failed.refusal else f"child.{failed.code}"
            found = {"ok": False, "code": code}
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return found
