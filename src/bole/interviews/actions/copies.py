"""The copy of everything held about a candidate, for themselves: readable records and recordings in one zip.

It is made while it is sent, so that no plain copy of a recording ever lies on our disk.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bole.core import storage
from bole.core.actor import Actor
from bole.core.crypto import CryptoError, EncryptedReader
from bole.interviews.models import Invitation, Recording
from bole.privacy import api as privacy

PIECE = 256 * 1024
ENDINGS = {"webm": "webm", "mp4": "mp4", "ogg": "ogg", "mpeg": "mp3", "wav": "wav"}


@dataclass(frozen=True)
class Copy:
    """What goes into the zip: texts by name, and recordings opened for reading, which ``zipped`` closes."""

    at: datetime
    texts: dict[str, str]
    recordings: dict[str, EncryptedReader]


def copy_of(invitation: Invitation, *, actor: Actor, at: datetime) -> Copy:
    """Gather everything held about the candidate of this invitation, in all their interviews with this company.

    Written to the audit log, as any reading of everything is. A recording whose file is gone or unreadable is named in
    the note that lies in the zip, and costs nobody the rest.
    """
    records = privacy.export(invitation.subject_id, actor=actor, at=at)
    found, missing = _recordings(invitation)
    texts = {
        _("Read me first") + ".txt": _note(at, list(found), missing),
        _("Records") + ".json": json.dumps(records, ensure_ascii=False, indent=2, default=str),
    }
    return Copy(at, texts, found)


def zipped(copy: Copy) -> Iterator[bytes]:
    """The zip, piece by piece. Recordings are compressed already and stored as they are."""
    sink = _Sink()
    with ExitStack() as stack:
        for reader in copy.recordings.values():
            stack.enter_context(reader)
        with zipfile.ZipFile(sink, "w") as bundle:
            for name, text in copy.texts.items():
                yield from _written(bundle, sink, _entry(name, copy.at, zipfile.ZIP_DEFLATED), [text.encode()])
            for name, reader in copy.recordings.items():
                yield from _written(bundle, sink, _entry(name, copy.at, zipfile.ZIP_STORED), _pieces(reader))
        yield sink.drain()


def _recordings(invitation: Invitation) -> tuple[dict[str, EncryptedReader], list[str]]:
    """The playable form of each recording, else what arrived; by name. And the names of those that cannot be read."""
    rows = Recording.objects.filter(subject_id=invitation.subject_id).exclude(kind="still")
    rows = rows.select_related("attempt__answer").order_by("attempt__answer__index", "attempt__no", "track", "id")
    best: dict[Any, list[Recording]] = {}
    for row in rows:
        best.setdefault(row.attempt_id, []).append(row)
    vault = storage.sealed(invitation.subject_id)
    found: dict[str, EncryptedReader] = {}
    missing: list[str] = []
    for several in best.values():
        for row in [row for row in several if row.kind == "playable"] or several:
            name = _name_of(row, taken=found)
            try:
                found[name] = vault.open(row.key)
            except (FileNotFoundError, CryptoError):
                missing.append(name)
    return found, missing


def _name_of(row: Recording, *, taken: Iterable[str]) -> str:
    attempt = row.attempt
    words = _("Question %(question)s, take %(take)s") % {"question": attempt.answer.turn[0] + 1, "take": attempt.no}
    base = f"{_local(attempt.started_at):%Y-%m-%d} {words}"
    subtype = row.mime.partition(";")[0].rpartition("/")[2].lower()
    ending = ENDINGS.get(subtype, "bin")
    name, again = f"{base}.{ending}", 2
    while name in taken:
        name, again = f"{base} ({again}).{ending}", again + 1
    return name


def _note(at: datetime, names: list[str], missing: list[str]) -> str:
    lines = [
        _("A copy of everything that is kept about you."),
        _("Made at %(when)s.") % {"when": f"{_local(at):%Y-%m-%d %H:%M %Z}"},
        "",
        _(
            "Records: consents, answers in words, ratings with their reasons, decisions, messages and the log, by table."
        ),
        _("Ratings marked as the machine's were made by AI. They are evidence for people and decide nothing."),
        _("Recordings: %(n)s.") % {"n": len(names)},
        *(f"  {name}" for name in names),
    ]
    if missing:
        lines += [
            "",
            _("These recordings could not be read; please tell the company:"),
            *(f"  {name}" for name in missing),
        ]
    return "\n".join(lines) + "\n"


def _local(moment: datetime) -> datetime:
    """As the reader's clock shows it."""
    return moment.astimezone(timezone.get_current_timezone())


def _pieces(reader: EncryptedReader) -> Iterator[bytes]:
    while piece := reader.read(PIECE):
        yield piece


def _entry(name: str, at: datetime, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_local(at).timetuple()[:6])
    entry.compress_type = method
    return entry


def _written(
    bundle: zipfile.ZipFile, sink: "_Sink", entry: zipfile.ZipInfo, pieces: Iterable[bytes]
) -> Iterator[bytes]:
    with bundle.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
            yield sink.drain()
    yield sink.drain()


class _Sink(io.RawIOBase):
    """Where the zip writes: holds what was not sent yet."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        """What was written since the last time."""
        held, self._held = b"".join(self._held), []
        return held
