"""Answers on their way in. What was acknowledged is on the disk, synced, under its hash; nothing here loses it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, Sum, Value
from django.db.models.functions import Coalesce

from bole.core import jobs, moves, storage
from bole.interviews import queries, states
from bole.interviews.actions import conduct, follow_ups, transcripts
from bole.interviews.actions.errors import (
    AttemptClosed,
    BadPart,
    EmptyText,
    ModeNotOffered,
    NeedsConsent,
    NoRetakeLeft,
    NothingToKeep,
    PartConflict,
    PartsMissing,
    TextTooLong,
    TooMuch,
    WrongQuestion,
)
from bole.interviews.models import Attempt, Invitation, Part, Recording
from bole.interviews.types import AttemptState, Mode, Source, Stage, Track

PART_BYTES = 8 * 1024 * 1024
ATTEMPT_BYTES = 120 * 1024 * 1024
ATTEMPT_PARTS = 600
# Twenty minutes of good video and many retakes; a link must not be a way to fill the disk.
SITTING_BYTES = 2 * 1024 * 1024 * 1024
TYPED_CHARACTERS = 5000
OPEN_ATTEMPTS = 20
# What a recorder may call its file. It is shown to nobody, but the file is served under it one day.
MIME = re.compile(r"(audio|video)/[a-z0-9.+-]{1,40}( ?; ?codecs=[a-z0-9., \"+-]{1,40})?", re.IGNORECASE)


def part_key(attempt: Attempt, seq: int) -> str:
    return f"parts/{attempt.pk}/{seq:05d}"


@transaction.atomic
def start(
    invitation: Invitation, index: int, *, mode: Mode, mime: str, device: str, retakes: int, at: datetime
) -> Attempt:
    """Begin a take of a question. Takes that something interrupted cost nothing; the plan's retakes bound the others."""
    session = conduct.hold(invitation, at=at)
    if mode not in conduct.recording_modes(session):
        raise ModeNotOffered
    answer = session.answers.filter(index=index).first()
    if answer is None or session.state not in {Stage.QUESTION, Stage.REVIEW, Stage.CHECK, Stage.PRACTICE}:
        raise WrongQuestion
    attempts = list(answer.attempts.order_by("no"))
    if (mode != Mode.TYPED and queries.costing(attempts) > retakes) or len(attempts) >= OPEN_ATTEMPTS:
        raise NoRetakeLeft
    conduct.lead(session, device=device, at=at)
    return Attempt.objects.create(
        answer=answer,
        subject_id=session.subject_id,
        no=len(attempts) + 1,
        mode=mode,
        device=device,
        mime=mime_of(mime),
        started_at=at,
    )


def mime_of(given: str) -> str:
    """The recorder's word for its file when it is one for sound or pictures, else nothing."""
    return given if MIME.fullmatch(given) and len(given) <= 80 else ""


@dataclass(frozen=True)
class Before:
    """What lies there already: the hash under this number ("" for none), bytes of the attempt and of the sitting."""

    sha256: str
    attempt: int
    sitting: int


def stored_before(attempt: Attempt, seq: int) -> Before:
    """One question for all three: a part comes every few seconds from everybody at once."""
    ours = Q(attempt=attempt)
    found = Part.objects.filter(attempt__answer__session=attempt.answer.session_id).aggregate(
        sha256=Coalesce(Max("sha256", filter=ours & Q(seq=seq)), Value("")),
        ours=Coalesce(Sum("size", filter=ours), 0),
        whole=Coalesce(Sum("size"), 0),
    )
    return Before(found["sha256"], found["ours"], found["whole"])


def add_part(
    attempt: Attempt, seq: int, body: bytes, *, sha256: str, track: int = 1, before: Before | None = None
) -> str:
    """Store one numbered part. Returns ``stored`` or, when the same bytes are there already, ``dup``.

    The bytes are synced before the row is written and the row committed before the answer goes out, so an acknowledged
    part survives kill -9. A part for a finished take is acknowledged only when it is already in it. The caller holds
    the attempt's lock: else two senders of different bytes under one number would end with one's row and other's bytes.
    """
    if not 0 <= seq < ATTEMPT_PARTS:
        raise TooMuch
    if not body or len(body) > PART_BYTES:
        raise BadPart
    if hashlib.sha256(body).hexdigest() != sha256:
        raise BadPart
    before = before or stored_before(attempt, seq)
    if before.sha256:
        if before.sha256 != sha256:
            raise PartConflict
        return "dup"
    if attempt.state != AttemptState.RECORDING:
        raise AttemptClosed
    if before.attempt + len(body) > ATTEMPT_BYTES or before.sitting + len(body) > SITTING_BYTES:
        raise TooMuch
    storage.sealed(attempt.subject_id).put(part_key(attempt, seq), body)
    Part.objects.create(attempt=attempt, seq=seq, track=track, sha256=sha256, size=len(body))
    return "stored"


@transaction.atomic
def finish(
    attempt: Attempt,
    *,
    count: int,
    duration_ms: int,
    tracks: Sequence[Track] = (),
    interrupted: bool = False,
    at: datetime,
) -> Attempt:
    """Close a take when all its parts are here: join them, keep the hash, queue the reading. Repeating is harmless."""
    if attempt.state != AttemptState.RECORDING:
        return attempt
    if attempt.answer.session.state == Stage.WITHDRAWN:
        raise NeedsConsent
    have = set(queries.have(attempt))
    missing = sorted(set(range(count)) - have)
    if missing or not count:
        raise PartsMissing(missing=missing[:100])
    wanted = list(tracks) or [Track(1, attempt.mime, 0, count - 1)]
    vault = storage.sealed(attempt.subject_id)
    digest, size = hashlib.sha256(), 0
    for track in wanted:
        keys = [part_key(attempt, seq) for seq in range(track.first, track.last + 1)]
        stored = vault.join(keys, f"recordings/{attempt.pk}/original-{track.track}")
        Recording.objects.update_or_create(
            attempt=attempt,
            kind="original",
            track=track.track,
            defaults={
                "subject_id": attempt.subject_id,
                "mime": mime_of(track.mime) or attempt.mime or "application/octet-stream",
                "key": stored.key,
                "sha256": stored.sha256,
                "size": stored.size,
                "created_at": at,
            },
        )
        digest.update(bytes.fromhex(stored.sha256))
        size += stored.size
        single = stored.sha256
    attempt.sha256 = single if len(wanted) == 1 else digest.hexdigest()
    attempt.size, attempt.parts_count = size, count
    attempt.declared_ms, attempt.finished_at = max(0, min(duration_ms, 3_600_000)), at
    attempt.interrupted = interrupted
    attempt.save(update_fields=["sha256", "size", "parts_count", "declared_ms", "finished_at", "interrupted"])
    actor = conduct.candidate(attempt.answer.session.invitation)
    moves.record(attempt, states.ATTEMPT, to=AttemptState.STORED, actor=actor, at=at)
    jobs.enqueue("interviews.read_recording", attempt_id=str(attempt.pk), once=f"read:{attempt.pk}")
    return attempt


@transaction.atomic
def write(attempt: Attempt, text: str, *, at: datetime) -> Attempt:
    """Keep a typed answer. It may be changed until it is handed in; each change is a version."""
    if attempt.mode != Mode.TYPED:
        raise ModeNotOffered
    conduct.hold(attempt.answer.session.invitation, at=at)
    words = text.strip()
    if not words:
        raise EmptyText
    if len(words) > TYPED_CHARACTERS:
        raise TextTooLong(limit=TYPED_CHARACTERS)
    transcripts.add(attempt, words, source=Source.TYPED, at=at)
    attempt.finished_at = at
    attempt.save(update_fields=["finished_at"])
    if attempt.state == AttemptState.RECORDING:
        actor = conduct.candidate(attempt.answer.session.invitation)
        moves.record(attempt, states.ATTEMPT, to=AttemptState.STORED, actor=actor, at=at)
        moves.record(attempt, states.ATTEMPT, to=AttemptState.PROCESSED, actor=actor, at=at)
    return attempt


@transaction.atomic
def keep(invitation: Invitation, index: int, attempt_id: UUID, *, device: str, at: datetime) -> None:
    """Choose a stored take for a question and go to the next open one, or to the review."""
    session = conduct.hold(invitation, at=at)
    answer = session.answers.filter(index=index).first()
    attempt = answer.attempts.filter(pk=attempt_id).first() if answer else None
    if answer is None or attempt is None:
        raise WrongQuestion
    if attempt.state == AttemptState.RECORDING:
        raise NothingToKeep
    answer.kept, answer.kept_at = attempt, at
    answer.save(update_fields=["kept", "kept_at"])
    conduct.lead(session, device=device, at=at)
    follow_ups.consider(answer)
    conduct.advance(invitation, session, at=at)
