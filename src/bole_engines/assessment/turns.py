"""A role-play is answered turn by turn and read as one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole_engines.assessment.types import Answer, Audio, Source

# From the strongest to the weakest: the whole is no better than its weakest part.
_SOURCES: tuple[Source, ...] = ("asr", "corrected", "typed", "self_transcribed", "on_device_caption")
_AUDIO: tuple[Audio, ...] = ("ok", "unknown", "poor")
BETWEEN = "\n"


def joined(parts: Sequence[Answer], offsets_ms: Sequence[int] | None = None) -> Answer:
    """The answers to the turns of one role-play, in order, as the one answer that is rated; ValueError when there is none.

    `text` is the parts' texts with a line break between, `words` and `added` point into it, `speech_ms` is the sum (None as soon as
    one part was not measured), source and audio are the weakest. `offsets_ms` says where in one common recording each part begins;
    without it the seconds of the parts are kept as they are.
    """
    if len({one.question_id for one in parts}) != 1:
        raise ValueError("the turns of exactly one question can be joined")
    whole, position = parts[0], 0
    words, added = [], []
    for index, one in enumerate(parts):
        later = offsets_ms[index] if offsets_ms is not None else 0
        words += [
            replace(
                word,
                char_start=word.char_start + position,
                char_end=word.char_end + position,
                start_ms=None if word.start_ms is None else word.start_ms + later,
                end_ms=None if word.end_ms is None else word.end_ms + later,
            )
            for word in one.words
        ]
        added += [(low + position, high + position) for low, high in one.added]
        position += len(one.text) + len(BETWEEN)
    spoken = [one.speech_ms for one in parts]
    return replace(
        whole,
        text=BETWEEN.join(one.text for one in parts),
        words=tuple(words),
        added=tuple(added),
        source=max((one.source for one in parts), key=_SOURCES.index),
        audio=max((one.audio for one in parts), key=_AUDIO.index),
        speech_ms=None if any(ms is None for ms in spoken) else sum(ms for ms in spoken if ms is not None),
    )
