"""Normal forms that remember where every character came from.

A `Mapped` text is a rewriting of an original; each of its characters knows the half-open range of the original that it
stands for. Rewritings compose, so that a span found in the last one can always be shown in the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bole_engines.text.traditional import FOLD

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK = re.compile(f"[{CJK}]")
_WIDE = re.compile(f"[{CJK}\u3000-\u303f，。！？；：、（）“”‘’《》]")
_DROPPED_CATEGORIES = {"Cf", "Cc", "Cs", "Co", "Cn"}
_PUNCTUATION = {"!": "！", "?": "？", ";": "；"}


@dataclass(frozen=True)
class Mapped:
    """`text` and, for each of its characters, the range `starts[i]:ends[i]` of the original it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that the half-open range `start:end` of this text stands for."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], max(self.ends[start:end])

    def rewrite(self, edits: Iterable[tuple[int, int, str]]) -> Mapped:
        """A further rewriting: each (start, end, replacement) of this text, in order and not overlapping, is replaced.

        Every character of a replacement stands for the whole range it replaced; an empty replacement deletes.
        """
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, replacement in edits:
            text.append(self.text[at:start])
            starts.extend(self.starts[at:start])
            ends.extend(self.ends[at:start])
            low, high = self.origin(start, end)
            text.append(replacement)
            starts.extend([low] * len(replacement))
            ends.extend([high] * len(replacement))
            at = end
        text.append(self.text[at:])
        return Mapped("".join(text), (*starts, *self.starts[at:]), (*ends, *self.ends[at:]))


def identity(text: str) -> Mapped:
    """The text standing for itself."""
    return Mapped(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))


def normalise(text: str) -> Mapped:
    """One normal form: NFKC, simplified, lower case, white space folded, invisible characters dropped.

    White space next to a Chinese character goes (recognisers put it there), elsewhere a run becomes one space; line
    breaks stay, because they end sentences.
    """
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for char in _normal_cluster(text[start:end]):
            chars.append(char)
            starts.append(start)
            ends.append(end)
    return _fold_space(Mapped("".join(chars), tuple(starts), tuple(ends)))


def is_cjk(char: str) -> bool:
    """Whether this one character is a Chinese character."""
    return bool(_CJK.match(char))


def cjk_share(text: str) -> float:
    """Chinese characters as a share of all letters, 0.0 when there are no letters."""
    letters = [char for char in text if char.isalpha()]
    return sum(1 for char in letters if is_cjk(char)) / len(letters) if letters else 0.0


def _clusters(text: str) -> Iterable[tuple[int, int]]:
    """Ranges of one base character with the combining marks that follow it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield start, index
            start = index


@lru_cache(maxsize=16_384)
def _normal_cluster(cluster: str) -> str:
    out = []
    for char in unicodedata.normalize("NFKC", cluster).lower():
        if char in "\n\r\u2028\u2029":
            out.append("\n")
        elif char.isspace():
            out.append(" ")
        elif unicodedata.category(char) not in _DROPPED_CATEGORIES:
            out.append(FOLD.get(char, char))
    return "".join(out)


def _fold_space(mapped: Mapped) -> Mapped:
    text = mapped.text
    edits: list[tuple[int, int, str]] = []
    for match in re.finditer(r"[ \n]+", text):
        start, end = match.span()
        if "\n" in match.group():
            replacement = "\n"
        else:
            touches = (start > 0 and _WIDE.match(text[start - 1])) or (end < len(text) and _WIDE.match(text[end]))
            replacement = "" if touches or start == 0 or end == len(text) else " "
        edits.append((start, end, replacement))
    # NFKC made Chinese stops half-width; between Chinese characters they are put back to one form.
    edits += [
        (i, i + 1, _PUNCTUATION[char])
        for i, char in enumerate(text)
        if char in _PUNCTUATION and i > 0 and is_cjk(text[i - 1])
    ]
    return mapped.rewrite(sorted(edits))
