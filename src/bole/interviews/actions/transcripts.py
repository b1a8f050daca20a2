"""Versions of an answer's words. The newest counts, the older show what the candidate changed."""

import re
from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction

from bole.core import crypto
from bole.interviews import queries
from bole.interviews.actions.errors import EmptyText, TextTooLong
from bole.interviews.models import Attempt, Transcript
from bole.interviews.types import MACHINE_SOURCES, Recognised, Source

CHARACTERS = 8000
VERSIONS = 200
# Faster than anyone speaks: beyond this, words added to a recording cannot have been said in it.
SYLLABLES_PER_SECOND = 7.5
# A Latin word or number, or one Chinese character.
SPOKEN = re.compile(r"[A-Za-z0-9'%.-]+|\S")

Word = tuple[str, int | None, int | None, int, int]


@transaction.atomic
def add(
    attempt: Attempt,
    text: str,
    *,
    source: Source,
    at: datetime,
    words: Sequence[Word] = (),
    added: Sequence[tuple[int, int]] = (),
    engine: str = "",
) -> Transcript:
    """Keep a new version. The same text again makes none; the last of many is written over, so that they have an end."""
    last = attempt.transcripts.order_by("-version").first()
    if last is not None and last.source == source and queries.content(last)["text"] == text:
        return last
    if last is not None and last.version >= VERSIONS and last.source == source:
        last.delete()
        last.version -= 1
    content: dict[str, Any] = {"text": text, "words": [list(w) for w in words], "added": [list(a) for a in added]}
    return Transcript.objects.create(
        attempt=attempt,
        subject_id=attempt.subject_id,
        version=(last.version if last else 0) + 1,
        source=source,
        engine=engine,
        content_sealed=crypto.seal_json(attempt.subject_id, content, purpose=queries.TRANSCRIPT_PURPOSE),
        characters=len(text),
        created_at=at,
    )


def recognised(attempt: Attempt, heard: Recognised, *, source: Source, at: datetime) -> Transcript:
    """Keep what a recogniser heard, each word with its place in the text."""
    words: list[Word] = []
    cursor = 0
    for word in heard.words:
        found = heard.text.find(word.text, cursor)
        if found < 0:
            continue
        cursor = found + len(word.text)
        words.append((word.text, word.start_ms, word.end_ms, found, cursor))
    return add(attempt, heard.text, source=source, at=at, words=words, engine=heard.engine)


@transaction.atomic
def captioned(attempt: Attempt, heard: Recognised, *, at: datetime) -> Transcript:
    """Keep what the candidate's browser heard on the device, while nothing else is known. Returns what counts now.

    ``heard.words`` are phrases that lie in ``heard.text`` in order; inside one, time is spread evenly. The caller holds
    the attempt's lock. Nobody can check a browser's word: more than the speaking time can hold counts as typed.
    """
    if len(heard.text) > CHARACTERS:
        raise TextTooLong(limit=CHARACTERS)
    last = attempt.transcripts.order_by("-version").first()
    if last is not None and last.source != Source.NONE:
        return last
    source = Source.CAPTION if fits(heard.text, attempt) else Source.TYPED
    return add(attempt, heard.text, source=source, at=at, words=_spread(heard), engine=heard.engine)


def _spread(heard: Recognised) -> list[Word]:
    words: list[Word] = []
    cursor = 0
    for phrase in heard.words:
        at = heard.text.index(phrase.text, cursor)
        cursor = at + len(phrase.text)
        for match in SPOKEN.finditer(phrase.text):
            low, high = match.span()
            start_ms, end_ms = (
                phrase.start_ms + (phrase.end_ms - phrase.start_ms) * place // len(phrase.text) for place in (low, high)
            )
            words.append((match.group(), start_ms, end_ms, at + low, at + high))
    return words


def settle(attempt: Attempt, heard: Recognised | None, *, at: datetime) -> None:
    """What counts once the recording was read: our recogniser over captions, captions over nothing.

    The candidate's own words stay the newest. The caller holds the attempt's lock and has set its analysis.
    """
    last = attempt.transcripts.order_by("-version").first()
    if last is not None and last.source != Source.CAPTION:
        return
    if heard is not None and heard.text.strip():
        recognised(attempt, heard, source=Source.ASR, at=at)
    elif last is None:
        add(attempt, "", source=Source.NONE, at=at)
    else:
        content = queries.content(last)
        if not fits(content["text"], attempt):
            words = [(text, start, end, a, b) for text, start, end, a, b in content["words"]]
            add(attempt, content["text"], source=Source.TYPED, at=at, words=words, engine=last.engine)


def correct(attempt: Attempt, text: str, *, at: datetime) -> Transcript:
    """The candidate's own version of what was said.

    Over our recogniser's text it is a correction: kept words keep their second, added words are marked. Over captions,
    and where nothing was recognised, it is the candidate's own transcript: correcting a weak source makes no strong one.
    Additions that the measured speaking time cannot hold are not speech, so the whole text then counts as typed.
    """
    text = text.strip()
    if not text:
        raise EmptyText
    if len(text) > CHARACTERS:
        raise TextTooLong(limit=CHARACTERS)
    heard = attempt.transcripts.filter(source__in=MACHINE_SOURCES).order_by("-version").first()
    if heard is None:
        source = Source.SELF if fits(text, attempt) else Source.TYPED
        return add(attempt, text, source=source, at=at)
    before = queries.content(heard)
    words, added = carry(before["text"], before["words"], text)
    source = Source.CORRECTED if heard.source == Source.ASR else Source.SELF
    if not fits(text, attempt):
        source = Source.TYPED
    return add(attempt, text, source=source, at=at, words=words, added=added)


def fits(text: str, attempt: Attempt) -> bool:
    """Whether this many syllables can have been said in the measured speaking time. Unknown time holds anything."""
    speech_ms = (attempt.analysis or {}).get("speech_ms")
    if speech_ms is None:
        return True
    return syllables(text) <= max(4.0, float(speech_ms) / 1000 * SYLLABLES_PER_SECOND)


def syllables(text: str) -> float:
    """A rough count: one a Chinese character, one and a half an English word."""
    han = sum(1 for c in text if "\u4e00" <= c <= "\u9fff")
    latin = "".join(c if c.isascii() and c.isalnum() else " " for c in text).split()
    return han + 1.5 * len(latin)


def carry(before: str, words: Sequence[Sequence[Any]], after: str) -> tuple[list[Word], list[tuple[int, int]]]:
    """Move word times from the old text to the new one; spans of the new text that have no source are ``added``."""
    carried: list[Word] = []
    added: list[tuple[int, int]] = []
    shift: dict[int, int] = {}
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            shift.update({a1 + k: b1 + k for k in range(a2 - a1)})
        elif tag in {"insert", "replace"} and after[b1:b2].strip():
            added.append((b1, b2))
    for text, start_ms, end_ms, start, end in words:
        places = [shift[k] for k in range(start, end) if k in shift]
        if places:
            carried.append((text, start_ms, end_ms, places[0], places[-1] + 1))
    return carried, added
