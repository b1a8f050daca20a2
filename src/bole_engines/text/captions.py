"""Reads transcripts with times: WebVTT and SubRip; anything else is plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})"
_RANGE = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_TAG = re.compile(r"</?[^<>]*>|\{\\[^}]*\}")
_ASCII_WORD = re.compile(r"[A-Za-z0-9'%.-]+|\S")


@dataclass(frozen=True)
class TimedWord:
    """One word (or Chinese character) with its place in the text and its times in milliseconds, None when unknown."""

    text: str
    start_ms: int | None
    end_ms: int | None
    char_start: int
    char_end: int


def parse(source: str) -> tuple[str, tuple[TimedWord, ...]]:
    """The plain text of a transcript file and its words; inside one caption, time is spread evenly over characters."""
    cues = _cues(source)
    if not cues:
        text = source.lstrip("\ufeff").strip()
        return text, tuple(_words(text, 0, None, None))
    parts: list[str] = []
    words: list[TimedWord] = []
    at = 0
    for start_ms, end_ms, text in cues:
        if parts and parts[-1][-1:].isascii() and text[:1].isascii():
            parts.append(" ")
            at += 1
        parts.append(text)
        words.extend(_words(text, at, start_ms, end_ms))
        at += len(text)
    return "".join(parts), tuple(words)


def _cues(source: str) -> list[tuple[int, int, str]]:
    cues: list[tuple[int, int, str]] = []
    current: list[str] | None = None
    for line in [*source.lstrip("\ufeff").splitlines(), ""]:
        match = _RANGE.match(line)
        if match:
            current = []
            cues.append((_ms(match.groups()[:4]), _ms(match.groups()[4:]), ""))
        elif not line.strip():
            if current:
                cues[-1] = (*cues[-1][:2], _TAG.sub("", _join(current)).strip())
            current = None
        elif current is not None:
            current.append(line.strip())
    return [cue for cue in cues if cue[2]]


def _join(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text += (" " if text[-1:].isascii() and line[:1].isascii() else "") + line
    return text


def _ms(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, millis = (int(group or 0) for group in groups)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis


def _words(text: str, at: int, start_ms: int | None, end_ms: int | None) -> list[TimedWord]:
    words = []
    for match in _ASCII_WORD.finditer(text):
        low, high = match.span()
        begin = end = None
        if start_ms is not None and end_ms is not None and text:
            begin = start_ms + (end_ms - start_ms) * low // len(text)
            end = start_ms + (end_ms - start_ms) * high // len(text)
        words.append(TimedWord(match.group(), begin, end, at + low, at + high))
    return words
